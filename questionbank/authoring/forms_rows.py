"""The editor's forms of questions that are answered row by row, and which form each kind has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from questionbank.authoring import matching, ordering
from questionbank.authoring.faults import Fault
from questionbank.authoring.forms import QuestionForm, RowsForm, area
from questionbank.authoring.forms_written import NumberRows, TextRows
from questionbank.fields import TidyField
from questionbank.models import QuestionKind
from questionbank.question_types.choice_order import LETTERS
from questionbank.question_types.grid import FALSE, TRUE
from questionbank.question_types.matching import BETWEEN, prompts


class GridRows(RowsForm):
    """Rows are statements; `right_A` says whether the first one is true."""

    kind = QuestionKind.GRID

    def add_rows(self) -> None:
        for letter in LETTERS:
            self.fields[f"option_{letter}"] = TidyField(
                label=_("Ý %(letter)s") % {"letter": letter}, required=False, widget=area(2)
            )
            self.fields[f"right_{letter}"] = forms.TypedChoiceField(
                label=_("Ý %(letter)s đúng hay sai") % {"letter": letter},
                choices=[("", _("Chưa chọn")), (TRUE, _("Đúng")), (FALSE, _("Sai"))],
                coerce=int,
                required=False,
            )

    @classmethod
    def initial_rows(cls, options: Sequence[str], right: Sequence[Any]) -> dict[str, Any]:
        return {
            **{f"option_{LETTERS[n]}": option for n, option in enumerate(options)},
            **{f"right_{LETTERS[n]}": verdict for n, verdict in enumerate(right)},
        }

    def right(self) -> list[int]:
        said = [self.cleaned_data.get(f"right_{letter}") or 0 for letter in LETTERS]
        return said[: len(self.options())]

    def row_faults(self) -> list[Fault]:
        """Name the row that has no verdict."""
        faults = [fault for fault in super().row_faults() if fault.place != "right"]
        if 0 in self.right():
            place = f"right_{LETTERS[self.right().index(0)]}"
            faults.append(Fault(place, gettext("Hãy chọn Đúng hoặc Sai cho ý này.")))
        return faults


class OrderingRows(RowsForm):
    """Rows are the items in the right order."""

    kind = QuestionKind.ORDERING

    def add_rows(self) -> None:
        for letter in LETTERS:
            self.fields[f"option_{letter}"] = TidyField(
                label=_("Mục %(letter)s") % {"letter": letter}, required=False, widget=area(2)
            )

    @classmethod
    def initial_rows(cls, options: Sequence[str], right: Sequence[Any]) -> dict[str, Any]:
        # A draft whose order nobody knows yet shows its items as they stand.
        items = ordering.in_order(options, right) if right else options
        return {f"option_{LETTERS[n]}": text for n, text in enumerate(items)}

    def option_rows(self) -> list[tuple[Any, ...]]:
        return [(letter, self[f"option_{letter}"]) for letter in LETTERS]

    def right(self) -> list[int]:
        return list(range(1, len(self.options()) + 1))


class MatchingRows(RowsForm):
    """Rows are pairs: `option_A` is a prompt and `target_A` what it is matched with."""

    kind = QuestionKind.MATCHING

    def add_rows(self) -> None:
        for letter in LETTERS:
            self.fields[f"option_{letter}"] = TidyField(
                label=_("Vế trái %(letter)s") % {"letter": letter}, required=False
            )
            self.fields[f"target_{letter}"] = TidyField(
                label=_("Ghép %(letter)s với") % {"letter": letter}, required=False
            )
        self.fields["extra"] = TidyField(
            label=_("Nội dung thêm, không ghép với dòng nào"),
            required=False,
            widget=area(3),
            help_text=_("Mỗi dòng một nội dung. Cả nội dung ghép và thêm: nhiều nhất tám."),
        )

    @classmethod
    def initial_rows(cls, options: Sequence[str], right: Sequence[Any]) -> dict[str, Any]:
        pairs, extra = matching.pairs_in(options, right)
        if not right and BETWEEN in options:  # a draft whose pairs nobody knows yet
            pairs = [matching.Pair(prompt, "") for prompt in prompts(options)]
        return {
            **{f"option_{LETTERS[n]}": pair.prompt for n, pair in enumerate(pairs)},
            **{f"target_{LETTERS[n]}": pair.target for n, pair in enumerate(pairs)},
            "extra": "\n".join(extra),
        }

    def option_rows(self) -> list[tuple[Any, ...]]:
        return [(letter, self[f"option_{letter}"], self[f"target_{letter}"]) for letter in LETTERS]

    def _pairs(self) -> list[matching.Pair]:
        said = self.cleaned_data
        pairs = [
            matching.Pair(said.get(f"option_{letter}", ""), said.get(f"target_{letter}", ""))
            for letter in LETTERS
        ]
        while pairs and not any(pairs[-1]):
            pairs.pop()
        return pairs

    def _stored(self) -> tuple[list[str], list[int]]:
        extra = self.cleaned_data.get("extra", "").splitlines()
        return matching.store([pair for pair in self._pairs() if all(pair)], extra)

    def options(self) -> list[str]:
        return self._stored()[0]

    def right(self) -> list[int]:
        return self._stored()[1]

    def row_faults(self) -> list[Fault]:
        extra = self.cleaned_data.get("extra", "").splitlines()
        faults = matching.faults_of_pairs(self._pairs(), extra)
        return [
            fault._replace(place="extra") if fault.place == "right" else fault for fault in faults
        ]

    def losses(self) -> list[Fault]:
        """Half a pair has no place in a key."""
        halves = [
            letter
            for letter, pair in zip(LETTERS, self._pairs(), strict=False)
            if any(pair) and not all(pair)
        ]
        advice = gettext("Hãy ghi đủ hai vế của cặp này, hoặc để trống cả hai.")
        return [Fault(letter, advice) for letter in halves]


ROWS: Mapping[str, type[RowsForm]] = {
    rows.kind: rows
    for rows in (RowsForm, GridRows, MatchingRows, OrderingRows, NumberRows, TextRows)
}


class GridForm(GridRows, QuestionForm):
    pass


class MatchingForm(MatchingRows, QuestionForm):
    pass


class OrderingForm(OrderingRows, QuestionForm):
    pass


class NumberForm(NumberRows, QuestionForm):
    pass


class TextForm(TextRows, QuestionForm):
    pass


FORMS: Mapping[str, type[QuestionForm]] = {
    form.kind: form
    for form in (QuestionForm, GridForm, MatchingForm, OrderingForm, NumberForm, TextForm)
}
