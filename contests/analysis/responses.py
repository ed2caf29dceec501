"""Reads a closed round in pieces into one table: how often each answer came from whom and when.

Figures count one paper of each person, the first that closed: later ones know the questions."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pandas as pd
from django.db.models import TextField
from django.db.models.functions import Cast

from contests.analysis.hours import Hours, hours_of
from contests.analysis.small_groups import to_leave_out
from contests.attempts.answer_keys import Key, answer_keys
from contests.attempts.answered import NOTHING, Answered, stored_answers
from contests.attempts.rulings_in_force import rulings_in_force
from contests.attempts.scoring import Item, Ruling, is_right
from contests.models import Attempt, Round
from questionbank.question_types.counting import in_bank_order

BATCH = 1000
# New rows are put together with the others once there are so many.
MOST_ROWS = 300_000
# Numbers that are small whatever the round; ids and answers take eight bytes.
_SMALL = {"right": "int8", "rest": "int16", "of": "int16", "hour": "int16", "seconds": "int16"}
# Who left a page open for longer is not asked how long a question takes.
LONGEST_S = 3600

_paper_of = msgspec.json.Decoder(list[tuple[int, list[int]]])


class Response(NamedTuple):
    """One question on one paper; `rest` and `of` are the paper's score without this question."""

    revision: int
    chosen: int  # in bank order; 0 is blank
    is_right: bool
    rest: int
    of: int


# What makes two answers the same for every figure; `hour` numbers the round's slots of time.
COLUMNS = ("division", "kind", "revision", "chosen", "right", "rest", "of", "hour")


@dataclass(slots=True)
class Responses:
    """`table` has a row for each different answer of `COLUMNS` and says how often it came (`n`);
    `seconds` says how often a question took so long. `exposed` counts all papers by revision."""

    hours: Hours
    table: pd.DataFrame
    seconds: pd.DataFrame
    papers: int
    later: int
    people: Mapping[tuple[int, int], int]  # division and kind of unit → people
    exposed: Mapping[int, int]


@dataclass(slots=True)
class _Papers:
    """All closed papers: which are counted, and when each began."""

    pk: array[int] = field(default_factory=lambda: array("q"))
    is_counted: array[int] = field(default_factory=lambda: array("B"))
    started: array[int] = field(default_factory=lambda: array("q"))


def read_responses(
    round: Round, *, between: Callable[[int, int], None] = lambda _done, _total: None
) -> Responses:
    """Call `between` after each batch with how many of all papers were read."""
    papers = _closed_papers(round)
    counted = np.frombuffer(papers.is_counted, dtype=np.uint8).astype(bool)
    hours = hours_of(np.frombuffer(papers.started, dtype=np.int64)[counted])
    rulings = rulings_in_force([round.pk])[round.pk]
    tables, seconds = _Pieces(COLUMNS), _Pieces(("revision", "seconds"))
    people: Counter[tuple[int, int]] = Counter()
    exposed: Counter[int] = Counter()
    for start in range(0, len(papers.pk), BATCH):
        ids = papers.pk[start : start + BATCH]
        wanted = {
            pk for pk, one in zip(ids, papers.is_counted[start : start + BATCH], strict=True) if one
        }
        rows: list[tuple[int, ...]] = []
        took: list[tuple[int, int]] = []
        for one in _read(ids, wanted):
            exposed.update(pk for pk, _order in one.paper)
            if one.pk in wanted:
                people[one.division, one.kind] += 1
                hour = hours.slot_of(one.started_s)
                rows += _rows(one, rulings, hour=hour)
                took += _took(one)
        tables.add(rows)
        seconds.add(took)
        between(min(start + BATCH, len(papers.pk)), len(papers.pk))
    return Responses(
        hours,
        tables.table(),
        seconds.table(),
        papers=int(counted.sum()),
        later=int(len(counted) - counted.sum()),
        people=people,
        exposed=exposed,
    )


def without_few(responses: Responses) -> Responses:
    """Leave people of tiny divisions out, whose answers would be what the others' leave over."""
    sizes: Counter[int] = Counter()
    for (division, _kind), people in responses.people.items():
        sizes[division] += people
    out = to_leave_out(sizes)
    if not out:
        return responses
    return replace(
        responses,
        table=responses.table[~responses.table["division"].isin(out)],
        papers=responses.papers - sum(sizes[one] for one in out),
        people={key: people for key, people in responses.people.items() if key[0] not in out},
    )


def _closed_papers(round: Round) -> _Papers:
    """Papers of voided people have shown their questions, too, but say nothing about them."""
    closed = Attempt.objects.closed().filter(round=round).order_by("entry", "number")
    rows = closed.values_list("pk", "entry", "entry__voided_at", "started_at")
    papers, before = _Papers(), None
    for pk, entry_id, voided_at, started_at in rows.iterator(chunk_size=10_000):
        papers.pk.append(pk)
        papers.is_counted.append(voided_at is None and entry_id != before)
        papers.started.append(int(started_at.timestamp()))
        before = entry_id
    return papers


class _Paper(NamedTuple):
    pk: int
    division: int
    kind: int
    started_s: int
    paper: Sequence[tuple[int, list[int]]]
    answered: Answered
    keys: Mapping[int, Key]


def _read(ids: Collection[int], wanted: Collection[int]) -> Iterator[_Paper]:
    rows = list(
        Attempt.objects.filter(pk__among=ids)
        .annotate(paper_text=Cast("paper", TextField()))
        .order_by("pk")
        .values_list("pk", "entry__division", "entry__unit__kind", "started_at", "paper_text")
    )
    papers = [_paper_of.decode(text) for *_row, text in rows]
    answers = stored_answers(wanted)
    keys = answer_keys.of({pk for paper in papers for pk, _order in paper})
    for (pk, division, kind, started_at, _text), paper in zip(rows, papers, strict=True):
        started_s = int(started_at.timestamp())
        yield _Paper(pk, division, kind, started_s, paper, answers.get(pk, NOTHING), keys)


def _rows(one: _Paper, rulings: Mapping[int, Ruling], *, hour: int) -> Iterator[tuple[int, ...]]:
    for found in responses_of(one.paper, one.answered.choices, keys=one.keys, rulings=rulings):
        yield (
            *(one.division, one.kind, found.revision, found.chosen, found.is_right),
            *(found.rest, found.of, hour),
        )


def responses_of(
    paper: Sequence[tuple[int, Sequence[int]]],
    choices: Mapping[int, int],
    *,
    keys: Mapping[int, Key],
    rulings: Mapping[int, Ruling],
) -> list[Response]:
    """Judge a paper by its keys. A question that was annulled or given to everybody is judged by
    its key, too, and left out of everybody's score."""
    right: list[bool] = []
    counts: list[bool] = []
    for position, (pk, order) in enumerate(paper, start=1):
        ruling = rulings.get(pk)
        counts.append(ruling is None or not (ruling.is_annulled or ruling.is_given))
        item = Item(order, keys[pk].right, keys[pk].kind, ruling if counts[-1] else None)
        right.append(is_right(item, choices.get(position, 0)))
    total = sum(one and counted for one, counted in zip(right, counts, strict=True))
    return [
        Response(
            pk,
            in_bank_order(keys[pk].kind, order, choices.get(position, 0)),
            right[position - 1],
            rest=total - (right[position - 1] and counts[position - 1]),
            of=sum(counts) - counts[position - 1],
        )
        for position, (pk, order) in enumerate(paper, start=1)
    ]


def _took(one: _Paper) -> Iterator[tuple[int, int]]:
    given = {at: s for at, s in one.answered.moments.items() if one.answered.choices.get(at)}
    for position, seconds in gaps(one.started_s, given).items():
        if 0 < position <= len(one.paper) and seconds <= LONGEST_S:
            yield one.paper[position - 1][0], seconds


def gaps(started_s: int, saved: Mapping[int, int]) -> dict[int, int]:
    """Map positions to the seconds since the save before, or since the start.

    Only the last save of an answer is stored. Answers of one second came together, as from a
    telephone without a network: how long each took is unknown."""
    at_once = Counter(saved.values())
    before, found = started_s, {}
    for position, at in sorted(saved.items(), key=lambda one: (one[1], one[0])):
        if at_once[at] == 1 and at > before:
            found[position] = at - before
        before = max(before, at)
    return found


class _Pieces:
    """Rows of whole numbers, put together where they are equal, so that memory stays small."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = list(columns)
        self._pieces: list[pd.DataFrame] = []
        self._size = 0

    def add(self, rows: Sequence[tuple[int, ...]]) -> None:
        piece = self._frame(rows).groupby(self._columns, as_index=False, sort=False).size()
        self._pieces.append(piece.rename(columns={"size": "n"}))
        self._size += len(piece)
        if self._size > MOST_ROWS:
            self._pieces = [self.table()]
            # What stays different is not put together again after each batch.
            self._size = 0

    def table(self) -> pd.DataFrame:
        if not self._pieces:
            return self._frame([]).assign(n=0)
        together = pd.concat(self._pieces, ignore_index=True)
        return together.groupby(self._columns, as_index=False, sort=True)["n"].sum()

    def _frame(self, rows: Sequence[tuple[int, ...]]) -> pd.DataFrame:
        data: Any = np.array(rows, dtype=np.int64).reshape(-1, len(self._columns))
        frame = pd.DataFrame(data, columns=self._columns)
        return frame.astype({name: kind for name, kind in _SMALL.items() if name in frame})
