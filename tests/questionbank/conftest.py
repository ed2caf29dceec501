"""The bank's people: an author and a reviewer."""

import pytest

from questionbank.models import BankRole
from questionbank.review_models import BankSettings
from quizsite.accounts.models import User
from quizsite.models import SiteSettings
from tests.factories import UserFactory


@pytest.fixture
def author(db) -> User:
    user = UserFactory(full_name="Đỗ Thị Soạn", email="soan@example.vn")
    BankRole.objects.create(user=user, kind=BankRole.Kind.AUTHOR)
    return user


@pytest.fixture
def reviewer(db) -> User:
    user = UserFactory(full_name="Hồ Văn Duyệt", email="duyet@example.vn")
    BankRole.objects.create(user=user, kind=BankRole.Kind.REVIEWER)
    return user


@pytest.fixture
def one_may_confirm_alone(db) -> None:
    SiteSettings.objects.create(pk=SiteSettings.ONLY, may_confirm_alone=True)


@pytest.fixture
def no_solve_asked(db) -> None:
    """The staff lets reviewers publish without a blind solve; tests of solves leave it on."""
    BankSettings.objects.create(pk=BankSettings.ONLY, asks_blind_solve=False)


@pytest.fixture
def other_reviewer(db) -> User:
    user = UserFactory(full_name="Mai Thị Xét", email="xet@example.vn")
    BankRole.objects.create(user=user, kind=BankRole.Kind.REVIEWER)
    return user
