"""The form in which an organiser proposes what becomes of a wrong question."""

from typing import Any, assert_never

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.models import RulingKind
from contests.rules import ReasonMissing
from questionbank.models import QuestionKind, Revision
from questionbank.question_types.grid import WORDS
from questionbank.question_types.matching import prompts, targets
from quizsite.language.fields import VisibleTextField

_LETTERS = "ABCDEFGH"


def rows_of(revision: Revision) -> list[tuple[str, list[tuple[int, str]]]]:
    """Each row of the question with what may be said of it; none for other kinds."""
    options = revision.options
    match QuestionKind(revision.kind):
        case QuestionKind.CHOICE | QuestionKind.NUMBER | QuestionKind.TEXT:
            return []
        case QuestionKind.GRID:
            return [(text, list(WORDS.items())) for text in options]
        case QuestionKind.ORDERING:
            places = [(n, str(n)) for n in range(1, len(options) + 1)]
            return [(text, places) for text in options]
        case QuestionKind.MATCHING:
            offered = list(enumerate(targets(options), start=1))
            return [(text, offered) for text in prompts(options)]
        case kind:
            assert_never(kind)


class RulingForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Xử lý"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn cách xử lý.")},
    )
    accepted = forms.TypedMultipleChoiceField(
        label=_("Phương án công nhận thêm"),
        help_text=_("Chỉ chọn khi công nhận thêm phương án."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = VisibleTextField(
        label=_("Lý do"),
        help_text=_("Người dự thi đọc được khi đáp án đã công bố; được lưu trong nhật ký."),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": ReasonMissing.message},
    )

    def __init__(self, *args: Any, revision: Revision, is_ruled: bool, **kwargs: Any) -> None:
        """`is_ruled` offers to go back to the key."""
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in RulingKind]
        possible = [kind for kind in kinds if is_ruled or kind[0] != RulingKind.KEEP]
        self.fields["kind"].choices = possible  # type: ignore[attr-defined]  # a choice field
        self._rows = rows_of(revision)
        if not self._rows:
            self.fields["accepted"].choices = [  # type: ignore[attr-defined]  # the same
                (n, f"{_LETTERS[n]}. {text}") for n, text in enumerate(revision.options)
            ]
            return
        del self.fields["accepted"]
        for n, (text, offered) in enumerate(self._rows):
            self.fields[f"row_{n}"] = forms.TypedChoiceField(
                label=text, choices=[("", "–"), *offered], coerce=int, required=False
            )

    @property
    def row_fields(self) -> list[forms.BoundField]:
        """A question that is answered row by row has a field for each: the whole answer."""
        return [self[f"row_{n}"] for n in range(len(self._rows))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self._rows:
            rows = [cleaned.get(f"row_{n}") or 0 for n in range(len(self._rows))]
            cleaned["accepted"] = rows if all(rows) else []
            if cleaned.get("kind") == RulingKind.ACCEPT and not all(rows):
                advice = _("Hãy chọn đủ các dòng của câu trả lời được công nhận thêm.")
                self.add_error(f"row_{rows.index(0)}", advice)
            return cleaned
        if cleaned.get("kind") == RulingKind.ACCEPT and not cleaned.get("accepted"):
            self.add_error("accepted", _("Hãy chọn phương án công nhận thêm."))
        return cleaned
