"""The unit list as an empty workbook to fill in, which the import reads."""

from typing import IO

from django.utils.translation import gettext as _

from quizsite.accounts.models import UnitKind
from quizsite.accounts.units.list_file import HEADERS, UNITS
from quizsite.tables.xlsx_template import write_template


def write_unit_template(target: IO[bytes]) -> None:
    kinds = list(UnitKind.objects.values_list("name", flat=True))
    write_template(target, UNITS, (), choices={"kind": kinds}, notes=_notes())


def _notes() -> list[tuple[str, str]]:
    return [
        (HEADERS["code"], _("Chữ không dấu, số, gạch nối: ubnd-an-binh. Không đổi về sau.")),
        (HEADERS["name"], _("Tên đầy đủ.")),
        (HEADERS["kind"], _("Nhóm để so sánh: Phòng, ban; Trường học.")),
        (HEADERS["parent"], _("Để trống nếu đứng đầu.")),
        (HEADERS["aliases"], _("Tên cũ, tên tắt, cách nhau bằng dấu chấm phẩy.")),
        (HEADERS["in_force_from"], _("Ngày đầu tiên hoạt động, ví dụ 01/07/2025.")),
        (HEADERS["in_force_until"], _("Ngày đầu tiên không còn hoạt động.")),
        (HEADERS["successor"], _("Mã đơn vị thay thế, khi đã hết hiệu lực.")),
        (HEADERS["people"], _("Số nguyên, ví dụ 312; tính cả đơn vị trực thuộc.")),
        (HEADERS["as_of"], _("Ngày của số CBCCVC, ví dụ 30/06/2026.")),
    ]
