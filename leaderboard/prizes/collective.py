"""Organisers give units points by hand, and announce the sheet of a collective rule."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contests.awards import Award
from contests.models import CollectiveRule, Contest, Round
from contests.regulation.prizes import uses_points, uses_winners
from contests.rules import other_organisers
from contests.subjects import organiser
from leaderboard.models import CollectiveResult, UnitPoints, Winner
from leaderboard.prizes.checking import about_award
from leaderboard.prizes.rules import ResultNotFinal, is_final
from leaderboard.prizes.sheets import Sheet, as_json, kept_sheet, sheet_of
from leaderboard.prizes.winners import prizes_of_people
from leaderboard.rules import LeaderboardRefusal
from quizsite import two_people
from quizsite.accounts.models import Unit, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


class WinnersNotAnnounced(LeaderboardRefusal):
    code = "winners_not_announced"
    status = 409
    message = _(
        "Giải tập thể tính cả người đạt giải. Hãy công bố danh sách đạt giải cá nhân trước."
    )


class UnitNotRanked(LeaderboardRefusal):
    code = "unit_not_ranked"
    status = 404
    message = _("Đơn vị này không thuộc khối được xét.")


@transaction.atomic
def give_points(points: UnitPoints, *, by: User, at: datetime) -> UnitPoints:
    """Store what the organisers give a unit by hand, with a note that everybody reads."""
    rule = CollectiveRule.objects.select_for_update(no_key=True).get(pk=points.rule_id)
    if not Unit.objects.filter(pk=points.unit_id, kind__in=rule.kinds()).exists():
        raise UnitNotRanked
    before = UnitPoints.objects.filter(rule=rule, unit=points.unit_id).first()
    points.pk, points.by, points.at = before.pk if before else None, by, at
    points.save()
    record(
        about_award(Award(rule.contest, rule.round)),
        kind=AuditKind.UNIT_POINTS_GIVEN,
        by=organiser(by),
        at=at,
        before={"points": before.points, "note": before.note} if before else {},
        after={
            "given_to": points.unit.name,
            "collective": rule.title,
            "points": points.points,
            "note": points.note,
        },
    )
    return points


@transaction.atomic
def announce_sheet(rule: CollectiveRule, *, by: User, at: datetime) -> CollectiveResult:
    """Keep and show the sheet as it is now; announcing again replaces it."""
    CollectiveRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    award = Award(rule.contest, rule.round)
    if not is_final(award):
        raise ResultNotFinal
    check_winners_announced(rule)
    _confirm_points(rule, by=by, at=at)
    sheet = sheet_of(rule, at=at)
    lines = [as_json(one) for one in sheet.lines]
    result, was_new = CollectiveResult.objects.update_or_create(
        rule=rule, defaults={"lines": lines, "announced_at": at}
    )
    record(
        about_award(award),
        kind=AuditKind.COLLECTIVE_ANNOUNCED,
        by=organiser(by),
        at=at,
        after={
            "collective": rule.title,
            "again": not was_new,
            "units_won": [f"{one.prize}: {one.name}" for one in sheet.lines if one.prize],
        },
    )
    return result


def _confirm_points(rule: CollectiveRule, *, by: User, at: datetime) -> None:
    """Points by hand can decide who wins, so whoever gave some does not announce them alone."""
    for given in points_given_by(by, rule):
        two_people.confirm(
            about_award(Award(rule.contest, rule.round)),
            by=organiser(by),
            proposed_by=given.by_id,
            others=other_organisers(rule.contest, by),
            at=at,
            reason=given.note or rule.title,
        )


def points_given_by(user: User, rule: CollectiveRule) -> QuerySet[UnitPoints]:
    own = UnitPoints.objects.filter(rule=rule, by=user)
    return own if uses_points(rule) else own.none()


def check_winners_announced(rule: CollectiveRule) -> None:
    award = Award(rule.contest, rule.round)
    if not uses_winners(rule) or not prizes_of_people(award):
        return
    if not Winner.objects.filter(contest=rule.contest, round=rule.round).exists():
        raise WinnersNotAnnounced


def announced_sheets(award: Award) -> list[Sheet]:
    kept = CollectiveResult.objects.filter(rule__contest=award.contest, rule__round=award.round)
    kept = kept.select_related("rule__unit_kind").prefetch_related("rule__more_kinds")
    kept = kept.order_by("rule__position", "rule_id")
    return [kept_sheet(one) for one in kept]


def announced_rounds(contest: Contest) -> list[Round | None]:
    """Whose winners or units are announced, by number, then the whole contest (None)."""
    people = Winner.objects.filter(contest=contest).order_by().values_list("round", flat=True)
    units = CollectiveResult.objects.filter(rule__contest=contest).order_by()
    ids = set(people.distinct()) | set(units.values_list("rule__round", flat=True))
    numbered = Round.objects.filter(pk__in=[pk for pk in ids if pk]).order_by("number")
    return [*numbered, *([None] if None in ids else [])]
