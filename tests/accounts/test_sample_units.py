"""The sample: Hà Nội as it is, divisions and schools as examples."""

import re
from collections import defaultdict

import pytest
from django.core.management import call_command

from quizsite.accounts.models import Headcount, Unit, UnitAlias, UnitKind
from quizsite.accounts.sample_units import load_units
from quizsite.accounts.units.search import headcounts_on
from quizsite.language.vietnamese import tidy
from tests.accounts.units.test_search import TODAY

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing(capsys):
    call_command("load_sample_units")
    first = capsys.readouterr().out
    rows = [list(model.objects.order_by("pk").values()) for model in (Unit, UnitAlias, Headcount)]
    call_command("load_sample_units")
    assert capsys.readouterr().out == first
    assert rows == [
        list(model.objects.order_by("pk").values()) for model in (Unit, UnitAlias, Headcount)
    ]


def test_all_wards_and_communes_are_there():
    load_units()
    alive = Unit.objects.in_force(TODAY)
    assert alive.filter(kind__code="phuong").count() == 51
    assert alive.filter(kind__code="xa").count() == 75
    assert alive.filter(kind__code="so").count() == 15
    assert [kind.name for kind in UnitKind.objects.all()][:2] == ["Thành phố", "Sở, ngành"]


def test_the_tree_has_three_levels_and_only_examples_at_the_bottom():
    load_units()
    units = Unit.objects.with_tree_fields()
    assert {unit.tree_depth for unit in units} == {0, 1, 2}
    assert all(unit.is_sample == (unit.tree_depth == 2) for unit in units)


def test_names_are_composed_and_place_the_tone_the_same_way():
    load_units()
    names = [*Unit.objects.values_list("name", flat=True)]
    assert names == [tidy(name) for name in names]
    assert not [name for name in names if re.search(r"o[àáảãạ]\b", name)]


def test_real_figures_are_marked_as_real_and_all_others_as_sample():
    load_units()
    real = Headcount.objects.filter(is_sample=False).values_list("unit__code", "people")
    assert dict(real) == {"so-tai-chinh": 449, "so-nnmt": 2571, "so-khcn": 358}
    assert not Headcount.objects.filter(source="").exists()


def test_the_units_below_never_outnumber_the_unit_above():
    load_units()
    figures = headcounts_on(TODAY, "cbccvc")
    below = defaultdict(int)
    for unit in Unit.objects.in_force(TODAY):
        assert unit.pk in figures
        if unit.parent_id:
            below[unit.parent_id] += figures[unit.pk].people
    assert all(people <= figures[pk].people for pk, people in below.items())
