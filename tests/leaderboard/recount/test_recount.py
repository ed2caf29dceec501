"""A contest in order passes a recount, and each figure altered in the database is found.

One contest serves all tests: each alters it in a transaction that is rolled back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from contests.models import (
    Answer,
    Attempt,
    CollectiveRule,
    Entry,
    PrizelessLine,
    PrizeTerms,
    Qualification,
    ResultCorrection,
    Round,
    SubAnswer,
)
from leaderboard.models import (
    CollectiveResult,
    ContestLots,
    SealedUnit,
    Standing,
    UnitPoints,
    UnitTally,
    Winner,
    WinnerCheck,
)
from leaderboard.prizes.collective import announce_sheet
from leaderboard.recount.contest import recount, scope_of
from quizsite.accounts.models import Headcount
from tests.factories import NOON, HeadcountFactory
from tests.leaderboard.recount.stage import Over, contest_over, correct_first_week
from tests.proofs import sampled

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shared(django_db_setup: None, django_db_blocker: Any) -> Iterator[Over]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield contest_over()
        transaction.set_rollback(True)


@pytest.fixture
def over(shared: Over, db: None) -> Over:
    return shared


def found(over: Over) -> list[str]:
    return list(recount(over.contest, at=NOON + timedelta(days=1)))


def test_a_contest_in_order_has_no_difference(over):
    assert found(over) == []
    scope = scope_of(over.contest)
    assert (scope.final, scope.waiting, scope.is_over) == (
        ["Tuần 1", "Tuần 2", "Chung kết"],
        [],
        True,
    )
    # Something of everything was there to be found.
    assert Winner.objects.filter(round=None).exists()
    assert ContestLots.objects.exists()
    lines = [one for kept in CollectiveResult.objects.all() for one in kept.lines]
    assert {one["prize"] for one in lines} == {"Giải Nhất", ""}
    assert any(one["failed"] for one in lines)
    assert Qualification.objects.values("source").distinct().count() == 2


def test_sheets_of_units_merged_before_the_result_are_found_again(over):
    heir, merged, below = over.units[1], over.units[0], over.units[3]
    merged.in_force_until, merged.successor = (NOON - timedelta(days=1)).date(), heir
    merged.save()
    below.parent = merged
    below.save()
    HeadcountFactory(unit=heir, people=11, as_of=merged.in_force_until)
    UnitPoints.objects.update(unit=merged)
    before = [line["unit"] for kept in CollectiveResult.objects.all() for line in kept.lines]

    for rule in CollectiveRule.objects.filter(contest=over.contest):
        announce_sheet(rule, by=over.by, at=NOON + timedelta(days=1))

    after = [line["unit"] for kept in CollectiveResult.objects.all() for line in kept.lines]
    assert (merged.pk in before, merged.pk in after) == (True, False)
    assert [one for one in found(over) if "bảng xét" in one] == []


def of_week(over: Over, **facts: Any) -> Any:
    return Standing.objects.filter(round=over.weeks[0], entry=over.people[2]).update(**facts)


def of_total(over: Over, **facts: Any) -> Any:
    return Standing.objects.filter(round=None, entry=over.people[2]).update(**facts)


def of_board(over: Over, round: Round | None) -> Any:
    board = Standing.objects.filter(round=round, division=over.divisions[0])
    return board.order_by("sort_key", "entry")


def swap_keys(over: Over, round: Round | None) -> None:
    first, second = of_board(over, round)[:2]
    Standing.objects.filter(pk=first.pk).update(sort_key=second.sort_key)
    Standing.objects.filter(pk=second.pk).update(sort_key=first.sort_key)


def share_place(over: Over, round: Round | None) -> None:
    first, second = of_board(over, round)[:2]
    Standing.objects.filter(pk=second.pk).update(sort_key=first.sort_key)


def of_round(over: Over, n: int = 0, **facts: Any) -> None:
    Round.objects.filter(pk=over.weeks[n].pk).update(**facts)


def of_line(over: Over, title: str, **facts: Any) -> None:
    kept = CollectiveResult.objects.get(rule__title=title)
    kept.lines[0] |= facts
    kept.save()


def turn_lines(over: Over) -> None:
    kept = CollectiveResult.objects.get(rule__title="Sở, ngành")
    kept.lines.reverse()
    kept.save()


def of_rule(title: str, **facts: Any) -> None:
    CollectiveRule.objects.filter(title=title).update(**facts)


def another_winner(over: Over, round: Round | None) -> None:
    """The last of the board in place of the best."""
    last = of_board(over, round).last()
    assert last is not None
    Winner.objects.filter(round=round, prize__title="Nhất").update(entry=last.entry_id)


def of_checks(over: Over, n: int, state: str, to: str) -> None:
    WinnerCheck.objects.filter(round=over.weeks[n], state=state).update(state=to)


def of_headcount(over: Over) -> None:
    Headcount.objects.filter(unit=over.units[0], category="cbccvc").update(people=5)


TAMPERINGS: dict[str, tuple[Callable[[Over], Any], str]] = {
    "an answer": (
        lambda over: Answer.objects.filter(attempt__entry=over.people[2], position=1).update(
            choice=2
        ),
        "kỳ 1 – bất biến 4",
    ),
    "a paper's score": (
        lambda over: Attempt.objects.filter(entry=over.people[2]).update(correct_count=1),
        "kỳ 1, đăng ký số {person} – số câu đúng: đang lưu 4, tính lại 1",
    ),
    "right answers of a result": (
        lambda over: of_week(over, correct_count=2),
        "kỳ 1, đăng ký số {person} – số câu đúng: đang lưu 2, tính lại 4",
    ),
    "points of a paper": (
        lambda over: Attempt.objects.filter(round=over.weeks[1]).update(points=1000),
        "kỳ 2 – bất biến 4",
    ),
    "points of a result": (
        lambda over: Standing.objects.filter(round=over.weeks[1], entry=over.people[2]).update(
            points=1
        ),
        "kỳ 2, đăng ký số {person} – điểm (phần trăm điểm): đang lưu 1, tính lại 1000",
    ),
    "points of a total": (
        lambda over: of_total(over, points=1),
        "cả cuộc thi, đăng ký số {person} – điểm (phần trăm điểm): đang lưu 1, tính lại 1400",
    ),
    "worths of questions": (
        lambda over: Attempt.objects.filter(round=over.weeks[1]).update(worths=[100] * 4),
        "kỳ 2 – bất biến 4",
    ),
    "time of a result": (
        lambda over: of_week(over, time_used_ms=1),
        "kỳ 1, đăng ký số {person} – thời gian làm bài (ms): đang lưu 1, tính lại 100000",
    ),
    "gap of a result": (lambda over: of_week(over, prediction_gap=77), "lệch dự đoán: đang lưu 77"),
    "the paper that counts": (
        lambda over: Standing.objects.filter(round=over.weeks[0], entry=over.people[1]).update(
            attempt=Attempt.objects.get(round=over.weeks[0], entry=over.people[1], number=2)
        ),
        "bài được tính",
    ),
    "unit of a final result": (
        lambda over: of_week(over, unit=over.units[3]),
        "kỳ 1 – mã kiểm chứng",
    ),
    "a result removed": (
        lambda over: Standing.objects.filter(round=over.weeks[0], entry=over.people[2]).delete(),
        "kỳ 1, đăng ký số {person} – kết quả: đang lưu không có, tính lại có",
    ),
    "total of the contest": (
        lambda over: of_total(over, correct_count=9),
        "cả cuộc thi, đăng ký số {person} – số câu đúng: đang lưu 9, tính lại 8",
    ),
    "rounds of a total": (lambda over: of_total(over, rounds_taken=1), "số kỳ đã thi: đang lưu 1"),
    "order of a week": (
        lambda over: swap_keys(over, over.weeks[1]),
        "kỳ 2, bảng cbccvc – thứ hạng: đang lưu",
    ),
    "order of the contest": (
        lambda over: swap_keys(over, None),
        "cả cuộc thi, bảng cbccvc – thứ hạng: đang lưu",
    ),
    "a place shared": (
        lambda over: share_place(over, None),
        "đang lưu chung hạng, tính lại khác hạng",
    ),
    "seed of a week": (
        lambda over: of_round(over, 1, lots_seed="c" * 64),
        "kỳ 2 – niêm phong mã bốc thăm: đang lưu",
    ),
    "sealed seed of a week": (
        lambda over: of_round(over, 1, lots_commitment="d" * 64),
        "kỳ 2 – niêm phong mã bốc thăm: đang lưu dddd",
    ),
    "lots of the contest": (
        lambda over: ContestLots.objects.update(seed="e" * 64),
        "cả cuộc thi – mã bốc thăm: đang lưu eeee",
    ),
    "true prediction": (
        lambda over: of_round(over, true_predictions={str(over.divisions[0].pk): 99}),
        "đáp số của câu dự đoán so với nhật ký: đang lưu",
    ),
    "digest of a version": (
        lambda over: of_round(over, result_digest="f" * 64),
        "kỳ 1 – mã kiểm chứng: đang lưu ffff",
    ),
    "name of a sealed unit": (
        lambda over: SealedUnit.objects.filter(round=over.weeks[0]).update(name="Khác"),
        "kỳ 1 – mã kiểm chứng: đang lưu",
    ),
    "people of a unit": (
        lambda over: UnitTally.objects.filter(
            board__round=over.weeks[0], unit=over.units[0]
        ).update(people=F("people") + 1),
        "kỳ 1, bảng cbccvc, đơn vị so-1, đề 4 câu – số người dự thi: đang lưu 4, tính lại 3",
    ),
    "people of a unit over the contest": (
        lambda over: UnitTally.objects.filter(board__round=None, unit=over.units[1]).delete(),
        "cả cuộc thi, bảng cbccvc, đơn vị so-2, đề 8 câu – số người dự thi: đang lưu 0, tính lại 2",
    ),
    "who won a week": (
        lambda over: another_winner(over, over.weeks[1]),
        "kỳ 2, bảng cbccvc – người đạt giải Nhất: đang lưu",
    ),
    "who won the contest": (
        lambda over: another_winner(over, None),
        "cả cuộc thi – danh sách đạt giải đã công bố so với nhật ký",
    ),
    "place of a winner": (
        lambda over: Winner.objects.filter(round=None, place=1).update(place=2),
        "cả cuộc thi, bảng cbccvc – người đạt giải Nhất: đang lưu",
    ),
    "a winner removed": (
        lambda over: Winner.objects.filter(round=None, prize__title="Cấp xã").delete(),
        "người đạt giải Cấp xã: đang lưu không có",
    ),
    "a whole list removed": (
        lambda over: Winner.objects.filter(round=None).delete(),
        "cả cuộc thi – danh sách đạt giải đã công bố so với nhật ký: đang lưu không có",
    ),
    "a winner not confirmed": (
        lambda over: of_checks(over, 0, "confirmed", "contacted"),
        "xác nhận người đạt giải: đang lưu contacted, tính lại confirmed",
    ),
    "a refusal taken away": (
        lambda over: of_checks(over, 1, "refused", "confirmed"),
        "kỳ 2, bảng cbccvc – người đạt giải Nhất: đang lưu",
    ),
    "how many may win": (
        lambda over: PrizeTerms.objects.update(most_percent=20),
        "kỳ 2, bảng cbccvc – người đạt giải Nhì: đang lưu",
    ),
    "one prize a person": (
        lambda over: PrizeTerms.objects.update(limit="contest"),
        "bảng cbccvc – người đạt giải Nhất: đang lưu",
    ),
    "people on a sheet": (
        lambda over: of_line(over, "Sở, ngành", people=9),
        "bảng xét “Sở, ngành”, đơn vị so-1 – số người dự thi: đang lưu 9, tính lại 2",
    ),
    "rate on a sheet": (
        lambda over: of_line(over, "Cả cuộc thi", rate="51.00"),
        "đơn vị so-1 – tỷ lệ tham gia: đang lưu 51.00, tính lại 75.00",
    ),
    "mean on a sheet": (lambda over: of_line(over, "Sở, ngành", mean="1.00"), "điểm trung bình"),
    "winners on a sheet": (lambda over: of_line(over, "Cả cuộc thi", winners=9), "đang lưu 9"),
    "total on a sheet": (lambda over: of_line(over, "Sở, ngành", total="9.00"), "điểm tổng hợp"),
    "attempts on a sheet": (
        lambda over: of_line(over, "Lượt và giải", attempts=99),
        "bảng xét “Lượt và giải”, đơn vị so-1 – số lượt thi: đang lưu 99, tính lại 7",
    ),
    "points of prizes on a sheet": (
        lambda over: of_line(over, "Lượt và giải", prize_points=99),
        "bảng xét “Lượt và giải”, đơn vị so-1 – điểm theo bậc giải: đang lưu 99, tính lại 19",
    ),
    "what a prize is worth": (
        lambda over: of_rule("Lượt và giải", prize_points=[[1, 50]]),
        "đơn vị so-1 – điểm theo bậc giải: đang lưu 19, tính lại",
    ),
    "another khối on a sheet": (
        lambda over: CollectiveRule.objects.get(title="Lượt và giải").more_kinds.clear(),
        "bảng xét “Lượt và giải” – thứ tự các đơn vị: đang lưu so-1, so-2, xa-3, tính lại so-1",
    ),
    "who gets no prize": (
        lambda over: Entry.objects.filter(pk=over.people[0].pk).update(is_prizeless=True),
        "không xét giải: đang lưu có, tính lại không",
    ),
    "a line of those without a prize": (
        lambda over: PrizelessLine.objects.create(
            contest=over.contest, unit=over.units[1], reason="Ban tổ chức", since=NOON
        ),
        "bảng cbccvc – người đạt giải Nhì: đang lưu",
    ),
    "a division without prizes": (
        lambda over: over.contest.divisions.update(is_prizeless=True),
        "kỳ 2, bảng cbccvc – người đạt giải Nhất: đang lưu",
    ),
    "a prize on a sheet": (
        lambda over: of_line(over, "Sở, ngành", prize=""),
        "giải đã công bố so với nhật ký: đang lưu không có, tính lại Giải Nhất",
    ),
    "a gate on a sheet": (
        lambda over: of_line(over, "Sở, ngành", failed=["rate"]),
        "điều kiện chưa đạt: đang lưu rate, tính lại không có",
    ),
    "order of a sheet": (turn_lines, "thứ tự các đơn vị: đang lưu so-2, so-1, tính lại so-1, so-2"),
    "points given": (
        lambda over: UnitPoints.objects.update(points=8),
        "điểm do ban tổ chức chấm: đang lưu 7.25, tính lại 8.00",
    ),
    "headcount of the day": (of_headcount, "số biên chế: đang lưu 4, tính lại 5"),
    "headcount of another day": (
        lambda over: of_rule("Sở, ngành", headcount_on=NOON.date() - timedelta(days=99)),
        "số biên chế: đang lưu 4, tính lại không có",
    ),
    "a minimum": (lambda over: of_rule("Sở, ngành", min_percent=10), "điều kiện chưa đạt"),
    "a tier": (lambda over: of_rule("Sở, ngành", tiers=[[5, 90]]), "tính lại rate"),
    "a blank answer": (
        lambda over: Attempt.objects.filter(round=over.weeks[1]).update(unanswered_count=0),
        "kỳ 2, bảng cbccvc – thứ hạng",
    ),
    "answer of the sub-question": (
        lambda over: SubAnswer.objects.update(value=4),
        "kỳ 2 – bất biến 7: answer of the sub-question",
    ),
    "who qualified": (
        lambda over: Qualification.objects.filter(entry__unit=over.units[3]).delete(),
        "được vào kỳ thi: đang lưu không có, tính lại hạng 1 của kỳ 1",
    ),
    "place of who qualified": (
        lambda over: Qualification.objects.filter(entry__unit=over.units[3]).update(place=5),
        "được vào kỳ thi: đang lưu hạng 5 của kỳ 1, tính lại hạng 1 của kỳ 1",
    ),
    "a quota missed": (
        lambda over: Headcount.objects.filter(category="mot-cua").update(people=9),
        "“Cả cuộc thi”, đơn vị so-1 – điều kiện chưa đạt: đang lưu không có, tính lại quotas",
    ),
}


@pytest.mark.parametrize("what", sampled(TAMPERINGS, every=8))
def test_an_altered_figure_is_found(over, what):
    tamper, said = TAMPERINGS[what]
    tamper(over)
    said = said.format(person=over.people[2].pk)
    assert [one for one in found(over) if said in one], found(over)


def test_each_version_of_a_corrected_result_is_held_to_the_trail(over):
    correct_first_week(over)
    assert found(over) == []
    ResultCorrection.objects.update(digest_before="f" * 64)
    assert [one for one in found(over) if "của các bản so với nhật ký: đang lưu ffff" in one]


def test_a_contest_that_goes_on_is_recounted_as_far_as_it_is_final(over):
    for round in (over.weeks[1], over.last):
        facts = {"state": "published", "result_digest": "", "finalised_at": None}
        Round.objects.filter(pk=round.pk).update(**facts)
    Standing.objects.filter(round=over.weeks[1]).delete()  # nobody's business yet
    scope = scope_of(over.contest)
    assert (scope.final, scope.waiting, scope.is_over) == (
        ["Tuần 1"],
        ["Tuần 2", "Chung kết"],
        False,
    )
    assert found(over) == []
    swap_keys(over, over.weeks[0])
    assert any(one.startswith("kỳ 1, bảng cbccvc – thứ hạng") for one in found(over))
