"""The bank's people: an author and a reviewer."""

import pytest

from questionbank.models import BankRole
from quizsite.accounts.models import User
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
