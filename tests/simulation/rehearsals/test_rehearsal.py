"""A rehearsal is a copy with simulated people; nothing real sees it, and nothing of it stays."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from contests.models import Attempt, Contest, DivisionRule, Entry, Round
from contests.monitoring.paper_evidence import evidence_of
from contests.planning.reuse import shared_pools
from contests.queries import published_contests
from contests.registration.rules import ContestNotOpen, check_may_enter
from leaderboard.models import Standing
from leaderboard.participation.unit_desk import contests_with_desk
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.jobs.worker import Worker
from quizsite.simulation.rehearsals import rehearsal
from quizsite.simulation.rehearsals.jobs import remove_old_rehearsals
from quizsite.simulation.rehearsals.rehearsal import (
    NoRehearsal,
    NothingToRehearse,
    PaperTooLarge,
    TooManyRehearsals,
    begin_rehearsal,
    let_people_take,
    throw_away,
)
from tests.audit.lines import last_line
from tests.factories import (
    NOON,
    AxisFactory,
    ContestFactory,
    DivisionFactory,
    OrganiserFactory,
    RevisionFactory,
    RoundFactory,
    SectionFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small(settings, monkeypatch):
    settings.TIMETABLE = {}
    monkeypatch.setattr(rehearsal, "PEOPLE", 4)
    monkeypatch.setattr("quizsite.simulation.rehearsals.jobs.PEOPLE", 4)
    monkeypatch.setattr(rehearsal, "_AT_ONCE", 3)


@pytest.fixture
def contest(organiser):
    contest = ContestFactory(slug="thu-do", tie_chain=["correct", "lots"])
    OrganiserFactory(contest=contest, user=organiser)
    division = DivisionFactory(contest=contest, audience="chung")
    DivisionRule.objects.create(division=division, min_age=18, categories=["cbccvc"])
    axis = AxisFactory()
    RevisionFactory.create_batch(2)
    for number in (1, 2):
        opens_at = NOON + timedelta(days=7 * number)
        week = RoundFactory(
            contest=contest,
            number=number,
            state="draft",
            opens_at=opens_at,
            closes_at=opens_at + timedelta(days=7),
            tie_chain=["correct"],
        )
        SectionFactory(round=week, division=division, axis=axis, count=2, difficulty="")
    UnitFactory()
    return contest


def begun(contest, organiser) -> Contest:
    made = begin_rehearsal(contest, by=organiser, at=timezone.now())
    for round in made.rounds.select_related("contest"):
        list(let_people_take(round))
    return made


def test_rounds_are_over_and_have_results(contest, organiser):
    made = begun(contest, organiser)
    assert (made.is_rehearsal, made.is_sample) == (True, True)
    assert re.fullmatch(r"dien-tap-thu-do-[0-9a-f]{16}", made.slug)  # nobody guesses it
    assert [round.phase(timezone.now()) for round in made.rounds.all()] == ["closed"] * 2
    assert Attempt.objects.filter(round__contest=made).count() == 12  # two times two threes
    assert Standing.objects.filter(round__contest=made).count() == 12
    assert Round.objects.filter(contest=contest, state="draft").count() == 2


def test_nothing_real_sees_it(contest, organiser, stranger):
    made = begun(contest, organiser)
    assert published_contests() == list(contests_with_desk()) == [contest]
    with pytest.raises(ContestNotOpen):
        check_may_enter(stranger, contest=made, at=timezone.now())
    week = contest.rounds.get(number=1)
    sections = list(week.sections.in_words())
    pool = [made.rounds.first().sections.get().pool]
    assert [one.is_shared for one in shared_pools(week, sections, pool, at=timezone.now())] == [
        False
    ]


def test_ticks_of_simulated_people_tell_no_key(contest, organiser):
    """Beside a score they would, and no line would say that somebody saw it."""
    made = begun(contest, organiser)
    attempt = Attempt.objects.select_related("round__contest").filter(round__contest=made)[0]
    shown = evidence_of(attempt, at=timezone.now())["questions"]
    assert all(one["withheld"] for one in shown)
    assert not any(option["is_chosen"] for one in shown for option in one["shown"])


def rows() -> dict[str, int]:
    """All tables but the trail, which keeps everything."""
    models = [one for one in apps.get_models() if "audit" not in one._meta.db_table]
    return {one.__name__: one._default_manager.count() for one in models}


def test_nothing_stays_of_one_thrown_away(contest, organiser):
    before = rows()
    made = begun(contest, organiser)
    throw_away(made, by=organiser, at=timezone.now())
    after = rows()
    assert {name: after[name] for name in after if after[name] != before[name]} == {}
    assert last_line().kind == AuditKind.REHEARSAL_REMOVED


def test_a_real_contest_is_not_thrown_away(contest, organiser):
    with pytest.raises(NoRehearsal):
        throw_away(contest, by=organiser, at=NOON)


def test_without_rounds_there_is_nothing_to_rehearse(organiser):
    with pytest.raises(NothingToRehearse):
        begin_rehearsal(ContestFactory(), by=organiser, at=NOON)


@pytest.fixture
def desk(organiser, signed_in):
    organiser.user_permissions.add(Permission.objects.get(codename="add_contest"))
    return signed_in(organiser)


def test_organisers_run_and_remove_it_on_pages(contest, desk):
    page = reverse("rehearsals:rehearsal", args=[contest.slug])
    assert desk.get(page).status_code == 200
    desk.post(page)
    assert "data-pending" in desk.get(page).content.decode()
    Worker("here").run_next()
    made = Contest.objects.get(is_rehearsal=True)
    assert made.title in desk.get(page).content.decode()
    desk.post(reverse("rehearsals:rehearsal_remove", args=[made.slug]))
    worker = Worker("here")
    while worker.run_next():
        pass
    assert Contest.objects.get() == contest
    assert not Entry.objects.exists()
    assert not User.objects.filter(email__endswith="mo-phong.invalid").exists()


def test_what_the_bank_lacks_is_told_on_the_page(contest, desk):
    contest.rounds.get(number=1).sections.update(count=50)
    page = reverse("rehearsals:rehearsal", args=[contest.slug])
    desk.post(page)
    Worker("here").run_next()
    assert "Chưa công bố được kỳ thi" in desk.get(page).content.decode()
    assert Contest.objects.get() == contest


def test_only_organisers_who_may_create_contests_rehearse(contest, organiser, signed_in, client):
    page = reverse("rehearsals:rehearsal", args=[contest.slug])
    remove = reverse("rehearsals:rehearsal_remove", args=[contest.slug])
    other = OrganiserFactory().user
    assert signed_in(organiser).get(page).status_code == 403
    assert signed_in(organiser).post(remove).status_code == 409
    assert signed_in(other).get(page).status_code == 404
    assert signed_in(UserFactory(is_staff=True)).post(remove).status_code == 404
    assert client.get(page).url.startswith(reverse("account_login"))


def begin(contest, organiser):
    return begin_rehearsal(contest, by=organiser, at=timezone.now())


def test_a_contest_has_two_rehearsals_at_most_and_others_are_not_counted(
    contest, organiser, monkeypatch
):
    longer = ContestFactory(slug="thu-do-2026", is_rehearsal=True)
    ContestFactory(slug=f"dien-tap-{longer.slug}-{'0' * 16}", is_rehearsal=True)
    first, _second = begin(contest, organiser), begin(contest, organiser)
    with pytest.raises(TooManyRehearsals) as refusal:
        begin(contest, organiser)
    assert "đã có 2 bản diễn tập" in str(refusal.value)
    throw_away(first, by=organiser, at=timezone.now())
    begin(contest, organiser)


def test_a_site_has_few_rehearsals_at_a_time(contest, organiser, monkeypatch):
    monkeypatch.setattr(rehearsal, "MOST_OF_SITE", 1)
    ContestFactory(is_rehearsal=True)
    with pytest.raises(TooManyRehearsals) as refusal:
        begin(contest, organiser)
    assert "Cả trang đang có 1 bản" in str(refusal.value)


def test_of_large_papers_fewer_rounds_are_rehearsed(contest, organiser, monkeypatch):
    monkeypatch.setattr(rehearsal, "MOST_ANSWERS", 4 * 2 + 1)  # people and questions of one round
    assert begin(contest, organiser).rounds.count() == 1
    monkeypatch.setattr(rehearsal, "MOST_ANSWERS", 4)
    with pytest.raises(PaperTooLarge):
        begin(contest, organiser)


def test_the_page_says_that_there_are_enough_and_whose_they_are(contest, organiser, desk):
    other = OrganiserFactory(contest=contest, user=UserFactory(full_name="Trần Thị Hoa")).user
    begin(contest, organiser)
    begin(contest, other)
    page = reverse("rehearsals:rehearsal", args=[contest.slug])
    shown = desk.get(page).content.decode()
    assert "Đã đủ số bản diễn tập" in shown
    assert "Trần Thị Hoa" in shown
    assert desk.post(page).status_code == 409


def test_a_rehearsal_of_long_ago_goes_by_itself(contest, organiser):
    old, new = begin(contest, organiser), begin(contest, organiser)
    Contest.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
    remove_old_rehearsals.call()
    assert list(Contest.objects.filter(is_rehearsal=True)) == [new]
    assert last_line().kind == AuditKind.REHEARSAL_REMOVED
