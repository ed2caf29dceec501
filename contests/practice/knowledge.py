"""What a person knows of each axis: by practising, and by own papers whose keys are out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from contests.models import PractisedQuestion
from contests.practice.boxes import is_known
from contests.practice.own_papers import OwnAnswer
from contests.practice.questions import Practicable
from questionbank.models import Axis
from quizsite.accounts.models import User
from quizsite.charts.rows import Row, RowChart, Share


@dataclass(slots=True)
class AxisKnowledge:
    """`offered` counts what may be practised now; of what was practised some may be withheld."""

    axis: Axis
    offered: int = 0
    due: int = 0
    known: int = 0
    practised: Share = field(default_factory=Share)
    papers: Share = field(default_factory=Share)


def axes_with(
    found: Sequence[Practicable],
    practised: Iterable[PractisedQuestion] = (),
    papers: Iterable[OwnAnswer] = (),
    *,
    on: date,
) -> list[AxisKnowledge]:
    """List the axes that have something to practise or something known, in their order."""
    by_axis = {axis.pk: AxisKnowledge(axis) for axis in Axis.objects.all()}
    offered = {one.question for one in found}
    for one in found:
        by_axis[one.axis].offered += 1
    for row in practised:
        of_axis = by_axis[row.question.axis_id]
        of_axis.practised = of_axis.practised.plus(is_right=row.is_last_right)
        of_axis.known += is_known(row.box)
        of_axis.due += row.due_on <= on and row.question_id in offered
    for answer in papers:
        of_axis = by_axis[answer.axis]
        of_axis.papers = of_axis.papers.plus(is_right=answer.is_right)
    return [one for one in by_axis.values() if one.offered or one.practised.of or one.papers.of]


def practised_with_axes(user: User) -> list[PractisedQuestion]:
    return list(PractisedQuestion.objects.filter(user=user).select_related("question"))


def knowledge_chart(axes: Sequence[AxisKnowledge]) -> RowChart:
    """Draw what there is of both shares for each axis; say which axis to go on with."""
    series = {
        _("luyện tập, lần gần nhất của mỗi câu"): [one.practised for one in axes],
        _("bài thi đã hiện đáp án"): [one.papers for one in axes],
    }
    drawn = {name: shares for name, shares in series.items() if any(one.of for one in shares)}
    return RowChart(
        "kien-thuc",
        _("Tỷ lệ trả lời đúng theo trục nội dung"),
        _said(axes),
        heading=_("Trục nội dung"),
        series=list(drawn),
        rows=[
            Row(one.axis.name, tuple(shares[n] for shares in drawn.values()))
            for n, one in enumerate(axes)
        ],
    )


def _said(axes: Sequence[AxisKnowledge]) -> str:
    asked = [one for one in axes if _both(one).of]
    if not asked:
        return _("Chưa có câu trả lời nào để tính.")
    weakest = min(asked, key=lambda one: (_both(one).part, -_both(one).of))
    if _both(weakest).part == 1:
        return _("Bạn trả lời đúng tất cả các câu đã làm.")
    return _("Nên ôn thêm: %(axis)s.") % {"axis": weakest.axis.name}


def _both(one: AxisKnowledge) -> Share:
    return Share(one.practised.right + one.papers.right, one.practised.of + one.papers.of)
