"""The stage of the boards' pages: one contest, one division, one week, one department."""

import pytest

from tests.factories import NOON, ContestFactory, DivisionFactory, RoundFactory, UnitFactory


@pytest.fixture
def _at_noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def contest(db):
    return ContestFactory(slug="thu-do")


@pytest.fixture
def division(contest):
    return DivisionFactory(contest=contest, code="cbccvc")


@pytest.fixture
def week(contest):
    return RoundFactory(contest=contest, number=1, tie_chain=["correct", "time_used"])


@pytest.fixture
def department(db):
    return UnitFactory(code="so-noi-vu", name="Sở Nội vụ")
