"""Writes how a round gives points, from the settings that scoring obeys. It reads nothing."""

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _

from contests.models import Round, Section
from contests.paper_sizes import paper_worth, worth_of
from contests.points import hundredths_words
from contests.regulation.kinds import parts_rules


def points_rules(
    round: Round,
    divisions: Iterable[tuple[str, Sequence[Section]]],
    *,
    part_words: Callable[[Section], str],
) -> list[str]:
    """`divisions` has each with its sections, which `part_words` names."""
    return [
        *(_worths(name, sections, part_words) for name, sections in divisions),
        _("Câu đúng được đủ điểm của câu; câu bỏ trống không được điểm và không bị trừ."),
        *_wrong(round),
        *_partial(round),
        _(
            "Câu bị hủy thì không tính: điểm của câu đó bớt khỏi điểm tối đa của bài. Câu được cho "
            "điểm thì mọi bài có câu đó được đủ điểm của câu."
        ),
        _(
            "Điểm trung bình của đơn vị và dải chất lượng tính theo điểm của bài ÷ điểm tối đa của "
            "bài; bài dưới 0 điểm tính là 0."
        ),
    ]


def points_note(round: Round) -> str:
    """What a person should know before answering; "" where right answers are counted."""
    if not round.has_points:
        return ""
    if not round.wrong_points:
        return _("Mỗi câu có điểm riêng; câu sai hoặc bỏ trống không bị trừ điểm.")
    taken = hundredths_words(round.wrong_points)
    return _(
        "Mỗi câu có điểm riêng; mỗi câu trả lời sai bị trừ %(points)s điểm, câu bỏ trống không bị "
        "trừ."
    ) % {"points": taken}


def _worths(name: str, sections: Sequence[Section], part_words: Callable[[Section], str]) -> str:
    facts = {"name": name, "total": hundredths_words(paper_worth(sections))}
    worths = {worth_of(one) for one in sections}
    if len(worths) == 1:
        facts["points"] = hundredths_words(worths.pop())
        said = _("Đề của bảng %(name)s có tổng %(total)s điểm: mỗi câu %(points)s điểm.")
        return said % facts
    listed = [_part(one, part_words) for one in sections]
    said = _("Đề của bảng %(name)s có tổng %(total)s điểm: %(parts)s.")
    return said % {**facts, "parts": "; ".join(listed)}


def _part(section: Section, part_words: Callable[[Section], str]) -> str:
    what = part_words(section)
    if section.field:
        what = _("%(part)s, lĩnh vực “%(field)s”") % {"part": what, "field": section.field}
    points = hundredths_words(worth_of(section))
    return _("%(part)s, mỗi câu %(points)s điểm") % {"part": what, "points": points}


def _wrong(round: Round) -> list[str]:
    if not round.wrong_points:
        return [_("Câu trả lời sai không được điểm và không bị trừ điểm.")]
    taken = _("Mỗi câu trả lời sai bị trừ %(points)s điểm.") % {
        "points": hundredths_words(round.wrong_points)
    }
    if round.may_fall_below_zero:
        return [taken, _("Điểm của bài có thể dưới 0.")]
    return [taken, _("Bài bị trừ nhiều hơn số điểm đạt được thì có 0 điểm.")]


def _partial(round: Round) -> list[str]:
    if not round.is_partial_credit:
        return [_("Không cho điểm một phần: câu chưa đúng hoàn toàn là câu sai.")]
    return [
        _(
            "Câu có nhiều phương án đúng được điểm một phần: điểm của câu × (số phương án đúng đã "
            "chọn − số phương án sai đã chọn) ÷ số phương án đúng, không dưới 0. Câu được điểm một "
            "phần không bị trừ điểm; câu có một phương án đúng thì đủ điểm hoặc không có điểm."
        ),
        *parts_rules(round),
        _(
            "Điểm của bài được cộng chính xác rồi làm tròn một lần đến hai chữ số thập phân (từ "
            "nửa trở lên làm tròn lên); xếp hạng theo điểm đã làm tròn."
        ),
    ]
