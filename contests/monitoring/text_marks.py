"""Checks the marks of a final round's answers in words, by code of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b

from contests.models import Answer, Round, TextMark
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine

_BEST = 10
_BATCH = 500


def wrong_text_marks(round: Round) -> Iterator[str]:
    """Say what is wrong with marks and with what they are compared to; the round is final."""
    divisions = map(str, round.contest.divisions.values_list("pk", flat=True))
    best = dict.fromkeys(divisions, _BEST)
    if round.true_predictions != best:
        yield f"best marks: stored {round.true_predictions}, should be {best}"
    told = _told(round)
    alike: dict[int, tuple[int, int]] = {}  # digest of words → the first paper with its mark
    closed = round.attempts.exclude(state="open").order_by("pk")
    last = 0
    while papers := list(closed.filter(pk__gt=last).values_list("pk", "prediction")[:_BATCH]):
        last = papers[-1][0]
        yield from _of_papers(papers, told, alike)
    for pk, mark in told.items():
        yield f"attempt {pk}: the trail has the mark {mark}, and there is no such paper"


def _of_papers(
    papers: Sequence[tuple[int, int | None]],
    told: dict[int, int],
    alike: dict[int, tuple[int, int]],
) -> Iterator[str]:
    """Each paper with words has a mark, equal words have equal ones, and the trail has them."""
    given, marks = _words({pk for pk, _answered in papers}), _marks({pk for pk, _ in papers})
    for pk, answered in papers:
        text, mark = given.get(pk, ""), marks.get(pk)
        if answered is None and text:
            yield f"attempt {pk}: words are stored, and it counts as not answered"
        elif answered is not None and pk not in given:
            yield f"attempt {pk}: it counts as answered, and no words are stored"
        elif (answered is None) != (mark is None) or not 0 <= (mark or 0) <= _BEST:
            yield f"attempt {pk}: its words have the mark {mark}"
        elif mark is not None and text:
            other, before = alike.setdefault(_alike(text), (pk, mark))
            if before != mark:
                yield f"attempts {other} and {pk}: equal words, marks {before} and {mark}"
        if (said := told.pop(pk, mark)) != mark:
            yield f"attempt {pk}: stored mark {mark}, the trail has {said}"


def _words(papers: Collection[int]) -> dict[int, str]:
    """Of an erased person the answer stays without its words."""
    rows = Answer.objects.filter(attempt__in=papers, position=0, choice=1)
    return {pk: text or "" for pk, text in rows.values_list("attempt_id", "text")}


def _marks(papers: Collection[int]) -> dict[int, int]:
    rows = TextMark.objects.filter(attempt__in=papers, confirmed_at__isnull=False)
    return dict(rows.values_list("attempt_id", "mark"))


def _alike(text: str) -> int:
    """Name words; what this joins the page joins as well, not the other way round."""
    like = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return int.from_bytes(blake2b(like.encode(), digest_size=8).digest())


def _told(round: Round) -> dict[int, int]:
    """The sealed trail has the last mark that each words' first paper was given."""
    told: dict[int, int] = {}
    lines = AuditLine.objects.filter(
        about_kind="round", about_id=round.pk, kind=AuditKind.TEXTS_MARKED
    )
    for after in lines.order_by("at", "pk").values_list("after", flat=True).iterator():
        told |= {int(pk): mark for pk, mark in after.get("marks", {}).items()}
    return told
