"""What a proposed ruling would change, told before anything changes."""

from datetime import UTC, datetime, timedelta

import pytest

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Attempt, RulingKind
from contests.rulings.decisions import confirm_ruling, propose_ruling
from contests.rulings.regrade import regrade_round
from leaderboard.aggregates.places import standings_in
from leaderboard.models import BoardKey, Standing
from leaderboard.rules import RulingsUnfinished, check_may_finalise
from leaderboard.wrong_questions.jobs import preview_ruling
from leaderboard.wrong_questions.preview import _numbered, make_preview
from questionbank.models import Revision
from tests.factories import UserFactory
from tests.stage import entry_in, open_round, right_choice_at

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def now():
    return datetime.now(UTC)


@pytest.fixture
def round():
    """Ranked by right answers alone; everybody gets the same three questions."""
    return open_round(
        opens_at=now() - HOUR,
        closes_at=now() + HOUR,
        questions=3,
        count=3,
        tie_chain=["correct"],
        attempt_limit=2,
    )


@pytest.fixture
def question(round):
    return Revision.objects.get(pk=round.sections.get().pool[0])


def take(round, *, right, entry=None):
    """A closed paper on which exactly these revisions are answered right, the others by none or,
    option 3."""
    entry = entry or entry_in(round)
    attempt = start_attempt(entry, round=round, at=now())
    for position, (pk, order) in enumerate(attempt.paper, start=1):
        choice = right_choice_at(attempt, position) if pk in right else 1 << order.index(3)
        Answer.objects.create(
            attempt=attempt, position=position, choice=choice, seq=1, saved_at=now()
        )
    return submit_attempt(attempt, at=now())


def proposed(round, question, kind, **more):
    return propose_ruling(
        round, question, kind=kind, reason="Sai", by=UserFactory(), at=now(), **more
    )


@pytest.fixture
def people(round, question):
    """One knows the disputed key, one knows another question, one knows both."""
    other = round.sections.get().pool[2]
    return [take(round, right=right) for right in ({question.pk}, {other}, {question.pk, other})]


def places(round):
    division = round.sections.get().division_id
    rows = standings_in(BoardKey(round.contest_id, round.pk, division))
    return _numbered(list(rows.values_list("sort_key", "entry_id")))


@pytest.mark.parametrize("kind", [RulingKind.ANNUL, RulingKind.GIVE, RulingKind.ACCEPT])
def test_it_foretells_what_regrading_does(round, question, people, kind):
    ruling = proposed(round, question, kind, accepted=[3])
    before = {one.pk: one.correct_count for one in Attempt.objects.all()}
    (division,) = make_preview(ruling, at=now())["divisions"]
    seen = make_preview(ruling, at=now())
    foretold = {entry: (was, now_at) for entry, was, now_at in division["rows"]}
    was = places(round)

    confirm_ruling(ruling, by=UserFactory(), at=now())
    regrade_round(round, at=now())

    after = {one.pk: one.correct_count for one in Attempt.objects.all()}
    assert foretold == {entry: (was[entry], place) for entry, place in places(round).items()}
    assert division["moved"] == sum(was[one] != place for one, place in places(round).items())
    assert seen["up"] == sum(after[pk] > before[pk] for pk in after)
    assert seen["down"] == sum(after[pk] < before[pk] for pk in after)
    assert (seen["papers"], seen["unanswered"]) == (3, 0)


def test_it_counts_what_people_ticked(round, question, people):
    seen = make_preview(proposed(round, question, RulingKind.ANNUL), at=now())
    assert seen["answers"] == [2, 0, 0, 1]
    assert seen["fewer_questions"] == 3


def test_it_changes_nothing(round, question, people):
    rows = list(Standing.objects.values_list("entry", "sort_key").order_by("pk"))
    make_preview(proposed(round, question, RulingKind.GIVE), at=now())
    assert list(Standing.objects.values_list("entry", "sort_key").order_by("pk")) == rows


def test_another_attempt_may_become_the_recognised_one(round, question):
    """The first attempt, worse until now, gains the point and is as good and earlier."""
    entry = entry_in(round)
    pool = round.sections.get().pool
    take(round, right={pool[1]}, entry=entry)
    take(round, right={question.pk, pool[2]}, entry=entry)
    rival = take(round, right={question.pk, pool[1]})
    ruling = proposed(round, question, RulingKind.GIVE)
    (division,) = make_preview(ruling, at=now())["divisions"]
    assert {row[0]: row[2] for row in division["rows"]} == {entry.pk: 1, rival.entry_id: 1}


def test_the_job_stores_it_while_the_ruling_waits(round, question, people):
    ruling = proposed(round, question, RulingKind.GIVE)
    preview_ruling.func(ruling.pk)
    ruling.refresh_from_db()
    assert ruling.preview["papers"] == 3


def test_nothing_is_final_before_every_ruling_is(round, question, people):
    at = round.closes_at + HOUR
    ruling = proposed(round, question, RulingKind.GIVE)
    with pytest.raises(RulingsUnfinished):
        check_may_finalise(round, at=at)
    confirm_ruling(ruling, by=UserFactory(), at=now())
    with pytest.raises(RulingsUnfinished):  # its papers are not scored again yet
        check_may_finalise(round, at=at)
    regrade_round(round, at=now())
    check_may_finalise(round, at=at)
