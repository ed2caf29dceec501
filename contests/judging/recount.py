"""Finds every total of a panel again from the stored sheets, with code of its own.

It shares nothing with the code that it checks: other figures (Decimal), other order of steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from contests.models.judged import (
    Assignment,
    AssignmentPurpose,
    AssignmentState,
    GapScope,
    GapUnit,
    GapWay,
    JudgedWork,
    MarkSheet,
    Panel,
    PanelState,
    RubricItem,
    WorkBar,
    WorkStanding,
)

_WHOLE = Decimal(1)


class _Rubric:
    def __init__(self, panel: Panel) -> None:
        self.top: dict[int, Decimal] = {}
        self.limits: dict[int, int] = {}
        self.home: dict[int, int] = {}  # rubric item → its criterion
        for item in RubricItem.objects.filter(panel=panel):
            self.home[item.pk] = item.parent_id or item.pk
            if item.parent_id is None:
                self.top[item.pk] = Decimal(item.most)
                if item.knock_out_below is not None:
                    self.limits[item.pk] = item.knock_out_below

    def sums(self, sheet: MarkSheet) -> dict[int, Decimal]:
        found = dict.fromkeys(self.top, Decimal(0))
        for item, mark in sheet.marks.items():
            found[self.home[int(item)]] += mark
        return found


def differences(panel: Panel) -> Iterator[str]:
    """Say in words each thing that is not as the sheets say; nothing if all is."""
    rubric, of_work = _Rubric(panel), _newest(panel)
    yield from _odd_sheets(panel)
    for work in JudgedWork.objects.filter(panel=panel).defer("parts", "files"):
        held = of_work.get(work.pk, [])
        marks = _decided(panel, rubric, held)
        if work.standing not in {None, found := _standing(panel, held, marks)}:
            yield f"{work.code}: tình trạng tính lại {found}, đã lưu {work.standing}"
        if marks is None:
            if panel.state == PanelState.AGREED:
                yield f"{work.code}: chưa đủ phiếu chấm mà đã thống nhất điểm"
            continue
        if panel.state == PanelState.AGREED:
            yield from _unlike(work, rubric, marks)


def recounted_totals(panel: Panel) -> dict[str, int]:
    """Code → total, of the works that have enough sheets."""
    rubric, of_work = _Rubric(panel), _newest(panel)
    found = {}
    for work in JudgedWork.objects.filter(panel=panel).defer("parts", "files"):
        marks = _decided(panel, rubric, of_work.get(work.pk, []))
        if marks is not None:
            found[work.code] = _rounded(sum(marks.values(), Decimal(0)))
    return found


def _newest(panel: Panel) -> dict[int, list[tuple[str, MarkSheet | None]]]:
    """Work → purpose and newest sheet of each juror who holds it; None if it is not sent."""
    given = Assignment.objects.filter(
        work__panel=panel,
        state__in=(AssignmentState.OPEN, AssignmentState.REOPENED, AssignmentState.SENT),
    )
    found: dict[int, list[tuple[str, MarkSheet | None]]] = defaultdict(list)
    last: dict[int, MarkSheet] = {}
    for sheet in MarkSheet.objects.filter(assignment__work__panel=panel):
        if sheet.assignment_id not in last or last[sheet.assignment_id].number < sheet.number:
            last[sheet.assignment_id] = sheet
    for pk, work, purpose, state in given.values_list("pk", "work", "purpose", "state"):
        stands = state == AssignmentState.SENT
        found[work].append((purpose, last.get(pk) if stands else None))
    return found


def _decided(
    panel: Panel, rubric: _Rubric, held: list[tuple[str, MarkSheet | None]]
) -> dict[int, Decimal] | None:
    by_purpose: dict[str, list[dict[int, Decimal]]] = defaultdict(list)
    for purpose, sheet in held:
        if sheet is not None:
            by_purpose[purpose].append(rubric.sums(sheet))
    common = [one for purpose, one in held if purpose == AssignmentPurpose.COMMON]
    if common:
        return None if None in common else _mean(by_purpose[AssignmentPurpose.COMMON])
    first = by_purpose[AssignmentPurpose.FIRST]
    if len(first) < panel.markers:
        return None
    if not _too_far(panel, rubric, first):
        return _mean(first)
    third = by_purpose[AssignmentPurpose.THIRD]
    return _of_three(panel, [*first, *third]) if third else None


def _standing(
    panel: Panel, held: list[tuple[str, MarkSheet | None]], marks: dict[int, Decimal] | None
) -> str:
    """Whatever has its first marks and no total waits for a third juror."""
    if marks is not None:
        return WorkStanding.SETTLED
    sent = [purpose for purpose, sheet in held if sheet is not None]
    is_common = any(purpose == AssignmentPurpose.COMMON for purpose, _sheet in held)
    enough = sent.count(AssignmentPurpose.FIRST) >= panel.markers
    return WorkStanding.APART if enough and not is_common else WorkStanding.WAITING


def _too_far(panel: Panel, rubric: _Rubric, sheets: list[dict[int, Decimal]]) -> bool:
    if panel.gap_value == 0 or len(sheets) == 1:
        return False
    rows = [(list(one.values()), sum(rubric.top.values())) for one in sheets]
    if panel.gap_scope == GapScope.TOTAL:
        columns = [([sum(marks) for marks, _most in rows], rows[0][1])]
    else:
        columns = [([one[pk] for one in sheets], most) for pk, most in rubric.top.items()]
    for marks, most in columns:
        limit = Decimal(panel.gap_value)
        if panel.gap_unit == GapUnit.PERCENT:
            limit = limit * most / 10_000
        if max(marks) - min(marks) >= limit:
            return True
    return False


def _of_three(panel: Panel, sheets: list[dict[int, Decimal]]) -> dict[int, Decimal]:
    if panel.gap_way == GapWay.THIRD:
        return sheets[-1]
    if panel.gap_way == GapWay.MEAN:
        return _mean(sheets)
    if panel.gap_scope == GapScope.TOTAL:
        ordered = sorted(sheets, key=lambda one: sum(one.values()))
        return _mean(_kept(panel, ordered, [sum(one.values(), Decimal(0)) for one in ordered]))
    decided = {}
    for pk in sheets[0]:
        marks = sorted(one[pk] for one in sheets)
        kept = _kept(panel, marks, marks)
        decided[pk] = sum(kept, Decimal(0)) / len(kept)
    return decided


def _kept(panel: Panel, things: list, marks: list[Decimal]) -> list:  # type: ignore[type-arg]  # sheets or marks
    """`marks` ascend; neighbours alone can lie nearest."""
    count = len(things)
    if panel.gap_way == GapWay.MEDIAN:
        return things[(count - 1) // 2 : count // 2 + 1]
    steps = [after - before for before, after in pairwise(marks)]
    near = {n for n, step in enumerate(steps) if step == min(steps)}
    return [thing for n, thing in enumerate(things) if n in near or n - 1 in near]


def _mean(sheets: list[dict[int, Decimal]]) -> dict[int, Decimal]:
    return {pk: sum((one[pk] for one in sheets), Decimal(0)) / len(sheets) for pk in sheets[0]}


def _rounded(mark: Decimal) -> int:
    # A third of a hundredth has no end in Decimal; so many places bring it back to its half.
    return int(mark.quantize(Decimal("0.000001")).quantize(_WHOLE, rounding=ROUND_HALF_UP))


def _unlike(work: JudgedWork, rubric: _Rubric, marks: dict[int, Decimal]) -> Iterator[str]:
    total = _rounded(sum(marks.values(), Decimal(0)))
    if total != work.agreed_total:
        yield f"{work.code}: tổng điểm tính lại {total}, đã lưu {work.agreed_total}"
    is_out = any(marks[pk] < limit for pk, limit in rubric.limits.items())
    if is_out != work.is_knocked_out:
        yield f"{work.code}: mức loại tính lại khác với đã lưu"
    stored = {int(pk): mark for pk, mark in (work.agreed_marks or {}).items()}
    if stored != {pk: _rounded(mark) for pk, mark in marks.items()}:
        yield f"{work.code}: điểm từng tiêu chí tính lại khác với đã lưu"


def _odd_sheets(panel: Panel) -> Iterator[str]:
    """Sheets whose sum is wrong, whose juror may not mark the work, or whose numbers have a gap."""
    bars = set(WorkBar.objects.filter(work__panel=panel).values_list("work", "user"))
    numbers: dict[int, list[int]] = defaultdict(list)
    sheets = MarkSheet.objects.filter(assignment__work__panel=panel)
    for sheet in sheets.select_related("assignment__member").order_by("number"):
        own = sheet.assignment
        numbers[own.pk].append(sheet.number)
        if sum(sheet.marks.values()) != sheet.total:
            yield f"phiếu {sheet.pk}: tổng đã lưu không bằng tổng các mục"
        if (own.work_id, own.member.user_id) in bars:
            yield f"phiếu {sheet.pk}: giám khảo không được chấm bài này"
    for pk, found in numbers.items():
        if found != list(range(1, len(found) + 1)):
            yield f"lượt chấm {pk}: số phiếu không liền nhau"
