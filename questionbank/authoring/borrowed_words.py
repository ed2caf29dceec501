"""Words of a suggestion that an author copied by hand are still those of whoever suggested them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from questionbank.authoring.wording import Wording
from questionbank.models import Revision
from questionbank.review_models import RevisionWriter, Suggestion

_TEXTS = ("stem", "explanation", "article")


def keep_suggesters(
    written: Iterable[Revision],
    *,
    before: Mapping[int, tuple[int, Wording]],
    wordings: Mapping[int, Wording],
) -> None:
    """Make whoever suggested a text that only the new draft has one of its writers."""
    new = {one.question_id: one for one in written if one.question_id in before}
    suggestions = Suggestion.objects.filter(revision__question__in=list(new))
    named = {
        (new[question_id].pk, user_id)
        for question_id, user_id, said in suggestions.exclude(suggested_by=None).values_list(
            "revision__question", "suggested_by", "wording"
        )
        if user_id != new[question_id].author_id
        and _took(said, before=before[question_id][1], now=wordings[question_id])
    }
    known = set(
        RevisionWriter.objects.filter(revision__in=list(new.values())).values_list(
            "revision", "user"
        )
    )
    RevisionWriter.objects.bulk_create(
        RevisionWriter(revision_id=pk, user_id=user_id) for pk, user_id in sorted(named - known)
    )


def _took(said: Mapping[str, object], *, before: Wording, now: Wording) -> bool:
    if any(said.get(name) == getattr(now, name) != getattr(before, name) for name in _TEXTS):
        return True
    new = set(now.options) - set(before.options) - {""}
    suggested = said.get("options")
    return isinstance(suggested, list) and bool(new.intersection(suggested))
