"""Organisers correct the list of a round by hand: one person is admitted, or admitted no more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import Admission, Entry, Qualification, Round, RoundState
from contests.rules import ReasonMissing
from contests.subjects import about_entry, organiser
from leaderboard.qualifying.lists import BY_HAND, RoundForEverybody
from leaderboard.rules import LeaderboardRefusal
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.vietnamese import visible


class NoListYet(LeaderboardRefusal):
    code = "no_list_yet"
    status = 409
    message = _("Danh sách chưa lập. Hãy lập danh sách trước rồi thêm hoặc bỏ từng người.")


class RoundIsOver(LeaderboardRefusal):
    code = "round_is_over"
    status = 409
    message = _("Kỳ thi đã đóng nên danh sách được vào kỳ không đổi được nữa.")


class HasPaper(LeaderboardRefusal):
    code = "has_paper"
    status = 409
    message = _(
        "Người này đã có bài trong kỳ thi nên không bỏ khỏi danh sách được. Nếu người này không "
        "được dự thi, hãy loại ở trang của người đó."
    )


class EntryVoided(LeaderboardRefusal):
    code = "entry_voided"
    status = 409
    message = _("Người này đã bị loại. Hãy khôi phục trước rồi thêm vào danh sách.")


class NothingDecided(LeaderboardRefusal):
    code = "nothing_decided"
    status = 409
    message = _("Người này đã như vậy trong danh sách. Hãy tải lại trang để xem.")


def check_may_admit(round: Round, *, at: datetime) -> None:
    if not round.qualify_scope:
        raise RoundForEverybody
    if round.qualified_at is None:
        raise NoListYet
    if round.state != RoundState.PUBLISHED or at >= round.ends_at:
        raise RoundIsOver


@transaction.atomic
def admit(
    entry: Entry, *, round: Round, is_admitted: bool, by: User, at: datetime, reason: str
) -> Admission:
    """Decide of one entry, for this list and every one written later for the round."""
    if not visible(reason):
        raise ReasonMissing
    # Writing the list anew takes the same lock, so one comes after the other.
    round = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    check_may_admit(round, at=at)
    # Whoever starts a paper refers to this row, and waits until it is decided.
    people = Entry.objects.select_for_update().filter(contest=round.contest_id)
    entry = people.get(pk=entry.pk)
    listed = Qualification.objects.filter(round=round, entry=entry)
    if listed.exists() == is_admitted:
        raise NothingDecided
    if is_admitted:
        if entry.voided_at is not None:
            raise EntryVoided
        Qualification.objects.create(round=round, entry=entry, source=round, place=BY_HAND)
    else:
        if entry.attempts.filter(round=round).exists():
            raise HasPaper
        listed.delete()
    said = {"is_admitted": is_admitted, "reason": visible(reason)}
    decision, _made = Admission.objects.update_or_create(
        round=round, entry=entry, defaults={**said, "decided_by": by, "decided_at": at}
    )
    record(
        about_entry(entry),
        kind=AuditKind.ADMITTED_BY_HAND,
        by=organiser(by),
        at=at,
        before={"is_admitted": not is_admitted},
        after={"round": round.title, "is_admitted": is_admitted},
        reason=visible(reason),
    )
    return decision
