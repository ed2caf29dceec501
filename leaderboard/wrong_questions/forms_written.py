"""The same form for a question answered by writing: what people wrote, and lines of one's own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.models import RulingKind
from leaderboard.wrong_questions.forms import RulingForm
from leaderboard.wrong_questions.given_answers import GivenAnswer
from questionbank.authoring.number import read_scaled
from questionbank.models import QuestionKind, Revision
from questionbank.question_types.number import terms_of
from questionbank.question_types.written import MOST_LETTERS


class WrittenRulingForm(RulingForm):
    also = forms.CharField(
        label=_("Câu trả lời khác được công nhận thêm"),
        help_text=_("Mỗi dòng một câu trả lời. Chỉ ghi khi công nhận thêm."),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self, *args: Any, revision: Revision, wrong: Sequence[GivenAnswer] = (), **kwargs: Any
    ) -> None:
        """`wrong` is what people wrote that the key refuses."""
        super().__init__(*args, revision=revision, **kwargs)
        self.revision = revision
        accepted = self.fields["accepted"]
        assert isinstance(accepted, forms.TypedMultipleChoiceField)  # noqa: S101 -- of the base
        accepted.label = _("Câu trả lời đã chấm sai, nay công nhận")
        accepted.coerce = int if revision.kind == QuestionKind.NUMBER else str
        accepted.choices = [
            (one.value, _("%(words)s (%(n)d bài)") % {"words": one.words, "n": one.papers})
            for one in wrong
        ]
        self.order_fields(["kind", "accepted", "also", "reason"])
        if not wrong:
            del self.fields["accepted"]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        more = self._also(cleaned.get("also", ""))
        cleaned["accepted"] = [*cleaned.get("accepted", []), *more]
        if cleaned.get("kind") == RulingKind.ACCEPT and not (cleaned["accepted"] or self.errors):
            self.add_error("also", _("Hãy chọn hoặc ghi câu trả lời được công nhận thêm."))
        return cleaned

    def _also(self, said: str) -> list[Any]:
        """Read what somebody typed, a line each; a line that is no answer is told."""
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        if self.revision.kind == QuestionKind.TEXT:
            if any(len(line) > MOST_LETTERS for line in lines):
                told = _("Mỗi câu trả lời dài nhất %(most)d ký tự.") % {"most": MOST_LETTERS}
                self.add_error("also", told)
            return lines
        decimals, found = terms_of(self.revision.options).decimals, []
        for line in lines:
            scaled, faults = read_scaled(line, decimals=decimals, place="also")
            found.append(scaled)
            for fault in faults:
                self.add_error("also", f"“{line}”: {fault.advice}")
        return found
