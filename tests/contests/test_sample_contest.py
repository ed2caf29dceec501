"""The sample contest stands on its own, and loading it again adds nothing."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from contests.models import Attempt, Contest, Entry, Round, RoundPhase
from contests.papers.drawing import draw_paper, paper_source_of
from quizsite.accounts.models import UnitContact, User
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def _ground(capsys):
    paper_source_of.cache_clear()
    call_command("load_sample_units", verbosity=0)
    call_command("load_sample_bank", verbosity=0)


def load(**options):
    call_command("load_sample_contest", at=NOON.isoformat(), password="thi-cchc", **options)


@pytest.mark.slow
@pytest.mark.usefixtures("_ground")
def test_three_rounds_one_of_each_phase_and_papers_can_be_drawn():
    load()
    contest = Contest.objects.get(slug="cchc-thu-do-2026")
    rounds = list(contest.rounds.order_by("number"))
    assert contest.is_sample
    assert [round.phase(NOON) for round in rounds] == [
        RoundPhase.CLOSED,
        RoundPhase.OPEN,
        RoundPhase.UPCOMING,
    ]
    assert rounds[1].closes_at - rounds[1].opens_at == timedelta(days=7)
    for round in rounds:
        for division in contest.divisions.all():
            source = paper_source_of(round.pk, division.pk)
            assert len({pk for pk, _ in draw_paper(source, seed=1)}) == 20
    contact = UnitContact.objects.get()
    assert (contact.user.email, contact.unit.code) == ("dau-moi@example.vn", "so-noi-vu")
    entry = Entry.objects.get()
    assert (entry.user.email, entry.division.audience, entry.unit.code) == (
        "thi-sinh@example.vn",
        "cbccvc",
        "so-noi-vu",
    )
    assert contest.organisers.get().email == "to-chuc@example.vn"
    accounts = ["to-chuc@example.vn", "dau-moi@example.vn", "thi-sinh@example.vn"]
    assert [User.objects.get(email=email).check_password("thi-cchc") for email in accounts] == [
        True,
        True,
        True,
    ]
    verified = EmailAddress.objects.filter(email__in=accounts, verified=True, primary=True)
    assert verified.count() == 3

    people = User.objects.count()
    load()
    assert (Contest.objects.count(), Round.objects.count(), User.objects.count()) == (1, 3, people)
    assert Attempt.objects.count() == 0


def test_without_units_the_command_says_what_to_do():
    with pytest.raises(CommandError, match="load_sample_units"):
        load()
