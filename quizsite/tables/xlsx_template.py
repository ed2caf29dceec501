"""A list as a workbook to fill in: with drop-down lists, and notes on the columns.

The reader takes it back; with no rows it is the template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from quizsite.tables.columns import Row, Schema, column_letters

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
Choices = Mapping[str, Sequence[str]]  # column name → what its drop-down list offers
Notes = Sequence[tuple[str, str]]  # a header, and how to fill in what is below it


def write_template(
    target: IO[bytes], schema: Schema, rows: Iterable[Row], *, choices: Choices, notes: Notes
) -> None:
    """Every cell is text; rows are written out as they come, so memory stays small."""
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        text_format = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head_format = book.add_format({"bold": True, "bg_color": "#E9EEF6", "num_format": "@"})
        sheet = book.add_worksheet(schema.sheet)
        _write_notes(
            book.add_worksheet(_("Hướng dẫn")),
            notes,
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        lists = book.add_worksheet(_("Danh mục"))
        _write_choices(lists, schema, choices)
        for position, column in enumerate(schema.columns):
            sheet.set_column(position, position, column.width, text_format)
            sheet.write_string(0, position, column.header, head_format)
        _offer_choices(sheet, schema, choices, listed_in=lists.get_name())
        sheet.freeze_panes(1, 1)
        for number, row in enumerate(rows, start=1):
            for position, column in enumerate(schema.columns):
                if cell := row[column.name]:
                    sheet.write_string(number, position, str(cell), text_format)


def _write_choices(sheet: Any, schema: Schema, choices: Choices) -> None:
    for position, name in enumerate(choices):
        sheet.set_column(position, position, 30)
        sheet.write_string(0, position, schema.headers[name])
    height = max(map(len, choices.values()), default=0)
    for row in range(height):  # row by row: written rows are already on disk
        for position, offered in enumerate(choices.values()):
            if row < len(offered):
                sheet.write_string(row + 1, position, offered[row])


def _offer_choices(sheet: Any, schema: Schema, choices: Choices, *, listed_in: str) -> None:
    names = list(schema.headers)
    for listed, (name, offered) in enumerate(choices.items()):
        letters, position = column_letters(listed), names.index(name)
        said = {
            "validate": "list",
            "source": f"='{listed_in}'!${letters}$2:${letters}${len(offered) + 1}",
            "error_type": "warning",
            "error_title": schema.headers[name],
            "error_message": _("Hãy chọn trong danh sách."),
        }
        if offered:
            sheet.data_validation(1, position, schema.max_rows, position, said)


def _write_notes(sheet: Any, notes: Notes, text_format: Any) -> None:
    sheet.set_column(0, 0, 20, text_format)
    sheet.set_column(1, 1, 90, text_format)
    for number, (header, note) in enumerate(notes):
        sheet.write_string(number, 0, header)
        sheet.write_string(number, 1, note)
