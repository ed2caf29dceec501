"""Organisers check the people who are to win, and announce the list."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from contests.awards import Award
from contests.models import Entry
from contests.registration.decision_order import begin_decision
from contests.registration.prizeless import renew_prizeless
from contests.rules import ReasonMissing, other_organisers
from contests.subjects import about_contest, about_entry, about_round, note_export, organiser
from leaderboard.models import REPLACED, Winner, WinnerCheck, WinnerState
from leaderboard.prizes.lists import TooManyEqual
from leaderboard.prizes.rules import (
    NotToWin,
    check_may_announce,
    check_winner_move,
    check_winners_known,
)
from leaderboard.prizes.winners import Winners, check_of, winners_of
from quizsite import two_people
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import About, record
from quizsite.language.vietnamese import visible
from quizsite.two_people import SecondPersonNeeded


@transaction.atomic
def check_winner(
    award: Award, entry: Entry, *, state: WinnerState, reason: str, by: User, at: datetime
) -> WinnerCheck:
    """Note what was found out about a person; a prize refused goes to the next.

    It takes its turn with voiding and finalising, so a list is decided on as it stands."""
    at = begin_decision(award.contest.pk, at=at)
    check_winners_known(award, at=at)
    if state in REPLACED and not visible(reason):
        raise ReasonMissing
    check = check_of(award, entry)
    if check is None and not _is_to_win(award, entry):
        raise NotToWin
    before = WinnerState(check.state) if check else WinnerState.WAITING
    check_winner_move(before, state)
    check = check or WinnerCheck(contest=award.contest, round=award.round, entry=entry)
    check.state, check.reason, check.by, check.at = state, visible(reason), by, at
    check.save()
    record(
        about_entry(entry),
        kind=AuditKind.WINNER_CHECKED,
        by=organiser(by),
        at=at,
        before={"winner_state": before},
        after={"winner_state": state, "award": award.title},
        reason=check.reason,
    )
    return check


@transaction.atomic
def announce_winners(award: Award, *, by: User | None, at: datetime) -> Winners:
    """Store and show the list of winners; announcing again replaces the list of before."""
    at = begin_decision(award.contest.pk, at=at)
    renew_prizeless(award.contest.pk)  # units may have come below a listed one since
    winners = winners_of(award)
    check_may_announce(winners)
    _confirm_replaced(winners, by=by, at=at)
    own = Winner.objects.filter(contest=award.contest, round=award.round)
    before = own.count()
    own.delete()
    Winner.objects.bulk_create(
        Winner(
            contest=award.contest,
            round=award.round,
            prize=one.prize,
            entry_id=one.win.entry,
            place=one.win.place,
            announced_at=at,
        )
        for one in winners.chosen
    )
    record(
        about_award(award),
        kind=AuditKind.WINNERS_ANNOUNCED,
        by=organiser(by),
        at=at,
        before={"winners": before} if before else {},
        after={
            "winners": len(winners.chosen),
            "winning_entries": [one.win.entry for one in winners.chosen],
        },
    )
    return winners


def announce_if_checked(award: Award, *, by: User | None, at: datetime) -> None:
    """A round that is final with everybody confirmed needs no further press of a button."""
    renew_prizeless(award.contest.pk)
    try:
        winners = winners_of(award)
        if winners.chosen and not winners.unchecked:
            announce_winners(award, by=by, at=at)
    except (TooManyEqual, SecondPersonNeeded):  # the result is final all the same
        return


def _confirm_replaced(winners: Winners, *, by: User | None, at: datetime) -> None:
    """Whoever noted that somebody refused, or could not be reached, does not announce the next."""
    if by is None:
        return
    contest = winners.award.contest
    for check in winners.replaced:
        two_people.confirm(
            about_entry(check.entry),
            by=organiser(by),
            proposed_by=check.by_id,
            others=other_organisers(contest, by),
            at=at,
            reason=check.reason,
        )


@transaction.atomic
def take_winners(award: Award, *, file: str, by: User, at: datetime) -> None:
    """Note who takes names home, before the file is read."""
    note_export(about_award(award), AuditKind.RESULTS_EXPORTED, file=file, by=by, at=at)


def about_award(award: Award) -> About:
    return about_round(award.round) if award.round else about_contest(award.contest)


def _is_to_win(award: Award, entry: Entry) -> bool:
    return any(one.win.entry == entry.pk for one in winners_of(award).chosen)
