"""What the stages end in: questions, each with its doubts and how sure we are. Pure."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from questionbank.importing.parsing import lines as parts
from questionbank.importing.parsing.lines import Line, Part

# How much each doubt takes from 100; what concerns the key takes it out of the sure ones.
WEIGHTS = {
    "key_conflict": 60,
    "key_outside": 40,
    "key_rare_mark": 30,
    "key_by_capital": 30,
    "key_by_order": 30,
    "key_of_many": 30,
    "key_label_twice": 40,
    "key_text_unlike": 40,
    "few_options": 50,
    "no_stem": 50,
    "unlabelled_options": 25,
    "label_gap": 30,
    "label_twice": 25,
    "option_joined": 10,
    "maybe_explanation": 8,
    "same_options": 30,
    "old_letters": 30,
    "suspect_words": 15,
    "struck": 25,
    "raised": 10,
    "twice_here": 20,
    "many_options": 50,
    "hidden": 30,
    "labels_stripped": 0,
    "cut": 30,
    "partial_weight": 25,
    "units_left_out": 10,
    "wildcard_left_out": 25,
    "case_not_judged": 5,
    "order_unknown": 40,
    "kind_unknown": 10,
    "grid_by_look": 30,
    "grid_gap": 40,
    "number_two_ways": 30,
    "picture_further": 20,
    "picture_out_of_place": 20,
    "picture_too_many": 20,
    "picture_missing": 20,
    "picture_elsewhere": 20,
    "picture_drawn": 20,
    "picture_unread": 20,
    "picture_needs_words": 5,
}
SURE = 80


@dataclass(frozen=True, slots=True)
class Doubt:
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """A picture of the file as it lies there, uncleaned; `trouble` says why it is left out."""

    data: bytes
    alt: str = ""
    name: str = ""
    trouble: str = ""

    def as_json(self) -> dict[str, str]:
        data = base64.b64encode(self.data).decode()
        return {"data": data, "alt": self.alt, "name": self.name}

    @classmethod
    def of_json(cls, stored: dict[str, str]) -> FoundPicture:
        return cls(base64.b64decode(stored["data"]), stored["alt"], stored["name"])


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """Which picture of the file stands where: "stem", or the letter of an option."""

    place: str
    index: int


@dataclass(slots=True)
class ParsedQuestion:
    """`right` is None where nothing in the file says it; `said` has what other columns say.

    Options and key are as a revision of its kind has them, but in the order of the file."""

    stem: str
    options: list[str]
    right: list[Any] | None = None
    explanation: str = ""
    number: str = ""
    heads: list[str] = field(default_factory=list)  # the headings that it stands under
    said: dict[str, str] = field(default_factory=dict)  # axis, audience, difficulty, document, …
    doubts: list[Doubt] = field(default_factory=list)
    source: list[Line] = field(default_factory=list)
    key_from: str = ""
    kind: str = "choice"
    pictures: list[PlacedPicture] = field(default_factory=list)

    @property
    def confidence(self) -> int:
        return max(0, 100 - sum(WEIGHTS.get(doubt.code, 20) for doubt in self.doubts))

    def doubt(self, code: str, detail: str = "") -> None:
        if all(one.code != code for one in self.doubts):
            self.doubts.append(Doubt(code, detail))

    def as_json(self) -> dict[str, Any]:
        said = {
            name: getattr(self, name)
            for name in (
                "stem",
                "options",
                "right",
                "explanation",
                "number",
                "heads",
                "said",
                "kind",
            )
        }
        return {
            **said,
            "doubts": [asdict(doubt) for doubt in self.doubts],
            "source": parts.as_json(self.source),
            "key_from": self.key_from,
            "pictures": [asdict(one) for one in self.pictures],
        }

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> ParsedQuestion:
        doubts = [Doubt(**one) for one in stored["doubts"]]
        source = [parts.line_of_json(line) for line in stored["source"]]
        pictures = [PlacedPicture(**one) for one in stored["pictures"]]
        return cls(**{**stored, "doubts": doubts, "source": source, "pictures": pictures})


@dataclass(slots=True)
class Parsed:
    """All of one file. `notes` concern all of it, `left_out` are lines nothing was made of."""

    questions: list[ParsedQuestion]
    notes: list[Doubt] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)
    pictures: list[FoundPicture] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "questions": [question.as_json() for question in self.questions],
            "notes": [asdict(note) for note in self.notes],
            "left_out": parts.as_json(self.left_out),
            "pictures": [one.as_json() for one in self.pictures],
        }

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> Parsed:
        return cls(
            [ParsedQuestion.of_json(one) for one in stored["questions"]],
            [Doubt(**note) for note in stored["notes"]],
            [parts.line_of_json(line) for line in stored["left_out"]],
            [FoundPicture.of_json(one) for one in stored["pictures"]],
        )


@dataclass(slots=True)
class Source:
    """What a reader found: text to be parsed, or questions where the format says them itself."""

    parts: Sequence[Part] = ()
    questions: list[ParsedQuestion] = field(default_factory=list)
    notes: list[Doubt] = field(default_factory=list)
    pictures: list[FoundPicture] = field(default_factory=list)

    def not_taken(self, why: str, *, place: str, begins: str, detail: str = "") -> None:
        """Note a question of the file that the bank has no kind for, and where it stands."""
        self.notes.append(not_taken(why, place, begins, detail))


def not_taken(why: str, place: str, begins: str, detail: str = "") -> Doubt:
    start = " ".join(begins.split())[:120]
    return Doubt(f"not_taken_{why}", "\t".join((place, start, detail)))
