"""The same form for a question answered by writing: what people wrote, and lines of one's own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contests.models import RulingKind
from leaderboard.wrong_questions.forms import RulingForm
from leaderboard.wrong_questions.given_answers import GivenAnswer
from questionbank.models import Revision
from questionbank.posted import unread_words
from questionbank.question_types.registry import TYPED_TYPES
from questionbank.question_types.unread import UnreadAnswer


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
        accepted.coerce = {str(one.value): one.value for one in wrong}.__getitem__
        accepted.choices = [
            (str(one.value), _("%(words)s (%(n)d bài)") % {"words": one.words, "n": one.papers})
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
        of_kind, found = TYPED_TYPES[self.revision.kind], []
        for line in lines:
            try:
                answer = of_kind.read_answer((), [line], self.revision.options)
            except UnreadAnswer as unread:
                self.add_error("also", f"“{line[:80]}”: {unread_words(unread)}")
            else:
                found.append(of_kind.accepted(answer))
        return found
