"""Announces versions of the rules, and keeps the clauses that organisers write themselves."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Prefetch
from django.utils.translation import gettext_lazy as _

from contests.awards import prizes_by_award
from contests.eligibility.settings import divisions_with_rules
from contests.models import Contest, ContestState, RegulationVersion, RuleClause, Section
from contests.quotas.sentences import eligibility_of
from contests.regulation.contest import Article
from contests.regulation.document import restored, stored, whole_regulation
from contests.regulation.prizes import rules_by_round
from contests.rules import ContestRefusal
from contests.subjects import about_contest, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

MOST_CLAUSES = 20


class NothingNew(ContestRefusal):
    code = "nothing_new"
    status = 409
    message = _("Thể lệ không khác bản đã công bố gần nhất nên không có bản mới.")


class ContestIsDraft(ContestRefusal):
    code = "contest_is_draft"
    status = 409
    message = _("Cuộc thi chưa công bố. Bản thể lệ đầu tiên được công bố cùng cuộc thi.")


class TooManyClauses(ContestRefusal):
    code = "too_many_clauses"


def current_regulation(contest: Contest) -> list[Article]:
    """Write the rules as the settings stand now, with all rounds that are not drafts."""
    in_words = Prefetch("sections", Section.objects.in_words())
    rounds = (
        contest.rounds.public()
        .order_by("number")
        .prefetch_related(in_words, "written_terms__headings")
    )
    divisions = divisions_with_rules(contest)
    return whole_regulation(
        contest,
        divisions=divisions,
        rounds=[(round, list(round.sections.all())) for round in rounds],
        clauses=contest.rule_clauses.all(),
        prizes=rules_by_round(contest, prizes_by_award(contest, rounds)),
        eligibility=eligibility_of(contest, divisions),
    )


def announce_if_new(contest: Contest, *, by: User | None, at: datetime) -> None:
    """Publishing a contest or a round announces its rules with it."""
    with suppress(NothingNew):
        announce_version(contest, by=by, at=at)


def newest_version(contest: Contest) -> RegulationVersion | None:
    return contest.regulation_versions.first()


@transaction.atomic
def announce_version(contest: Contest, *, by: User | None, at: datetime) -> RegulationVersion:
    """Keep the rules as they read now; people can compare what was announced when."""
    locked = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    if locked.state == ContestState.DRAFT:
        raise ContestIsDraft
    articles, newest = stored(current_regulation(locked)), newest_version(locked)
    if newest is not None and newest.articles == articles:
        raise NothingNew
    number = (locked.regulation_versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = RegulationVersion.objects.create(
        contest=locked, number=number, articles=articles, announced_at=at, announced_by=by
    )
    record(
        about_contest(locked),
        kind=AuditKind.REGULATION_ANNOUNCED,
        by=organiser(by),
        at=at,
        after={"version": number},
    )
    return version


@transaction.atomic
def set_clauses(contest: Contest, clauses: Sequence[RuleClause], *, by: User, at: datetime) -> None:
    """Replace the own clauses; the trail keeps what they said before.

    Once a contest is published, what people read is a version that was announced."""
    locked = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    if len(clauses) > MOST_CLAUSES:
        raise TooManyClauses(_("Mỗi cuộc thi có tối đa %(n)d điều tự viết.") % {"n": MOST_CLAUSES})
    before = [_in_words(one) for one in locked.rule_clauses.all()]
    # Rows that stay keep their numbers, which another open tab of the page has.
    locked.rule_clauses.exclude(pk__in=[one.pk for one in clauses if one.pk]).delete()
    for one in clauses:
        one.contest = locked
        one.save()
    after = [_in_words(one) for one in clauses]
    if before != after:
        record(
            about_contest(locked),
            kind=AuditKind.CLAUSES_EDITED,
            by=organiser(by),
            at=at,
            before={"clauses": before},
            after={"clauses": after},
        )
        if locked.state == ContestState.PUBLISHED:
            announce_if_new(locked, by=by, at=at)


def _in_words(clause: RuleClause) -> str:
    return f"{clause.heading} ({clause.get_place_display()}): {clause.body}"


def announced(version: RegulationVersion) -> list[Article]:
    return restored(version.articles)
