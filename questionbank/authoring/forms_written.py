"""The editor's forms of questions that people answer by writing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionbank.authoring import number, text
from questionbank.authoring.faults import Fault
from questionbank.authoring.forms import RowsForm, area
from questionbank.fields import TidyField
from questionbank.models import QuestionKind
from questionbank.question_types.number import MOST_DECIMALS
from questionbank.question_types.text import MOST_ACCEPTED, accepted_in, folds_accents


class WrittenRows(RowsForm):
    """Has a few fields in place of rows; `places` says which field stands for a cell of a file."""

    places: dict[str, str]

    def option_rows(self) -> list[tuple[Any, ...]]:
        return [(self[name],) for name in self.places.values()]

    def read(self) -> tuple[list[str], tuple[Any, ...], list[Fault]]:
        raise NotImplementedError

    def options(self) -> list[str]:
        return self.read()[0]

    def right(self) -> list[Any]:
        return list(self.read()[1])

    def losses(self) -> list[Fault]:
        """What cannot be read has no place in a key."""
        return [one._replace(place=self.places[one.place]) for one in self.read()[2]]

    def row_faults(self) -> list[Fault]:
        """A field that cannot be read has no further fault."""
        unread = self.read()[2]
        told = {fault.place for fault in unread}
        others = [fault for fault in super().row_faults() if fault.place not in told]
        return [one._replace(place=self.places[one.place]) for one in (*unread, *others)]


def _figures() -> forms.TextInput:
    return forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})


class NumberRows(WrittenRows):
    kind = QuestionKind.NUMBER
    places = {"right": "value", "C": "tolerance", "A": "unit", "B": "decimals"}  # noqa: RUF012 -- a constant

    def add_rows(self) -> None:
        self.fields["value"] = TidyField(
            label=_("Số đúng"),
            required=False,
            widget=_figures(),
            help_text=_("Ví dụ 1.500,5. Dấu phẩy ngăn phần thập phân."),
        )
        self.fields["tolerance"] = TidyField(
            label=_("Độ lệch cho phép"),
            required=False,
            widget=_figures(),
            help_text=_("Lệch không quá số này vẫn đúng. Để trống là phải đúng hẳn."),
        )
        self.fields["unit"] = TidyField(
            label=_("Đơn vị tính"),
            required=False,
            max_length=number.LONGEST_UNIT,
            help_text=_("Hiện bên ô trả lời, ví dụ ngày, %, m². Người thi chỉ ghi số."),
        )
        self.fields["decimals"] = forms.ChoiceField(
            label=_("Số chữ số sau dấu phẩy"),
            choices=[(str(n), str(n)) for n in range(MOST_DECIMALS + 1)],
            help_text=_("0 là chỉ nhận số nguyên."),
        )

    @classmethod
    def initial_rows(cls, options: Sequence[str], right: Sequence[Any]) -> dict[str, Any]:
        cells = number.write_cells(options, right)
        said = {name: cells.get(cell, "") for cell, name in cls.places.items()}
        return said | ({"tolerance": ""} if said["tolerance"] == "0" else {})

    def read(self) -> tuple[list[str], tuple[Any, ...], list[Fault]]:
        said = self.cleaned_data
        return number.read_cells({cell: said.get(name, "") for cell, name in self.places.items()})


class TextRows(WrittenRows):
    kind = QuestionKind.TEXT
    places = {"right": "accepted", "A": "keeps_accents"}  # noqa: RUF012 -- a constant

    def add_rows(self) -> None:
        self.fields["accepted"] = TidyField(
            label=_("Câu trả lời được công nhận"),
            required=False,
            widget=area(4),
            help_text=_("Mỗi dòng một cách viết, nhiều nhất %(most)d dòng.")
            % {"most": MOST_ACCEPTED},
        )
        self.fields["keeps_accents"] = forms.BooleanField(
            label=_("Phải viết đúng dấu"),
            required=False,
            help_text=_(
                "Không đánh dấu thì “mot cua” cũng như “một cửa”. Chữ hoa, chữ thường,"
                " khoảng trống và dấu câu ở cuối không bao giờ xét."
            ),
        )

    @classmethod
    def initial_rows(cls, options: Sequence[str], right: Sequence[Any]) -> dict[str, Any]:
        folds = folds_accents(right) if right else options[:1] == ["1"]
        return {"accepted": "\n".join(accepted_in(right)), "keeps_accents": not folds}

    def read(self) -> tuple[list[str], tuple[Any, ...], list[Fault]]:
        folds = not self.cleaned_data.get("keeps_accents")
        lines = self.cleaned_data.get("accepted", "").splitlines()
        return [str(int(folds))], text.key_of(lines, folds=folds), []
