"""Pictures of a file that is taken in: cleaned as any upload, and named by its questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from questionbank.authoring.picture_words import alt_fault
from questionbank.importing.parsing.questions import Parsed, ParsedQuestion
from questionbank.models import Picture
from questionbank.pictures.store import keep_picture
from quizsite.accounts.models import User
from quizsite.files.pictures import UnreadablePicture

# What became of each picture of the file, by its number: the cleaned one, or why there is none.
Kept = Mapping[int, tuple[Picture | None, str, str]]


def keep_pictures(parsed: Parsed, *, by: User, at: datetime) -> Kept:
    """Each in a limited process of its own: a hostile one takes no other with it."""
    kept: dict[int, tuple[Picture | None, str, str]] = {}
    for number, found in enumerate(parsed.pictures):
        try:
            kept[number] = (keep_picture(found.data, by=by, at=at), found.alt, "")
        except UnreadablePicture as refused:
            kept[number] = (None, found.alt, str(refused.message))
    return kept


def attached_pictures(question: ParsedQuestion, kept: Kept) -> dict[str, Any]:
    """Return the part of an item's wording that names its pictures; doubts tell of the others."""
    named = []
    for one in question.pictures:
        picture, alt, refusal = kept.get(one.index, (None, "", ""))
        if picture is None:
            question.doubt("picture_unread", refusal)
            continue
        if alt_fault(alt):
            question.doubt("picture_needs_words")
        named.append(
            {
                "place": one.place,
                "digest": picture.digest,
                "alt": alt,
                "width": picture.width,
                "height": picture.height,
            }
        )
    return {"pictures": named} if named else {}
