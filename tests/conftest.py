"""The fixtures that all tests share: people, and a database without leftovers."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.core.management import CommandError
from django.db import connection
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck, settings

from contests.attempts.answer_keys import answer_keys
from contests.papers.drawing import paper_source_of
from contests.papers.question_html import question_html
from quizsite.accounts.models import User
from quizsite.models import AuditLine
from tests.factories import UserFactory
from tests.triggers import without_triggers

# A busy machine makes no example wrong.
settings.register_profile(
    "patient",
    settings.default,
    deadline=None,
    suppress_health_check=[*settings.default.suppress_health_check, HealthCheck.too_slow],
)
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def _emptied_beside_a_server() -> Iterator[None]:
    """Repeat a TRUNCATE that PostgreSQL ends: it locks its tables one by one, while a server's
    insert holds one and checks its foreign key in another."""
    empty = TransactionTestCase._fixture_teardown

    def empty_again(self: TransactionTestCase) -> None:
        _unlock_audit_trail()
        for _ in range(3):
            try:
                return empty(self)
            except CommandError as error:
                if "deadlock" not in str(error.__cause__):
                    raise
        return empty(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_again)
        yield


def _unlock_audit_trail() -> None:
    """SQLite empties tables row by row, which triggers refuse; on PostgreSQL it is a TRUNCATE."""
    if connection.vendor == "sqlite" and AuditLine.objects.exists():
        with without_triggers("quizsite_audit"), connection.cursor() as cursor:
            for table in ("quizsite_auditseal", "quizsite_auditname", "quizsite_auditline"):
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- fixed names


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """Switch the second factor off; tests about it switch it on again."""
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def _nothing_kept():
    """A rolled back test gives its numbers to the next one's rows, and counted figures."""
    paper_source_of.cache_clear()
    answer_keys.forget()
    question_html.forget()
    for cache in caches.all(initialized_only=True):
        cache.clear()


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
