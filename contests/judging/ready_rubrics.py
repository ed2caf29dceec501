"""Rubrics ready to use, after the figures of real contests; organisers edit their copy."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contests.models import RubricMode


@dataclass(frozen=True, slots=True)
class ReadyItem:
    """Hundredths of a point."""

    title: str | Promise
    most: int
    step: int = 25
    knock_out_below: int | None = None
    parts: tuple[ReadyItem, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadyRubric:
    title: str | Promise
    mode: RubricMode
    full_mark: int
    items: tuple[ReadyItem, ...] = field(default=())


def _question(n: int) -> ReadyItem:
    """Ten points for what a question asks, one for how it is written."""
    return ReadyItem(
        _("Câu %(n)d") % {"n": n},
        11_00,
        parts=(
            ReadyItem(_("Nội dung câu %(n)d: ý thứ nhất") % {"n": n}, 5_00),
            ReadyItem(_("Nội dung câu %(n)d: ý thứ hai") % {"n": n}, 5_00),
            ReadyItem(_("Hình thức câu %(n)d") % {"n": n}, 1_00),
        ),
    )


def _essay() -> ReadyRubric:
    """Nine questions: 90 points for ideas of the key, 10 for form."""
    whole = ReadyItem(_("Hình thức cả bài"), 1_00)
    form = ReadyItem(_("Trình bày chung"), 1_00, parts=(whole,))
    items = (*(_question(n) for n in range(1, 10)), form)
    title = _("Bài viết chín câu theo đáp án (90 nội dung, 10 hình thức)")
    return ReadyRubric(title, RubricMode.KEYED, 100_00, items)


def _innovation() -> ReadyRubric:
    """The jury's 80 points; the other 20 come from a public vote."""
    items = (
        ReadyItem(_("Tính mới"), 20_00, 50),
        ReadyItem(_("Hiệu quả"), 30_00, 50),
        ReadyItem(_("Khả năng áp dụng, nhân rộng"), 30_00, 50),
    )
    title = _("Đổi mới sáng tạo (80 điểm giám khảo, 20 điểm bình chọn tính riêng)")
    return ReadyRubric(title, RubricMode.HOLISTIC, 80_00, items)


def _commune() -> ReadyRubric:
    items = (
        ReadyItem(_("Tính mới"), 20_00, 50, 10_00),
        ReadyItem(_("Tính sáng tạo"), 20_00, 50, 10_00),
        ReadyItem(_("Đã áp dụng trong thực tế"), 15_00, 50),
        ReadyItem(_("Phạm vi ảnh hưởng, nhân rộng"), 10_00, 50),
        ReadyItem(_("Tiết kiệm thời gian, chi phí"), 15_00, 50),
        ReadyItem(_("Đóng góp cho cải cách hành chính, chuyển đổi số"), 10_00, 50),
        ReadyItem(_("Hiệu quả xã hội"), 10_00, 50),
    )
    title = _("Hội đồng sáng kiến cấp xã (100 điểm, hai tiêu chí có mức loại)")
    return ReadyRubric(title, RubricMode.HOLISTIC, 100_00, items)


READY_RUBRICS: dict[str, ReadyRubric] = {
    "bai-viet": _essay(),
    "doi-moi": _innovation(),
    "cap-xa": _commune(),
}
