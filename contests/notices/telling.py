"""Notices of what happened in a contest; each is written in the transaction that it tells of."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

from django.urls import reverse

from contests.models import Appeal, Contest, Round, SieveDecision, SieveOutcome
from quizsite.language.moments import until
from quizsite.notifications.mailings import AlreadyPlanned, plan_mailing
from quizsite.notifications.models import NoticeKind
from quizsite.notifications.outbox import Occasion, notify


def tell_appellant(appeal: Appeal, *, at: datetime) -> None:
    """Tell that there is an answer. The answer itself stays behind the person's sign-in."""
    contest = appeal.contest
    if contest.is_rehearsal:
        return
    facts = {
        "contest": contest.title,
        "about": str(appeal.get_kind_display()),
        "path": reverse("contests:own_appeals", args=[contest.slug]),
    }
    occasion = Occasion(NoticeKind.APPEAL_ANSWERED, f"appeal:{appeal.pk}", facts, contest.pk)
    notify([appeal.entry.user_id], occasion, at=at)


def tell_result(round: Round, *, at: datetime) -> None:
    """Tell all who have a paper that the result is official, and each correction of it anew."""
    contest = round.contest
    if contest.is_rehearsal or round.is_practice:
        return
    facts = {
        "contest": contest.title,
        "round": round.title,
        "correction": round.correction,
        "path": reverse("leaderboard:own_results"),
    }
    name = f"result:{round.pk}:{round.correction}"
    occasion = Occasion(NoticeKind.RESULT_OFFICIAL, name, facts, contest.pk)
    with suppress(AlreadyPlanned):  # of a result that was told no second mailing is made
        plan_mailing(occasion, audience={"round": round.pk}, due_at=at, by=None, at=at)


def tell_certified(contest: Contest, people: Collection[int], *, award: str, at: datetime) -> None:
    """Tell people of a certificate; one that replaces an altered one is no news."""
    if contest.is_rehearsal:
        return
    facts = {"contest": contest.title, "path": reverse("leaderboard:own_results")}
    name = f"certificate:{contest.pk}:{award}"
    notify(people, Occasion(NoticeKind.CERTIFICATE_READY, name, facts, contest.pk), at=at)


def tell_authors(decision: SieveDecision, *, at: datetime) -> None:
    """Tell every author who has an account that the work came back, or is out; not why."""
    work = decision.work
    contest = work.round.contest
    if contest.is_rehearsal or decision.outcome == SieveOutcome.ACCEPTED:
        return
    facts = {
        "contest": contest.title,
        "round": work.round.title,
        "until": until(decision.mend_until) if decision.mend_until else "",
        "path": reverse("contests:sieve_outcome", args=[contest.slug, work.pk]),
    }
    authors = work.authors.exclude(entry=None).values_list("entry__user", flat=True)
    people = {*authors, *([work.entry.user_id] if work.entry is not None else [])}
    occasion = Occasion(NoticeKind.WORK_SIEVED, f"sieve:{decision.pk}", facts, contest.pk)
    notify(sorted(people), occasion, at=at)
