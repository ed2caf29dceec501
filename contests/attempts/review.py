"""Builds what a person may see of a closed paper, and only that."""

from datetime import datetime
from typing import Any

from contests.attempts.locked_reads import stored_choices
from contests.attempts.rules import check_may_see_key, detail_shown
from contests.attempts.scoring import Item, is_right
from contests.attempts.withheld_keys import withheld_keys
from contests.models import Attempt, ResultDetail
from questionbank.models import AnswerKey, Revision
from questionbank.question_types.registry import QUESTION_TYPES


def shown(attempt: Attempt, *, at: datetime) -> dict[str, Any]:
    """Show nothing, the score, or the score with key and explanation, as the round says at `at`."""
    detail = detail_shown(attempt, round=attempt.round, at=at)
    context: dict[str, Any] = {"detail": detail.value, "answered": _answered(attempt)}
    if detail is ResultDetail.KEY:
        context["reviewed"] = review(attempt, at=at)
        context["withheld_count"] = sum("withheld" in item for item in context["reviewed"])
    return context


def _answered(attempt: Attempt) -> int:
    return attempt.answers.filter(position__gt=0, choice__gt=0).count()


def review(attempt: Attempt, *, at: datetime) -> list[dict[str, Any]]:
    """List each question with the ticked options, the key and why; refused before its release.

    What another round still asks comes without key, verdict and basis, and says until when."""
    check_may_see_key(attempt, round=attempt.round, at=at)
    wanted = [pk for pk, _order in attempt.paper]
    withheld = withheld_keys(wanted, at=at)
    revisions = Revision.objects.select_related("document").in_bulk(wanted)
    # What is not read cannot be shown.
    keys = AnswerKey.objects.in_bulk(set(wanted) - withheld.keys(), field_name="revision_id")
    choices = stored_choices([attempt])[attempt.pk]
    reviewed = []
    for position, (pk, order) in enumerate(attempt.paper, start=1):
        choice = choices.get(position, 0)
        item = _without_key(revisions[pk], order, choice) | {"position": position}
        if pk in withheld:
            item["withheld"] = withheld[pk]
        else:
            item |= _key_of(revisions[pk], keys[pk], order, choice)
        reviewed.append(item)
    return reviewed


def _without_key(revision: Revision, order: list[int], choice: int) -> dict[str, Any]:
    return {
        "stem": revision.stem,
        "kind": revision.kind,
        "shown": QUESTION_TYPES[revision.kind].review(revision.options, order, (), choice),
        "is_answered": choice > 0,
    }


def _key_of(revision: Revision, key: AnswerKey, order: list[int], choice: int) -> dict[str, Any]:
    kind, right = revision.kind, key.right_options
    return {
        "shown": QUESTION_TYPES[kind].review(revision.options, order, right, choice),
        "is_right": is_right(Item(order, right, kind), choice),
        "explanation": key.explanation,
        "basis": f"{revision.document.number}, {revision.article}",
    }
