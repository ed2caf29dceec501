"""Compares questions of every kind with their truth, which says them as an author would."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from questionbank.importing.parsing.questions import SURE, Parsed, ParsedQuestion

STRANGERS = Path(__file__).parent / "strangers"
Neutral = Mapping[str, Any]


def strangers() -> list[tuple[Path, list[Neutral], list[str]]]:
    """Files that were laid out before the readers of their kinds, with what is to be told."""
    found = []
    for path in sorted(STRANGERS.glob("*.truth.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        found.append((path.with_name(path.name.removesuffix(".truth.json")), *said.values()))
    return found


def judged_kinds(
    truth: Sequence[Neutral], told: Sequence[str], parsed: Parsed
) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter(questions=len(truth), to_tell=len(told))
    by_stem = {_folded(one.stem): one for one in parsed.questions}
    lines = []
    for true in truth:
        one = by_stem.pop(_folded(true["stem"]), None)
        if one is None:
            lines.append(f"  không thấy: {true['stem'][:80]}")
            continue
        counts["found"] += 1
        said = in_words_of_author(one)
        counts["kinds"] += one.kind == true["kind"]
        if one.kind == true["kind"] and {**said, **_meant(true)} == said:
            counts["exact"] += 1
            continue
        lines.append(f"  {true['stem'][:50]}: {one.kind} {said} ≠ {_meant(true)} {one.doubts}")
        is_keyed = one.right is not None and one.confidence >= SURE
        counts["sure_wrong"] += is_keyed and one.kind == true["kind"]
        counts["sure_other_kind"] += is_keyed and one.kind != true["kind"]
    reasons = [note.detail for note in parsed.notes if note.code.startswith("not_taken")]
    for start in told:
        is_told = any(start in one for one in reasons)
        counts["told"] += is_told
        if not is_told:
            lines.append(f"  không báo: {start}")
    counts["extra"] += len(by_stem)
    lines += [f"  thừa: {stem[:80]}" for stem in by_stem]
    return counts, lines


def _folded(text: str) -> str:
    return " ".join(text.split())


def _meant(true: Neutral) -> dict[str, Any]:
    said = {name: value for name, value in true.items() if name not in ("kind", "stem")}
    for name in ("value", "tolerance"):
        if name in said:
            said[name] = Decimal(said[name])
    return said


def in_words_of_author(one: ParsedQuestion) -> dict[str, Any]:
    return {**_WORDS[one.kind](one), "pictures": len(one.pictures)}


def _choice(one: ParsedQuestion) -> dict[str, Any]:
    return {"options": list(map(_folded, one.options)), "right": one.right}


def _grid(one: ParsedQuestion) -> dict[str, Any]:
    verdicts = [verdict == 1 for verdict in one.right] if one.right else None
    return {"statements": list(map(_folded, one.options)), "truth": verdicts}


def _matching(one: ParsedQuestion) -> dict[str, Any]:
    between = one.options.index("")
    targets, right = one.options[between + 1 :], one.right or []
    pairs = [
        [prompt, targets[number - 1]]
        for prompt, number in zip(one.options[:between], right, strict=False)
    ]
    extra = [text for n, text in enumerate(targets, start=1) if n not in right]
    return {"pairs": pairs, "extra": extra}


def _ordering(one: ParsedQuestion) -> dict[str, Any]:
    return {
        "items": [text for _at, text in sorted(zip(one.right or [], one.options, strict=False))]
    }


def _number(one: ParsedQuestion) -> dict[str, Any]:
    unit, decimals = one.options
    value, tolerance = (Decimal(n).scaleb(-int(decimals)) for n in one.right or (0, -1))
    return {"value": value, "tolerance": tolerance, "unit": unit}


def _text(one: ParsedQuestion) -> dict[str, Any]:
    return {"accepted": [*(one.right or [])][1:]}


_WORDS: Mapping[str, Callable[[ParsedQuestion], dict[str, Any]]] = {
    "choice": _choice,
    "grid": _grid,
    "matching": _matching,
    "ordering": _ordering,
    "number": _number,
    "text": _text,
}
