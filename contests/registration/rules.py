"""Decides who may enter a contest; people with a hand in it may not."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contests.models import (
    Contest,
    ContestState,
    Entry,
    PanelMember,
    Section,
)
from contests.registration.bars import check_not_barred
from contests.registration.former_entrants import saw_bank_until
from contests.rules import BarredFromEntering, ContestRefusal, check_has_cooled_off
from quizsite.accounts.models import User


class ContestNotOpen(ContestRefusal):
    code = "contest_not_open"


class HoldsRole(ContestRefusal):
    code = "holds_role"
    message = _(
        "Người này thuộc ban tổ chức, ban giám khảo hoặc soạn, duyệt câu hỏi nên không khôi phục"
        " đăng ký được. Hãy thu vai đó trước."
    )


class OrganiserBarred(BarredFromEntering):
    pass


def check_may_enter(user: User, *, contest: Contest, at: datetime) -> None:
    """Check that registration is open and this person neither runs it nor sees its questions."""
    _check_is_for_people(contest)
    check_has_no_hand_in(contest, user=user, at=at)
    _check_goes_on(contest, at=at)


def check_takes_entries(contest: Contest, *, at: datetime) -> None:
    """Check what holds for everybody, before anybody says who they are."""
    _check_is_for_people(contest)
    _check_goes_on(contest, at=at)


def _check_is_for_people(contest: Contest) -> None:
    if contest.state != ContestState.PUBLISHED:
        raise ContestNotOpen(_("Cuộc thi chưa công bố nên chưa nhận đăng ký."))
    if contest.is_rehearsal:
        raise ContestNotOpen(_("Đây là bản diễn tập nên không nhận đăng ký."))


def _check_goes_on(contest: Contest, *, at: datetime) -> None:
    rounds = contest.rounds.public()
    if rounds.exists() and not rounds.filter(closes_at__gt=at).exists():
        raise ContestNotOpen(
            _("Các kỳ thi đã công bố đều đã đóng nên cuộc thi không nhận đăng ký.")
        )


def check_has_no_hand_in(contest: Contest, *, user: User, at: datetime) -> None:
    """Refuse organisers, people of the bank, and whoever was one and could see what is asked."""
    if contest.organisers.filter(pk=user.pk).exists():
        raise OrganiserBarred(_("Bạn thuộc ban tổ chức của cuộc thi này nên không dự thi được."))
    if user.bank_roles.exists():
        raise BarredFromEntering(
            _("Bạn soạn hoặc duyệt câu hỏi trong ngân hàng nên không dự thi được.")
        )
    if PanelMember.objects.filter(user=user, panel__contest=contest).exists():
        raise BarredFromEntering(
            _("Bạn thuộc hoặc đã thuộc ban giám khảo của cuộc thi này nên không dự thi được.")
        )
    saw_bank = saw_bank_until(user)
    if saw_bank or user.past_roles.exists():
        to_come = Section.objects.filter(round__in=contest.rounds.public(), round__closes_at__gt=at)
        check_has_cooled_off(
            user.pk,
            contest.pk,
            asked=to_come,
            whole_bank=not to_come.exists(),
            saw_bank=saw_bank,
        )
    check_not_barred(user, contest=contest)


def check_holds_no_role(entry: Entry) -> None:
    """Refuse to restore an entry whose person has, by now, a role that sees into the contest."""
    is_organiser = entry.contest.organisers.filter(pk=entry.user_id).exists()
    seats = PanelMember.objects.filter(user=entry.user_id, panel__contest=entry.contest_id)
    if is_organiser or entry.user.bank_roles.exists() or seats.exists():
        raise HoldsRole
