"""Every contest, round and paper of one person, with what may be told of each now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Q

from contests.attempts.rules import detail_shown
from contests.models import Attempt, AttemptState, ContestState, Entry, ResultDetail, Round, Work
from contests.points import score_words
from contests.queries import public_rounds
from contests.schedule import StatedResult, joint_state, result_state
from leaderboard.aggregates.places import key_of, places_of
from leaderboard.models import Standing
from leaderboard.rules import limits_of
from quizsite.accounts.models import User

PER_PAGE = 30


@dataclass(frozen=True)
class OwnPaper:
    """`points` is empty in a round that only counts right answers."""

    attempt: Attempt
    shows_score: bool
    points: str
    is_running: bool
    counts: bool  # the board stands by this paper, as far as it tells


@dataclass(frozen=True)
class OwnRound:
    round: Round
    result: StatedResult | None
    place: int | None
    papers: list[OwnPaper]


@dataclass(frozen=True)
class OwnContest:
    """`place` and `result` are of the whole contest, where it has several rounds."""

    entry: Entry
    result: StatedResult | None
    place: int | None
    rounds: list[OwnRound]


@dataclass(frozen=True)
class History:
    """`waiting` are contests that the person entered and has taken no paper of."""

    page: Page[Attempt]
    contests: list[OwnContest]
    waiting: list[Entry]


def history_of(user: User, *, page: str, at: datetime) -> History:
    """Read it in as many queries for one paper as for a page full of them."""
    entries = _entries_of(user)
    shown = _page_of(entries, page)
    with_papers = {attempt.entry_id for attempt in shown.object_list}
    asked = [entry for pk, entry in entries.items() if pk in with_papers]
    rounds = public_rounds([entry.contest_id for entry in asked]) if asked else {}
    told = _told(asked, shown.object_list, rounds=rounds, at=at)
    contests = [
        _contest(entries[pk], list(papers), rounds=rounds, told=told, at=at)
        for pk, papers in groupby(shown.object_list, key=lambda one: one.entry_id)
    ]
    waiting = _without_papers(entries.values()) if shown.number == 1 else []
    return History(shown, contests, waiting)


def _entries_of(user: User) -> dict[int, Entry]:
    own = Entry.objects.of(user).filter(contest__state=ContestState.PUBLISHED)
    own = own.select_related("contest", "division", "unit")
    return {entry.pk: entry for entry in own.order_by("-registered_at", "-pk")}


def _page_of(entries: Mapping[int, Entry], page: str) -> Page[Attempt]:
    papers = Attempt.objects.filter(entry__in=entries).select_related("round")
    ordered = papers.order_by("-entry__registered_at", "-entry", "-round__number", "-number")
    large = ("paper", "avoided", "stopped")
    return Paginator(ordered.defer(*large), PER_PAGE).get_page(page if page.isascii() else 1)


def _without_papers(entries: Iterable[Entry]) -> list[Entry]:
    known = {entry.pk: entry for entry in entries}
    taken = Attempt.objects.filter(entry__in=known).order_by().values_list("entry", flat=True)
    begun = set(taken.distinct())
    works = Work.objects.filter(Q(entry__in=known) | Q(authors__entry__in=known))
    for pair in works.order_by().values_list("entry", "authors__entry"):
        begun |= set(pair)
    return [entry for pk, entry in known.items() if pk not in begun]


@dataclass(frozen=True)
class _Told:
    """What boards tell of a person, by entry and round (None is the whole contest)."""

    places: Mapping[tuple[int, int | None], int]
    counting: Collection[int]  # papers that standings rest on


def _told(
    entries: Iterable[Entry],
    papers: Iterable[Attempt],
    *,
    rounds: Mapping[int, list[Round]],
    at: datetime,
) -> _Told:
    """Find the places that the person would read on the boards themselves."""
    valid = {entry.pk: entry for entry in entries if entry.voided_at is None}
    taken = {one.round_id: one.round for one in papers if one.round.is_ranked}
    shown = [pk for pk, round in taken.items() if _is_told([round], at=at)]
    standings = Standing.objects.filter(Q(round=None) | Q(round__in=shown), entry__in=valid)
    told = {
        (one.entry_id, one.round_id): one
        for one in standings.only("contest", "division", "round", "entry", "attempt", "sort_key")
        if one.round_id is not None or _has_total(rounds[one.contest_id], at=at)
    }
    keys = {at_: key_of(one) for at_, one in told.items()}
    places = places_of({keys[at_]: one.sort_key for at_, one in told.items()})
    return _Told(
        {at_: places[keys[at_]] for at_ in told},
        {one.attempt_id for one in told.values() if one.attempt_id is not None},
    )


def _is_told(rounds: Iterable[Round], *, at: datetime) -> bool:
    limits = limits_of(rounds, at=at)
    return not limits.is_hidden and not limits.is_frozen


def _has_total(rounds: Iterable[Round], *, at: datetime) -> bool:
    """A contest of one round has no place of its own to tell."""
    ranked = [round for round in rounds if round.is_ranked]
    return len(ranked) > 1 and _is_told(ranked, at=at)


def _contest(
    entry: Entry,
    papers: list[Attempt],
    *,
    rounds: Mapping[int, list[Round]],
    told: _Told,
    at: datetime,
) -> OwnContest:
    place = told.places.get((entry.pk, None))
    ranked = [round for round in rounds[entry.contest_id] if round.is_ranked]
    return OwnContest(
        entry=entry,
        result=joint_state(ranked, at=at) if place else None,
        place=place,
        rounds=[
            OwnRound(
                round=of_round[0].round,
                result=result_state(of_round[0].round, at=at),
                place=told.places.get((entry.pk, of_round[0].round_id)),
                papers=[_paper(one, counts=one.pk in told.counting, at=at) for one in of_round],
            )
            for of_round in _by_round(papers)
        ],
    )


def _by_round(papers: Iterable[Attempt]) -> list[list[Attempt]]:
    return [list(group) for _pk, group in groupby(papers, key=lambda one: one.round_id)]


def _paper(attempt: Attempt, *, counts: bool, at: datetime) -> OwnPaper:
    shows_score = detail_shown(attempt, round=attempt.round, at=at) is not ResultDetail.NOTHING
    return OwnPaper(
        attempt=attempt,
        shows_score=shows_score,
        points=score_words(attempt, scale=attempt.round.points_scale) if shows_score else "",
        is_running=attempt.state == AttemptState.OPEN and attempt.deadline_at > at,
        counts=counts,
    )
