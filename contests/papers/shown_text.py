"""What pages show of a question besides its answers: stem, passage, pictures; no key, no basis."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from questionbank.models import Revision
from questionbank.question_types.choice_order import LETTERS

# Only text is read: what is not read cannot be shown. The key is in a table of its own.
TEXT_FIELDS = (
    *("pk", "stem", "options", "kind", "is_multiple", "pictures"),
    *("passage__text", "passage__pictures"),
)
Pictures = Iterable[Mapping[str, Any]]


def said_in(row: Mapping[str, Any]) -> dict[str, Any]:
    """Shape a row of TEXT_FIELDS for the templates of stem and passage."""
    passage = {"text": row["passage__text"], "pictures": row["passage__pictures"]}
    return {
        "stem": row["stem"],
        "passage": passage if passage["text"] else None,
        "pictures": row["pictures"],
        "picture_of": row["pk"],
    }


def said_of(revision: Revision) -> dict[str, Any]:
    """Say the same of a revision; the caller selects `passage` along with it."""
    passage = revision.passage
    return {
        "stem": revision.stem,
        "passage": passage and {"text": passage.text, "pictures": passage.pictures},
        "pictures": revision.pictures,
        "picture_of": revision.pk,
    }


def picture_at(option: int, pictures: Pictures) -> Mapping[str, Any] | None:
    """Find the picture of an option, given its place in the bank's order."""
    letter = LETTERS[option : option + 1]  # "" where a kind has more texts than letters
    return next((one for one in pictures if one["place"] == letter), None)


def with_pictures(shown: Any, order: Sequence[int], pictures: Pictures) -> Any:
    """Add pictures to what a review shows of options; only options have pictures of their own."""
    kept = [one for one in pictures if one["place"] in LETTERS]
    if not kept or not isinstance(shown, list) or len(shown) != len(order):
        return shown
    return [
        option | {"picture": picture_at(n, kept)} for option, n in zip(shown, order, strict=True)
    ]
