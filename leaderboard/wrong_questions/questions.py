"""The questions that a round may ask, as organisers see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import Http404

from contests.models import Entry, QuestionRuling, Round, RoundState
from questionbank.models import Revision, RevisionQuerySet
from quizsite.language.vietnamese import search_key


def questions_of(round: Round) -> RevisionQuerySet:
    """Find what a published round has in its pools; a draft has none yet."""
    if round.state == RoundState.DRAFT:
        raise Http404
    wanted = {pk for pool in round.sections.values_list("pool", flat=True) for pk in pool}
    found = Revision.objects.filter(pk__among=wanted).select_related("question__axis")
    return found.order_by("question__axis__position", "question__code")


def matching(questions: RevisionQuerySet, query: str) -> list[Revision]:
    """Look for words of the question or its code, with or without accents."""
    key = search_key(query)
    if not key:
        return list(questions)
    return [one for one in questions if key in search_key(f"{one.question.code} {one.stem}")]


def waiting_for_a_decision(questions: RevisionQuerySet, round: Round) -> RevisionQuerySet:
    return questions.filter(pk__in=round.rulings.proposed().values("revision"))


def with_rulings(questions: Sequence[Revision], round: Round) -> list[dict[str, Any]]:
    """Say of each whether it is dealt no more, and what is proposed or decided."""
    open_or_in_force = round.rulings.filter(
        Q(pk__in=round.rulings.in_force())
        | Q(pk__in=round.rulings.agreed())
        | Q(pk__in=round.rulings.proposed())
    )
    rulings: dict[int, list[QuestionRuling]] = {}
    for ruling in open_or_in_force:
        rulings.setdefault(ruling.revision_id, []).append(ruling)
    stopped = set(round.stopped or ())
    return [
        {"revision": one, "is_stopped": one.pk in stopped, "rulings": rulings.get(one.pk, [])}
        for one in questions
    ]


def preview_rows(ruling: QuestionRuling) -> list[dict[str, Any]]:
    """Put names to the places that the stored preview lists."""
    divisions = (ruling.preview or {}).get("divisions", [])
    ids = {entry_id for division in divisions for entry_id, _was, _now in division["rows"]}
    people = Entry.objects.select_related("unit").in_bulk(ids)
    names = dict(ruling.round.contest.divisions.values_list("pk", "name"))
    return [
        {
            "name": names[division["division"]],
            "moved": division["moved"],
            "rows": [
                {"entry": people[entry_id], "was": was, "now": now}
                for entry_id, was, now in sorted(division["rows"], key=lambda row: row[2])
                if entry_id in people
            ],
        }
        for division in divisions
    ]
