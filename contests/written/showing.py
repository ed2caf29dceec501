"""Authors say whether their work may be shown to everybody, and take it back whenever they like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import Work, WorkAuthor, WorkState
from contests.rules import ContestRefusal
from contests.subjects import about_round
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor, record

TAKEN_BACK = _("Tác giả đã thôi giới thiệu tác phẩm này")
_NEVER_SHOWN = (WorkState.DRAFT, WorkState.WITHDRAWN)


class NotHandedIn(ContestRefusal):
    code = "not_handed_in"
    status = 409
    message = _("Bài chưa nộp hoặc đã rút thì không trưng bày. Bạn chọn việc này khi nộp bài.")


class OwnerGives(ContestRefusal):
    code = "owner_gives"
    message = _(
        "Người nộp bài chưa đồng ý trưng bày, hoặc đã thôi. Chỉ người đó cho trưng bày lại được."
    )


@dataclass(frozen=True, slots=True)
class Agreed:
    """What one author agrees to: the work is shown, the own name stands beside it."""

    is_shown: bool
    is_named: bool


def agreed_by(work: Work, user: User) -> Agreed:
    own = _own_line(work, user)
    return Agreed(work.may_be_shown, own is not None and own.may_be_named)


@transaction.atomic
def agree_to_show(work: Work, agreed: Agreed, *, by: User, at: datetime) -> Work:
    """Any author takes the work back; only who handed it in gives it. The trail keeps both.

    Nothing is kept of a shown work, so with this commit it is gone everywhere."""
    locked = Work.objects.select_for_update(no_key=True, of=("self",)).get(pk=work.pk)
    if locked.state in _NEVER_SHOWN:
        raise NotHandedIn
    is_owner = locked.entry is not None and locked.entry.user_id == by.pk
    if agreed.is_shown and not locked.may_be_shown and not is_owner:
        raise OwnerGives
    if own := _own_line(locked, by):
        own.may_be_named = agreed.is_named
        own.save(update_fields=["may_be_named"])
    if locked.may_be_shown and not agreed.is_shown:
        locked.candidates.update(title=str(TAKEN_BACK), text="")
    locked.may_be_shown = agreed.is_shown
    locked.save(update_fields=["may_be_shown"])
    said = {"work": locked.number, "is_shown": agreed.is_shown, "is_named": agreed.is_named}
    actor = Actor(by, Role.PERSON)
    record(about_round(locked.round), kind=AuditKind.WORK_SHOWING, by=actor, at=at, after=said)
    return locked


def _own_line(work: Work, user: User) -> WorkAuthor | None:
    return work.authors.filter(entry__user=user).first()
