"""The fixtures that all tests share: people, and a database without leftovers."""

import gc
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, settings

from contests.attempts.answer_keys import answer_keys
from contests.papers.drawing import paper_source_of
from contests.papers.question_html import question_html
from quizsite.accounts.models import User
from tests import prepared_database
from tests.emptying import quick_emptying
from tests.factories import UserFactory
from tests.numbers_in_attributes import every_answer_searched
from tests.people import browser_of

# A busy machine makes no example wrong.
settings.register_profile(
    "patient",
    settings.default,
    deadline=None,
    suppress_health_check=[*settings.default.suppress_health_check, HealthCheck.too_slow],
)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def django_db_setup(
    request: Any,
    django_test_environment: Any,
    django_db_blocker: Any,
    django_db_modify_db_settings: Any,
) -> Iterator[None]:
    """In place of pytest-django's: the database begins as a copy of one that is migrated."""
    is_worker = hasattr(request.config, "workerinput")
    with django_db_blocker.unblock():
        owner = os.getppid() if is_worker else os.getpid()
        prepared_database.offer_copy(connection, owner=owner)
        # "Keep" means here: do not delete the copy first. At the end it is dropped all the same.
        is_sqlite = connection.vendor == "sqlite"
        made = setup_databases(
            verbosity=0, interactive=False, keepdb=is_sqlite, serialized_aliases=()
        )
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over a million objects that live as long as the run."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        prepared_database.forget_template(owner=os.getpid())


@pytest.fixture(scope="session", autouse=True)
def _quickly_emptied() -> Iterator[None]:
    with quick_emptying():
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_number_for_people_where_machines_read() -> Iterator[None]:
    with every_answer_searched():
        yield


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    """Switch the second factor off; tests about it switch it on again."""
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture(autouse=True)
def _nothing_kept():
    """A rolled back test gives its numbers to the next one's rows, and counted figures.

    The thread of a live server keeps in the same memory what this thread never asked for."""
    paper_source_of.cache_clear()
    answer_keys.forget()
    question_html.forget()
    for cache in caches.all():
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

    return browser_of
