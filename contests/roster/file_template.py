"""The roster as an empty workbook to fill in, which the upload reads."""

from __future__ import annotations

from collections.abc import Collection
from typing import IO

from django.utils.translation import gettext as _

from contests.roster.list_file import HEADERS, ROSTER
from quizsite.accounts.models import HeadcountCategory, Unit
from quizsite.language.ordering import VietnameseOrder
from quizsite.tables.xlsx_template import write_template

_MOST_UNITS = 500  # longer lists nobody chooses from


def write_roster_template(target: IO[bytes], *, units: Collection[int]) -> None:
    named = Unit.objects.filter(pk__among=units).order_by(VietnameseOrder("name"))
    choices = {
        "category": [str(label) for label in HeadcountCategory.labels],
        "is_compulsory": [_("Bắt buộc"), _("Khuyến khích")],
        "unit": list(named.values_list("name", flat=True)[:_MOST_UNITS]),
    }
    write_template(target, ROSTER, (), choices=choices, notes=_notes())


def _notes() -> list[tuple[str, str]]:
    return [
        (HEADERS["full_name"], _("Họ và tên đầy đủ.")),
        (HEADERS["birth_date"], _("Ngày/tháng/năm, ví dụ 05/09/1990. Có mã cán bộ thì bỏ trống.")),
        (HEADERS["staff_code"], _("Mã hoặc số hiệu trên thẻ.")),
        (
            HEADERS["email"],
            _("Người này dùng địa chỉ nào để thi thì ghi địa chỉ đó, để hệ thống tự nhận ra."),
        ),
        (HEADERS["phone"], _("Thay cho thư điện tử: số mà người này dùng để thi.")),
        (
            HEADERS["category"],
            _("Chọn trong danh sách. Để trống thì theo nhóm chung của cuộc thi."),
        ),
        (HEADERS["is_compulsory"], _("Bắt buộc hoặc Khuyến khích. Để trống là bắt buộc.")),
        (HEADERS["unit"], _("Tên hoặc mã đơn vị trực thuộc. Để trống là đơn vị của danh sách.")),
    ]
