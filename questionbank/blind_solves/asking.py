"""A question as its kind shows it on a paper, for a reviewer who has not seen the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from questionbank.blind_solves.solves import order_of
from questionbank.models import Revision
from questionbank.question_text import at_place
from questionbank.question_types.choice_order import LETTERS
from questionbank.question_types.registry import QUESTION_TYPES, templates_of

FIELD = "cau-1"  # as the options of papers are named


def question_as_html(revision: Revision, *, said: Sequence[str] = ()) -> SafeString:
    """Only what papers show is read; basis and explanation would tell too much.

    `said` is what a form sent that was refused; it stands there again."""
    kind, order = QUESTION_TYPES[revision.kind], order_of(revision)
    try:
        answer = kind.read_answer(order, said, revision.options)
    except ValueError:
        answer = 0
    rows = kind.review(revision.options, order, (), answer)
    facts = {
        "stem": revision.stem,
        "passage": revision.passage,
        "pictures": revision.pictures,
        "is_multiple": revision.is_multiple,
        "options": [
            {**row, "name": FIELD, "value": shown, "picture": _picture(revision, order, shown)}
            for shown, row in enumerate(rows)
        ],
        "rows": rows,
        "name": FIELD,
        "kind": revision.kind,
        "terms": revision.options,
        "typed": " ".join(said),
    }
    return render_to_string(templates_of(revision.kind, "practice"), facts)


def _picture(revision: Revision, order: Sequence[int], shown: int) -> Mapping[str, Any] | None:
    """Only options of a choice have pictures; rows of other kinds may be more than they order."""
    letter = LETTERS[order[shown] : order[shown] + 1] if shown < len(order) else ""
    return at_place(revision.pictures, letter)
