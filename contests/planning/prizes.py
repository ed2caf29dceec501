"""Organisers list the prizes of a contest or a round; what was announced stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.awards import Award, Listed, award_of, listed_in, terms_of
from contests.models import (
    CollectiveRule,
    Contest,
    ContestState,
    Prize,
    PrizeTerms,
    Round,
    RoundState,
)
from contests.regulation.prizes import prize_words, rule_words
from contests.rules import ContestRefusal
from contests.subjects import about_contest, about_round, organiser
from quizsite.accounts.models import UnitKind, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record_changes, snapshot

TERM_FIELDS = ("limit", "most_percent", "checks_winners")
_NOT_COPIED = frozenset({"id", "contest", "round", "collective"})
MOST_PRIZES = 60


class PrizesFixed(ContestRefusal):
    code = "prizes_fixed"
    status = 409
    message = _(
        "Giải đã công bố cùng kỳ thi hoặc cuộc thi nên không sửa được nữa. Kỳ thi chưa mở thì rút "
        "về bản nháp được."
    )


class TooManyPrizes(ContestRefusal):
    code = "too_many_prizes"
    message = _("Danh sách giải đã đầy. Hãy gộp các giải giống nhau bằng ô số lượng.")


@transaction.atomic
def save_prize(prize: Prize, *, by: User, at: datetime) -> Prize:
    with _changing(award_of(prize), by=by, at=at) as listed:
        if not prize.pk and len(listed.prizes) >= MOST_PRIZES:
            raise TooManyPrizes
        prize.save()
    return prize


@transaction.atomic
def save_collective_rule(
    rule: CollectiveRule, *, more_kinds: Iterable[UnitKind] = (), by: User, at: datetime
) -> CollectiveRule:
    """`more_kinds` are all the khối that compare with the rule's own one."""
    with _changing(award_of(rule), by=by, at=at) as listed:
        if not rule.pk and len(listed.rules) >= MOST_PRIZES:
            raise TooManyPrizes
        rule.save()
        rule.more_kinds.set(one for one in more_kinds if one.pk != rule.unit_kind_id)
    return rule


@transaction.atomic
def remove_listed(listed: Prize | CollectiveRule, *, by: User, at: datetime) -> None:
    """Take a prize off the list, or a collective rule with its prizes."""
    with _changing(award_of(listed), by=by, at=at):
        listed.delete()


@transaction.atomic
def set_prize_terms(terms: PrizeTerms, *, by: User, at: datetime) -> PrizeTerms:
    _lock_draft(Award(terms.contest))
    record_changes(
        about_contest(terms.contest),
        kind=AuditKind.PRIZES_CHANGED,
        by=organiser(by),
        at=at,
        before=snapshot(terms_of(terms.contest), TERM_FIELDS),
        after=snapshot(terms, TERM_FIELDS),
    )
    terms.save()
    return terms


def copy_prizes(listed: Listed, *, to: Round) -> None:
    """Give a new draft the prizes of another round; the caller records that it was copied."""
    rules: dict[int, CollectiveRule] = {}
    for rule in listed.rules:
        copy = CollectiveRule(contest=to.contest, round=to, **_settings_of(rule))
        copy.save()
        copy.more_kinds.set(rule.more_kinds.all())
        rules[rule.pk] = copy
    for prize in listed.prizes:
        collective = rules[prize.collective_id] if prize.collective_id else None
        Prize(contest=to.contest, round=to, collective=collective, **_settings_of(prize)).save()


def _settings_of(listed: Prize | CollectiveRule) -> dict[str, Any]:
    fields = listed._meta.concrete_fields  # noqa: SLF001 -- Django documents _meta
    return {
        one.attname: getattr(listed, one.attname) for one in fields if one.name not in _NOT_COPIED
    }


@contextmanager
def _changing(award: Award, *, by: User, at: datetime) -> Iterator[Listed]:
    """Let a draft's list be changed inside, and note what became otherwise."""
    _lock_draft(award)
    before = listed_in(award)
    yield before
    about = about_round(award.round) if award.round else about_contest(award.contest)
    record_changes(
        about,
        kind=AuditKind.PRIZES_CHANGED,
        by=organiser(by),
        at=at,
        before=_facts(before),
        after=_facts(listed_in(award)),
    )


def _lock_draft(award: Award) -> None:
    """An organiser who publishes at the same moment waits for this lock, or was first."""
    if award.round is not None:
        rounds = Round.objects.select_for_update(no_key=True).filter(state=RoundState.DRAFT)
        is_draft = rounds.filter(pk=award.round.pk).first() is not None
    else:
        contests = Contest.objects.select_for_update(no_key=True).filter(state=ContestState.DRAFT)
        is_draft = contests.filter(pk=award.contest.pk).first() is not None
    if not is_draft:
        raise PrizesFixed


def _facts(listed: Listed) -> dict[str, Any]:
    return {
        "listed_prizes": [prize_words(one) for one in listed.prizes],
        "collective_rules": [" ".join(rule_words(one)) for one in listed.rules],
    }
