"""Kind words about a result, and its small joys. They name facts and promise nothing.

Nothing here counts down, compares with a person who did better, or asks to come back."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from contests.points import hundredths_words
from quizsite.language.moments import rough_span

MOST = 80  # percent of right answers
NEARLY_ALL = 3  # questions short of all


@dataclass(frozen=True)
class PaperFacts:
    """What one closed paper came to."""

    correct: int
    questions: int
    time_used_ms: int
    points: int | None = None  # hundredths, where questions have points
    most_points: int | None = None

    @property
    def is_perfect(self) -> bool:
        return 0 < self.questions == self.correct


def kind_word(paper: PaperFacts, *, counts_for_unit: bool) -> str:
    """Say something true and friendly about any result, also about none right."""
    if not paper.questions:
        return ""
    if paper.is_perfect:
        return _("Trọn vẹn. Xin chúc mừng bạn.")
    if not paper.correct and (paper.points or 0) > 0:
        return _("Bạn đã có điểm ở những câu đúng một phần. Phần giải thích giúp bạn hiểu thêm.")
    if not paper.correct:
        return _none_right(counts_for_unit=counts_for_unit)
    return _some_right(paper)


def _some_right(paper: PaperFacts) -> str:
    missing = paper.questions - paper.correct
    if missing <= NEARLY_ALL and paper.correct > missing:
        return _("Rất vững: chỉ còn %(n)d câu nữa là trọn vẹn.") % {"n": missing}
    if paper.correct * 100 >= paper.questions * MOST:
        return _("Rất vững: bạn nắm được hầu hết nội dung.")
    if paper.correct * 2 >= paper.questions:
        return _("Bạn đã nắm được quá nửa nội dung.")
    return _("Mỗi câu đúng là một điều đã nhớ. Phần giải thích giúp bạn ở những câu còn lại.")


def _none_right(*, counts_for_unit: bool) -> str:
    if counts_for_unit:
        return _(
            "Lần này chưa trúng câu nào, nhưng bạn đã làm đến cùng và đơn vị đã có thêm một người "
            "tham gia. Phần giải thích giúp bạn cho lần sau."
        )
    return _(
        "Lần này chưa trúng câu nào, nhưng bạn đã làm đến cùng. Phần giải thích giúp bạn cho lần "
        "sau."
    )


def better_than(last: PaperFacts, now: PaperFacts) -> str:
    """Say what got better since the last paper; "" if nothing did."""
    if not last.questions or not now.questions:
        return ""
    if last.points is not None and now.points is not None:
        return _better_in_points(last, now)
    gained = now.correct - last.correct
    if last.questions == now.questions and gained > 0:
        return _("hơn lần trước %(n)d câu") % {"n": gained}
    before, after = last.correct * 100 // last.questions, now.correct * 100 // now.questions
    if last.questions != now.questions and after > before:
        facts = {"before": before, "after": after}
        return _("tỷ lệ câu đúng tăng từ %(before)d %% lên %(after)d %%") % facts
    saved = last.time_used_ms - now.time_used_ms
    if last.questions == now.questions and gained == 0 and now.correct and saved >= 1000:
        return _("cùng số câu đúng như lần trước, nhanh hơn %(span)s") % {"span": rough_span(saved)}
    return ""


def _better_in_points(last: PaperFacts, now: PaperFacts) -> str:
    """Where points decide, more right answers may be fewer points."""
    if last.most_points != now.most_points:
        return ""
    gained = (now.points or 0) - (last.points or 0)
    if gained > 0:
        return _("hơn lần trước %(points)s điểm") % {"points": hundredths_words(gained)}
    saved = last.time_used_ms - now.time_used_ms
    if gained == 0 and (now.points or 0) > 0 and saved >= 1000:
        return _("cùng số điểm như lần trước, nhanh hơn %(span)s") % {"span": rough_span(saved)}
    return ""


def joys(*, is_perfect: bool, rounds_in_a_row: int, is_first_of_unit: bool) -> list[str]:
    found = []
    if is_perfect:
        found.append(_("Đúng tất cả các câu"))
    if rounds_in_a_row > 1:
        found.append(_("%(n)d kỳ liên tiếp có mặt") % {"n": rounds_in_a_row})
    if is_first_of_unit:
        found.append(_("Người đầu tiên của đơn vị dự thi kỳ này"))
    return found
