"""What organisers change of a show until it has begun. Each change leaves a line in the trail."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contests.models import (
    Show,
    StageEvent,
    StageMember,
    StagePackage,
    StagePart,
    StageQuestion,
    StageTeam,
    StageTeamUnit,
)
from contests.rules import ContestRefusal
from contests.stage.desks.commands import draw
from contests.stage.events import EventKind
from contests.stage.record import locked_show
from contests.stage.rules import PlanFixed
from contests.subjects import about_round, organiser
from quizsite.accounts.models import Unit, User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record

USUAL_CHAIN = ("skit", "knowledge", "buzzer", "lots")
LETTERS = "BCDFGHJKMNPQRSTVWXZ23456789"
CODE_LENGTH = 8
MOST_PARTS, MOST_TEAMS, MOST_PACKAGES = 30, 100, 200


class TooMany(ContestRefusal):
    code = "too_many_of_a_show"
    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(_("Nhiều nhất %(n)d.") % {"n": most})


class NameTaken(ContestRefusal):
    code = "stage_name_taken"
    status = 409


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))


def is_fixed(show: Show) -> bool:
    """Has the show itself begun? Rehearsals fix nothing."""
    begun = StageEvent.objects.filter(show=show, kind=EventKind.RUN_STARTED)
    return begun.filter(payload__rehearsal=False).exists()


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes the plan, and when."""

    by: User | None
    at: datetime


def _open(show: Show) -> Show:
    locked = locked_show(show)
    if is_fixed(locked):
        raise PlanFixed
    return locked


def _note(show: Show, change: Change, said: str) -> None:
    record(
        about_round(show.round),
        kind=AuditKind.SHOW_EDITED,
        by=organiser(change.by),
        at=change.at,
        after={"programme": said},
    )


@transaction.atomic
def save_part(part: StagePart, *, change: Change) -> StagePart:
    show = _open(part.show)
    if part._state.adding:  # noqa: SLF001 -- Django documents it
        count = show.parts.count()
        if count >= MOST_PARTS:
            raise TooMany(MOST_PARTS)
        last = show.parts.last()
        part.position = last.position + 1 if last else 1
    part.save()
    _note(show, change, _("phần thi “%(part)s”") % {"part": part.title})
    return part


@transaction.atomic
def move_part(part: StagePart, *, up: bool, change: Change) -> None:
    show = _open(part.show)
    parts = list(show.parts.all())
    at = next(n for n, one in enumerate(parts) if one.pk == part.pk)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(parts):
        return
    parts[at], parts[other] = parts[other], parts[at]
    for n, one in enumerate(parts, 1):
        StagePart.objects.filter(pk=one.pk).update(position=n)
    _note(show, change, _("thứ tự phần thi “%(part)s”") % {"part": part.title})


@transaction.atomic
def remove_part(part: StagePart, *, change: Change) -> None:
    show = _open(part.show)
    _note(show, change, _("bỏ phần thi “%(part)s”") % {"part": part.title})
    part.delete()


@transaction.atomic
def save_team(
    team: StageTeam,
    *,
    units: Sequence[Unit],
    members: Sequence[tuple[str, str]],
    change: Change,
) -> StageTeam:
    """Keep the team with its units and members (name and role each), as they are listed."""
    show = _open(team.show)
    if StageTeam.objects.filter(show=show, name=team.name).exclude(pk=team.pk).exists():
        raise NameTaken(_("Đã có đội tên này."))
    if team._state.adding and show.teams.count() >= MOST_TEAMS:  # noqa: SLF001 -- as above
        raise TooMany(MOST_TEAMS)
    team.save()
    StageTeamUnit.objects.filter(team=team).delete()
    StageTeamUnit.objects.bulk_create([StageTeamUnit(team=team, unit=one) for one in units])
    StageMember.objects.filter(team=team).delete()
    StageMember.objects.bulk_create(
        [StageMember(team=team, full_name=name, role=role) for name, role in members]
    )
    _note(show, change, _("đội %(team)s") % {"team": team.name})
    return team


@transaction.atomic
def remove_team(team: StageTeam, *, change: Change) -> None:
    show = _open(team.show)
    _note(show, change, _("bỏ đội %(team)s") % {"team": team.name})
    team.delete()


@transaction.atomic
def save_package(
    package: StagePackage, *, questions: Sequence[StageQuestion], change: Change
) -> StagePackage:
    """Keep the package with these questions in place of those it had."""
    show = _open(package.show)
    same = StagePackage.objects.filter(part=package.part, number=package.number)
    if same.exclude(pk=package.pk).exists():
        raise NameTaken(_("Phần thi này đã có gói số này."))
    if package._state.adding and show.packages.count() >= MOST_PACKAGES:  # noqa: SLF001 -- as above
        raise TooMany(MOST_PACKAGES)
    package.save()
    package.questions.all().delete()
    for n, one in enumerate(questions, 1):
        one.package, one.position = package, n
    StageQuestion.objects.bulk_create(questions)
    _note(show, change, _("gói câu hỏi số %(n)d") % {"n": package.number})
    return package


@transaction.atomic
def remove_package(package: StagePackage, *, change: Change) -> None:
    show = _open(package.show)
    _note(show, change, _("bỏ gói câu hỏi số %(n)d") % {"n": package.number})
    package.delete()


@transaction.atomic
def draw_order(show: Show, *, witness: str, change: Change) -> Show:
    """Draw the teams' numbers; seed and witness are kept, so that anybody can draw them again."""
    locked = _open(show)
    teams = list(locked.teams.values_list("pk", flat=True))
    seed = secrets.token_hex(16)
    locked.teams.update(number=None)
    for n, pk in enumerate(draw(teams, seed), 1):
        StageTeam.objects.filter(pk=pk).update(number=n)
    locked.drawn_seed, locked.draw_witness, locked.drawn_at = seed, witness, change.at
    locked.save(update_fields=["drawn_seed", "draw_witness", "drawn_at"])
    record(
        about_round(locked.round),
        kind=AuditKind.SHOW_ORDER_DRAWN,
        by=organiser(change.by),
        at=change.at,
        after={"seed": seed, "witness": witness},
    )
    return locked
