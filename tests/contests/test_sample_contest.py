"""The sample contest stands on its own, and loading it again adds nothing."""

import random
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.utils import timezone

from contests.models import (
    Attempt,
    Contest,
    Entry,
    Prize,
    QuestionRuling,
    Round,
    RoundPhase,
    Section,
    UnitAsked,
)
from contests.papers.drawing import draw_paper, paper_source_of
from contests.practice.questions import practicable
from contests.roster.places import Places as UnitPlaces
from leaderboard.participation.quota_figures import quota_figures
from leaderboard.participation.rosters import roster_figures
from questionbank.models import Question, Revision
from quizsite.accounts.models import Unit, UnitContact, User
from quizsite.notifications.models import Mailing
from quizsite.simulation.past_results import make_results
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


@pytest.mark.slow
@pytest.mark.usefixtures("_ground")
def test_there_is_something_to_practise_and_to_read_that_no_round_goes_on_to_ask():
    load()
    contest = Contest.objects.get()
    offered = practicable(contest=contest, at=NOON)
    questions = Question.objects.filter(pk__in=[one.question for one in offered])
    assert questions.values("axis").distinct().count() == 6
    assert not questions.filter(is_sample=False).exists()
    pools = Section.objects.filter(round__closes_at__gt=NOON).values_list("pool", flat=True)
    asked = {pk for pool in pools for pk in pool}
    in_rounds = Revision.objects.filter(pk__in=asked).values("question")
    assert asked
    assert not questions.filter(pk__in=in_rounds).exists()
    assert contest.study_items.count() == 3
    learner = User.objects.get(email="thi-sinh@example.vn")
    assert learner.practised_questions.filter(is_last_right=False).exists()


@pytest.mark.slow
@pytest.mark.usefixtures("_ground")
def test_the_desk_has_something_to_decide_and_loading_it_again_adds_nothing():
    call_command("load_sample_contest", password="thi-cchc")
    for _ in range(2):
        call_command("load_sample_desk", "cchc-thu-do-2026", password="thi-cchc")
    contest = Contest.objects.get()
    assert contest.organisers.count() == 2
    assert contest.barred_people.count() == 1
    assert Mailing.objects.filter(contest=contest.pk, kind="reminder").count() == 1
    ruling = QuestionRuling.objects.get()
    assert (ruling.round.number, ruling.state) == (2, "proposed")
    assert ruling.proposed_by.email == "to-chuc-2@example.vn"
    assert contest.rounds.get(number=2).incidents.get().state == "proposed"
    assert contest.rounds.get(number=1).attempts.count() == 4 + 5
    assert_the_unit_has_figures(contest)
    *going_on, published = contest.surveys.order_by("closes_at").reverse()
    assert ([one.state for one in going_on], published.state) == (["open", "open"], "closed")
    assert all(one.is_sample for one in going_on)
    assert published.summary["counted"]


def assert_the_unit_has_figures(contest):
    """The roster has people who took part in either week, people who are missing, and mailings."""
    unit, at = Unit.objects.get(code="so-noi-vu"), timezone.now()
    desk = {"places": UnitPlaces.on(timezone.localdate(at)), "at": at, "is_organiser": False}
    first, second = (
        roster_figures(contest, unit, number=number, **desk).whole for number in ("1", "2")
    )
    assert (first.taken, second.taken, first.total) == (5, 3, 14)
    assert first.unregistered == 8
    mailings = Mailing.objects.filter(contest=contest.pk, kind="roster_invitation")
    assert sorted(mailings.values_list("reached", "stopped")) == [(0, 2), (2, 0)]


def test_a_desk_of_another_contest_is_refused():
    with pytest.raises(CommandError, match="cuộc thi mẫu"):
        call_command("load_sample_desk", "khong-co", password="thi-cchc")


def test_without_units_the_command_says_what_to_do():
    with pytest.raises(CommandError, match="load_sample_units"):
        load()


@pytest.mark.slow
@pytest.mark.usefixtures("_ground")
def test_it_shows_rules_of_entering_prizes_and_quotas_that_its_people_fill():
    load()
    contest = Contest.objects.get(slug="cchc-thu-do-2026")
    civil, residents = contest.divisions.order_by("position")
    assert len(civil.rule.categories) == 5
    assert residents.rule.unit_asked in {UnitAsked.OPTIONAL, UnitAsked.NONE}
    assert contest.asked_details.get().purpose.startswith("dữ liệu mẫu")
    assert contest.quotas.count() == 6
    assert Prize.objects.filter(contest=contest).exists()
    assert Entry.objects.get().detail.category == "cong-chuc"
    make_results(contest.rounds.get(number=1), count=40, skill=0.8, rng=random.Random(1))
    figures = quota_figures(contest, at=NOON).units.values()
    assert any(one.meets_quotas for one in figures)
    assert any(one.missing for one in figures)
