"""A site whose bank is large enough for every template, and one khối of each block."""

import pytest

from contests.contest_templates.adapting import Site
from questionbank.models import Audience
from questionbank.programme import AXES
from quizsite.accounts.models import UnitKind
from tests.factories import AxisFactory, UnitKindFactory

KINDS = (
    ("so", "Sở, ngành"),
    ("su-nghiep", "Đơn vị sự nghiệp"),
    ("phuong", "Phường"),
    ("xa", "Xã"),
    ("truong-hoc", "Trường học"),
)


@pytest.fixture
def site(db) -> Site:
    axes = [AxisFactory(code=code, name=name, position=n) for n, (code, name) in enumerate(AXES)]
    for position, (code, name) in enumerate(KINDS):
        UnitKindFactory(code=code, name=name, position=position)
    questions = {(audience, axis.code): 20 for audience in Audience.values for axis in axes}
    return Site(axes, questions, list(UnitKind.objects.all()))
