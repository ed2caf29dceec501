"""The forms of a review: checklist, comment, suggested wording, and the words of a refusal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionbank.authoring.wording import LONGEST
from questionbank.fields import TidyField
from questionbank.models import QuestionKind, Revision
from questionbank.question_types.choice_order import LETTERS
from questionbank.question_types.registry import QUESTION_TYPES
from questionbank.reviewing.checklist import ASKED


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ChecklistForm(forms.Form):
    ticked = forms.MultipleChoiceField(
        label=_("Bạn đã xem"),
        choices=list(ASKED.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = TidyField(
        label=_("Ghi chú của người duyệt"), required=False, max_length=2000, widget=_area(2)
    )


class CommentForm(forms.Form):
    text = TidyField(
        label=_("Góp ý"),
        max_length=2000,
        widget=_area(3),
        error_messages={"required": _("Hãy viết góp ý.")},
    )


class RefusalForm(forms.Form):
    words = TidyField(
        label=_("Vì sao không nhận"),
        max_length=2000,
        widget=_area(2),
        error_messages={"required": _("Hãy ghi vì sao không nhận.")},
    )


def _rows_of(revision: Revision) -> list[int]:
    """The options that are words of the question; those of some kinds are terms of its key."""
    prompts = QUESTION_TYPES[revision.kind].prompts(revision.options)
    if len(prompts) == len(revision.options):
        return []
    return [n for n, text in enumerate(revision.options) if text]


class SuggestionForm(forms.Form):
    """The texts of a revision; options are there as many as it has."""

    stem = TidyField(label=_("Câu hỏi"), widget=_area(3), max_length=LONGEST["stem"])

    def __init__(self, data: Any = None, *, revision: Revision) -> None:
        initial = {
            "stem": revision.stem,
            "explanation": revision.answer_key.explanation,
            "article": revision.article,
            **{f"option_{n}": text for n, text in enumerate(revision.options)},
        }
        super().__init__(data, initial=initial)
        self.options = list(revision.options)
        self.rows = _rows_of(revision)
        is_choice = revision.kind == QuestionKind.CHOICE
        for place, n in enumerate(self.rows):
            label = (
                _("Phương án %(letter)s") % {"letter": LETTERS[n]}
                if is_choice
                else _("Dòng %(number)s") % {"number": place + 1}
            )
            self.fields[f"option_{n}"] = TidyField(
                label=label, widget=_area(2), required=False, max_length=1000
            )
        self.fields["explanation"] = TidyField(
            label=_("Giải thích"), widget=_area(3), required=False, max_length=4000
        )
        self.fields["article"] = TidyField(
            label=_("Điều, khoản"), required=False, max_length=LONGEST["article"]
        )
        self.fields["reason"] = TidyField(
            label=_("Vì sao nên đổi"), required=False, widget=_area(2), max_length=2000
        )

    def said(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "stem": cleaned["stem"],
            "options": [
                cleaned[f"option_{n}"] if n in self.rows else text
                for n, text in enumerate(self.options)
            ],
            "explanation": cleaned["explanation"],
            "article": cleaned["article"],
        }
