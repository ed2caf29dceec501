"""Reads a closed round into columns: the best paper of each valid entry, its answers and marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import datetime

import msgspec
from django.db.models import Count, Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from contests.attempts.answer_keys import answer_keys
from contests.attempts.answered import NOTHING, stored_answers
from contests.attempts.rulings_in_force import rulings_in_force
from contests.attempts.scoring import Item, Ruling, is_right
from contests.integrity.papers import Given, Marks, Papers, Registered
from contests.models import Attempt, Entry, EntryMark, MarkKind, Round
from questionbank.models import Revision
from questionbank.question_types.registry import QUESTION_TYPES
from quizsite.accounts.mailboxes import mailbox_of
from quizsite.accounts.units.no_unit import NO_UNIT

BATCH = 1000

_paper_of = msgspec.json.Decoder(list[tuple[int, list[int]]])


def read_papers(round: Round, *, between: Callable[[int], None] = lambda _done: None) -> Papers:
    """Call `between` after each batch, with how many papers were read."""
    papers = Papers()
    rulings = rulings_in_force([round.pk])[round.pk]
    chosen = _best_papers(round)
    for start in range(0, len(chosen), BATCH):
        _add(papers, chosen[start : start + BATCH], rulings)
        between(len(papers))
    papers.letters = _letters(set(papers.revision))
    return papers


def _best_papers(round: Round) -> list[int]:
    """One paper for each valid entry: of several, the one that a board would most likely count."""
    closed = Attempt.objects.closed().filter(round=round, entry__voided_at=None)
    rows = closed.order_by().values_list("entry", "correct_count", "pk")
    best: dict[int, tuple[int, int]] = {}
    for entry_id, correct, pk in rows.iterator(chunk_size=10_000):
        ranked = (correct or 0, -pk)
        if ranked > best.get(entry_id, (-1, 0)):
            best[entry_id] = ranked
    return sorted(-pk for _correct, pk in best.values())


def _add(papers: Papers, chosen: Collection[int], rulings: dict[int, Ruling]) -> None:
    rows = (
        Attempt.objects.filter(pk__among=chosen)
        .annotate(paper_text=Cast("paper", TextField()))
        .order_by("pk")
        .values_list(
            *("pk", "entry", "entry__unit", "entry__unit__code", "started_at", "paper_text")
        )
    )
    read = [(*row, _paper_of.decode(text)) for *row, text in rows]
    answers = stored_answers(chosen)
    keys = answer_keys.of({pk for *_row, paper in read for pk, _order in paper})
    for pk, entry_id, unit_id, unit_code, started_at, paper in read:
        choices, moments = answers.get(pk, NOTHING)
        given = []
        for position, (revision, order) in enumerate(paper, start=1):
            choice, key = choices.get(position, 0), keys[revision]
            ruling = rulings.get(revision)
            if not choice or (ruling is not None and ruling.is_annulled):
                continue
            item = Item(order, key.right, key.kind, ruling)
            said = QUESTION_TYPES[key.kind].bank_answer(order, choice)
            is_good = is_right(item, choice)
            given.append(Given(revision, position, said, moments[position], is_good))
        papers.add(
            entry=entry_id,
            attempt=pk,
            # People of no unit are nobody's colleagues.
            unit=-entry_id if unit_code == NO_UNIT else unit_id,
            started_s=_seconds(started_at),
            given=given,
        )


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _letters(revisions: Collection[int]) -> dict[int, int]:
    rows = Revision.objects.filter(pk__among=revisions).values_list("pk", "stem", "options")
    return {pk: len(stem) + sum(map(len, options)) for pk, stem, options in rows}


def read_marks(round: Round, papers: Papers) -> Marks:
    """Read which papers share a device, or a network within ten minutes; digests alone are read."""
    paper_of = {entry_id: paper for paper, entry_id in enumerate(papers.entry)}
    marks = Marks()
    devices_of: dict[int, int] = defaultdict(int)
    for digest, group in _groups(_marks(round, MarkKind.DEVICE), paper_of):
        marks.devices += 1
        for paper in group:
            devices_of[paper] += 1
        if len(group) > 1:
            marks.device[digest] = group
    marks.one_device = {paper for paper, count in devices_of.items() if count == 1}
    networks = _marks(round, MarkKind.NETWORK)
    shared = networks.values("digest").annotate(n=Count("entry")).filter(n__gt=1).values("digest")
    marks.network = {
        digest: group
        for digest, group in _groups(networks.filter(digest__in=shared), paper_of)
        if len(group) > 1
    }
    return marks


def _marks(round: Round, kind: MarkKind) -> QuerySet[EntryMark]:
    return EntryMark.objects.filter(contest=round.contest_id, kind=kind).order_by()


def _groups(
    marks: QuerySet[EntryMark], paper_of: dict[int, int]
) -> Iterator[tuple[int, list[int]]]:
    """Return the papers of each digest, in the order of the index."""
    rows = marks.order_by("digest", "entry").values_list("digest", "entry")
    digest: int | None = None
    group: list[int] = []
    for one, entry_id in rows.iterator(chunk_size=10_000):
        if one != digest:
            if digest is not None and group:
                yield digest, group
            digest, group = one, []
        if (paper := paper_of.get(entry_id)) is not None:
            group.append(paper)
    if digest is not None and group:
        yield digest, group


def read_registered(round: Round, papers: Papers) -> Iterator[Registered]:
    """Addresses are read one by one and only compared: none is kept."""
    paper_of = {entry_id: paper for paper, entry_id in enumerate(papers.entry)}
    took_part = Attempt.objects.closed().filter(round=round, entry=OuterRef("pk"))
    people = Entry.objects.valid().filter(
        Exists(took_part), contest=round.contest_id, user__erased_at=None
    )
    rows = people.exclude(user__email=None).values_list("pk", "registered_at", "user__email")
    for entry_id, at, email in rows.order_by().iterator(chunk_size=10_000):
        name, _at, domain = mailbox_of(email or "").rpartition("@")
        bare = "".join(letter for letter in name if not letter.isdigit())
        if entry_id in paper_of and bare:
            yield Registered(paper_of[entry_id], _seconds(at), bare, domain)
