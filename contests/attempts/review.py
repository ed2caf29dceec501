"""Builds what a person may see of a closed paper, and only that."""

from datetime import datetime
from typing import Any

from contests.attempts.locked_reads import stored_choices
from contests.attempts.rules import check_may_see_key, detail_shown
from contests.attempts.scoring import Item, is_right
from contests.models import Attempt, ResultDetail
from questionbank.models import AnswerKey
from questionbank.question_types.registry import QUESTION_TYPES


def shown(attempt: Attempt, *, at: datetime) -> dict[str, Any]:
    """Show nothing, the score, or the score with key and explanation, as the round says at `at`."""
    detail = detail_shown(attempt, round=attempt.round, at=at)
    context: dict[str, Any] = {"detail": detail.value, "answered": _answered(attempt)}
    if detail is ResultDetail.KEY:
        context["reviewed"] = review(attempt, at=at)
    return context


def _answered(attempt: Attempt) -> int:
    return attempt.answers.filter(position__gt=0, choice__gt=0).count()


def review(attempt: Attempt, *, at: datetime) -> list[dict[str, Any]]:
    """List each question with the ticked options, the key and why; refused before its release."""
    check_may_see_key(attempt, round=attempt.round, at=at)
    keys = AnswerKey.objects.select_related("revision__document").in_bulk(
        [pk for pk, _order in attempt.paper], field_name="revision_id"
    )
    choices = stored_choices([attempt])[attempt.pk]
    return [
        _reviewed(position, keys[pk], order, choices.get(position, 0))
        for position, (pk, order) in enumerate(attempt.paper, start=1)
    ]


def _reviewed(position: int, key: AnswerKey, order: list[int], choice: int) -> dict[str, Any]:
    kind, right = key.revision.kind, key.right_options
    return {
        "position": position,
        "stem": key.revision.stem,
        "kind": kind,
        "shown": QUESTION_TYPES[kind].review(key.revision.options, order, right, choice),
        "is_right": is_right(Item(order, right, kind), choice),
        "is_answered": choice > 0,
        "explanation": key.explanation,
        "basis": f"{key.revision.document.number}, {key.revision.article}",
    }
