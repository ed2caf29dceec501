"""Says of each sample question what was read for it and when, and whether that allows publishing.

These columns stand in the sample's files alone: the bank's own questions have a reviewer's word."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

CONFIDENCE, CHECKED_ON, READ, LACKING = (
    "Độ tin cậy",
    "Ngày kiểm tra",
    "Nguồn đã đọc",
    "Còn thiếu",
)
# H: the full text was read. M: a page that quotes the article, or two people held it against each
# other. What is weaker is no question yet.
PUBLISHABLE = frozenset({"H", "M"})


@dataclass(frozen=True, slots=True)
class Source:
    confidence: str
    checked_on: date | None
    read: str
    lacking: str  # what an author must still find out

    @property
    def may_be_published(self) -> bool:
        return (
            self.confidence in PUBLISHABLE
            and self.checked_on is not None
            and bool(self.read)
            and not self.lacking
        )


def sources_of(path: Path) -> dict[str, Source]:
    """Read the sources of a sample file by the code of the question."""
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["Mã"]: _source(row) for row in csv.DictReader(stream)}


def _source(row: Mapping[str, str]) -> Source:
    day = row.get(CHECKED_ON, "")
    return Source(
        confidence=row.get(CONFIDENCE, ""),
        checked_on=date.fromisoformat(day) if day else None,
        read=row.get(READ, ""),
        lacking=row.get(LACKING, ""),
    )
