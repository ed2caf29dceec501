"""The cast and the stage, shared by all tests."""

import pytest
from django.test import Client

from contests.frozen import answer_keys
from contests.papers import deck_of
from contests.sheets import sheets
from quizsite.accounts.models import User
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """Tests that are about the second factor switch it on again."""
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def _nothing_kept():
    """A rolled back test gives its numbers to the next one's rows."""
    deck_of.cache_clear()
    answer_keys.forget()
    sheets.forget()


@pytest.fixture
def contestant(db) -> User:
    return UserFactory(full_name="Trần Thị Bình", email="binh@example.vn")


@pytest.fixture
def colleague(db) -> User:
    return UserFactory(full_name="Lê Văn Cường", email="cuong@example.vn")


@pytest.fixture
def stranger(db) -> User:
    return UserFactory(full_name="Phạm Thu Dung", email="dung@example.vn")


@pytest.fixture
def organiser(db) -> User:
    return UserFactory(full_name="Vũ Minh Đức", email="duc@example.vn")


@pytest.fixture
def signed_in():
    """A test client of the person given: `signed_in(contestant).get(...)`."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
