"""Organisers set who may enter a division and what an entry asks, while the contest is a draft."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.eligibility.rules import Places, places_of, rule_of
from contests.eligibility.words import details_in_words, rule_in_words
from contests.models import AskedDetail, Contest, ContestState, Division, DivisionRule
from contests.rules import ContestRefusal
from contests.subjects import about_contest, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record_changes


class EligibilityIsPublished(ContestRefusal):
    code = "eligibility_is_published"
    status = 409
    message = _(
        "Cuộc thi đã công bố nên không đổi được đối tượng dự thi, thông tin phải ghi và chỉ tiêu. "
        "Nếu chưa ai đăng ký, hãy rút cuộc thi về bản nháp trước."
    )


def lock_draft(contest: Contest) -> Contest:
    """Whoever publishes at the same moment waits, and whoever comes later is refused."""
    drafts = Contest.objects.select_for_update(no_key=True).filter(state=ContestState.DRAFT)
    stored = drafts.filter(pk=contest.pk).first()
    if stored is None:
        raise EligibilityIsPublished
    return stored


@transaction.atomic
def set_rule(rule: DivisionRule, *, places: Places, by: User | None, at: datetime) -> DivisionRule:
    """Store the rule of a division as given."""
    contest = lock_draft(rule.division.contest)
    stored = rule_of(rule.division)
    before = rule_in_words(stored, places_of(stored) if stored.pk else Places())
    rule.pk = stored.pk
    rule.save()
    rule.unit_kinds.set(places.kinds)
    rule.within.set(places.within)
    record_changes(
        about_contest(contest),
        kind=AuditKind.ELIGIBILITY_CHANGED,
        by=organiser(by),
        at=at,
        before={"eligibility": before},
        after={"eligibility": rule_in_words(rule, places)},
    )
    return rule


@transaction.atomic
def set_asked_details(
    contest: Contest, details: Sequence[AskedDetail], *, by: User | None, at: datetime
) -> None:
    """Ask these from now on, and nothing else."""
    stored = lock_draft(contest)
    before = details_in_words(list(stored.asked_details.all()))
    stored.asked_details.all().delete()
    for one in details:
        one.pk, one.contest = None, stored
    AskedDetail.objects.bulk_create(details)
    record_changes(
        about_contest(stored),
        kind=AuditKind.ASKED_DETAILS_CHANGED,
        by=organiser(by),
        at=at,
        before={"asked_details": before},
        after={"asked_details": details_in_words(details)},
    )


def divisions_with_rules(contest: Contest) -> list[Division]:
    """Read all in one query, and in three if any division has a rule."""
    divisions = contest.divisions.select_related("rule")
    return list(divisions.prefetch_related("rule__unit_kinds", "rule__within"))


def words_by_division(divisions: Iterable[Division]) -> list[tuple[Division, list[str]]]:
    """Each division with its rules in sentences; the caller has read the rules."""
    return [(one, _words_of(one)) for one in divisions]


def _words_of(division: Division) -> list[str]:
    rule = getattr(division, "rule", None)
    return rule_in_words(rule, places_of(rule)) if rule is not None else []
