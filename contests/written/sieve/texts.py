"""The texts of works as rows hold them: what was typed, and what was read in files."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from contests.models import KeptFacts, WorkHeading, WorkVersion

_BODY = ("body", "footnotes")


def typed_parts(version: WorkVersion, headings: Iterable[WorkHeading]) -> list[tuple[str, str]]:
    """Pairs of a heading and what stands under it, in the order of the form."""
    return [(one.title, str(version.texts.get(str(one.pk), ""))) for one in headings]


def body_of(facts: KeptFacts) -> str:
    return "\n".join(
        text for place, text in facts.parts if place in _BODY or place.startswith("page:")
    )


def whole_text(version: WorkVersion, headings: Iterable[WorkHeading]) -> str:
    """Everything that the author wrote; files must be prefetched with their facts."""
    said = [text for _title, text in typed_parts(version, headings)]
    said += [body_of(file.facts) for file in version.files.all() if hasattr(file, "facts")]
    return unicodedata.normalize("NFC", "\n".join(one for one in said if one.strip()))
