"""Works of a written round as results: who took part, who stands where, and until when nobody
reads it."""

from datetime import timedelta

import pytest

from contests.models import (
    JURY_CRITERIA,
    WRITTEN_CRITERIA,
    Round,
    RoundKind,
    Work,
    WorkResult,
    WorkState,
)
from contests.planning.tie_chains import RANKED
from contests.registration.entries import restore_entry, void_entry
from contests.signals import works_changed
from leaderboard.boards.board import build_snapshot, page_of, row_as_json
from leaderboard.finals.corrections import pending_changes
from leaderboard.finals.finalise import finalise_round
from leaderboard.finals.verification import verify_stored_rows
from leaderboard.models import BoardKey, Standing
from leaderboard.participation.figures import participation_in
from leaderboard.recount.contest import recount
from leaderboard.rules import WorksUnmarked
from leaderboard.standings.store import compare_standings
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    HeadcountFactory,
    OrganiserFactory,
    RoundFactory,
)
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db

CHAIN = ["points", "main_points", "chair", "submitted_earlier"]
CLOSE = NOON + timedelta(days=7)
AFTER = CLOSE + timedelta(seconds=2)


@pytest.fixture
def contest():
    return ContestFactory(tie_chain=["points"])


@pytest.fixture
def division(contest):
    return DivisionFactory(contest=contest)


@pytest.fixture
def essay(contest):
    return RoundFactory(contest=contest, kind=RoundKind.WRITTEN, tie_chain=CHAIN)


@pytest.fixture
def write(essay, division):
    """Somebody hands a work in; `marks` are points, main points and the chair's place."""

    def handed_in(*marks, at=NOON, state=WorkState.ACCEPTED, entry=None, **who):
        entry = entry or EntryFactory(contest=essay.contest, division=division, **who)
        work = Work.objects.create(
            round=essay, entry=entry, state=state, begun_at=NOON, handed_in_at=at
        )
        if marks:
            mark(work, *marks)
        works_changed.send(Work, round=essay, entry_ids=[entry.pk])
        return work

    return handed_in


def mark(work, points, main=0, chair=0):
    facts = {"points": points, "main_points": main, "chair_place": chair}
    whose = {"work": work, "round": work.round, "entry": work.entry}
    WorkResult.objects.create(**whose, **facts, most_points=10_000, settled_at=NOON)


def open_key(essay):
    essay.marked_at = AFTER
    essay.save(update_fields=["marked_at"])


def rows_of(essay, division):
    found = page_of(BoardKey(essay.contest_id, essay.pk, division.pk), offset=0, limit=50)
    return [row_as_json(row) for row in found]


def test_who_handed_a_work_in_has_taken_part_before_anybody_marks_it(write, essay, contest):
    work = write(state=WorkState.HANDED_IN)
    HeadcountFactory(unit=work.entry.unit, category="cbccvc", people=4)
    figures = participation_in(contest, round=essay, at=NOON)
    assert figures.by_code(work.entry.unit.code).counted.people == 1
    write(state=WorkState.REFUSED)
    write(state=WorkState.DRAFT)
    write(state=WorkState.WITHDRAWN)
    assert Standing.objects.filter(round=essay).count() == 1


def test_a_work_refused_later_is_no_result_any_more(write, essay):
    work = write()
    Work.objects.filter(pk=work.pk).update(state=WorkState.REFUSED)
    works_changed.send(Work, round=essay, entry_ids=[work.entry_id])
    assert not Standing.objects.exists()


def test_works_rank_by_points_then_the_main_criterion_then_the_chair(write, essay, division):
    for marks in [(7000,), (8550, 2000, 2), (8550, 2000, 1), (8550, 3000)]:
        write(*marks)
    open_key(essay)
    found = rows_of(essay, division)
    assert [one["score"] for one in found] == ["85,5/100"] * 3 + ["70/100"]
    assert [one["why"] for one in found] == [
        "cùng 85,5 điểm, điểm tiêu chí chính cao hơn",
        "cùng 85,5 điểm, theo quyết định của trưởng ban giám khảo",
        "hơn 15,5 điểm",
        "",
    ]


def test_of_two_works_of_one_person_the_better_counts(write, essay, division):
    first = write(6000)
    write(9000, entry=first.entry)
    [standing] = Standing.objects.filter(round=essay)
    assert (standing.points, standing.attempt_count, standing.attempt_id) == (9000, 2, None)


def test_a_board_shows_no_row_until_the_key_is_opened(write, essay, division):
    write(9000)
    key = BoardKey(essay.contest_id, essay.pk, division.pk)
    assert build_snapshot(key, at=AFTER)["rows"] == []
    assert build_snapshot(key, at=AFTER)["totals"]["people"] == 1
    open_key(essay)
    assert len(build_snapshot(key, at=AFTER)["rows"]) == 1


def but_for_the_jury(said):
    """These works got their points by hand; each is told to have had no jury."""
    return [one for one in map(str, said) if "no jury had it" not in one]


def test_a_written_round_is_final_only_once_its_key_was_opened(write, essay):
    write(9000)
    with pytest.raises(WorksUnmarked):
        finalise_round(essay, by=None, at=AFTER)
    open_key(essay)
    final = finalise_round(essay, by=None, at=AFTER)
    assert final.result_digest
    assert but_for_the_jury(verify_stored_rows(final, at=AFTER).differences) == []
    assert compare_standings(final) == []


def test_a_recount_finds_works_and_every_mark_that_was_changed(write, essay, contest):
    best = write(9000, 100, 1)
    write(8000)
    write(7000, entry=best.entry)
    open_key(essay)
    finalise_round(essay, by=None, at=AFTER)
    assert but_for_the_jury(recount(contest, at=AFTER)) == []
    WorkResult.objects.filter(work=best).update(points=1000)
    assert but_for_the_jury(recount(contest, at=AFTER)) != []
    WorkResult.objects.filter(work=best).update(points=9000)
    Work.objects.filter(pk=best.pk).update(state=WorkState.REFUSED)
    assert but_for_the_jury(recount(contest, at=AFTER)) != []


def test_a_correction_finds_an_author_who_was_restored(write, essay):
    work, by = write(9000), OrganiserFactory(contest=essay.contest).user
    open_key(essay)
    void_entry(work.entry, by=by, at=CLOSE, reason="Nhầm người")
    final = finalise_round(essay, by=None, at=AFTER)
    assert pending_changes(final).restored == []
    restore_entry(work.entry, by=by, at=AFTER + timedelta(hours=1), reason="Xét lại")
    assert pending_changes(final).restored == [work.entry]


def test_quizzes_are_offered_no_criterion_of_a_jury():
    assert not {*RANKED} & {*JURY_CRITERIA}
    assert {*JURY_CRITERIA} < {*WRITTEN_CRITERIA}


def test_rounds_are_quizzes_unless_somebody_says_otherwise(contest):
    assert not RoundFactory(contest=contest).is_written
    assert Round.objects.filter(kind=RoundKind.WRITTEN).count() == 0


def test_works_without_marks_lower_no_mean_of_a_unit(write, essay, contest):
    work = write(state=WorkState.HANDED_IN)
    where = work.entry.unit.code

    def mean(round):
        return participation_in(contest, round=round, at=NOON).by_code(where).counted.mean_score

    assert (mean(essay), mean(None)) == (None, None)
    mark(work, 8000)
    works_changed.send(Work, round=essay, entry_ids=[work.entry_id])
    open_key(essay)
    assert (mean(essay), mean(None)) == (80, 80)


def test_works_without_marks_hide_no_board_of_the_whole_contest(write, essay, contest, division):
    work = write(state=WorkState.HANDED_IN)
    total = BoardKey(contest.pk, None, division.pk)
    assert build_snapshot(total, at=AFTER)["is_hidden"]
    take(RoundFactory(contest=contest, number=2), division, correct=3)
    assert not build_snapshot(total, at=AFTER)["is_hidden"]
    assert work.entry.standings.filter(round=None).exists()
