"""Decides who votes for what, and when counts may be read."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contests.models import (
    Ballot,
    BallotPhase,
    BallotState,
    Candidate,
    PanelMember,
    PanelState,
    Work,
)
from contests.rules import ContestRefusal
from quizsite.accounts.models import User
from quizsite.accounts.people import has_confirmed_contact
from quizsite.language.moments import moment


class BallotNotDraft(ContestRefusal):
    code = "ballot_not_draft"
    status = 409
    message = _("Bình chọn đã công bố nên không sửa được nữa.")


class BallotMoved(ContestRefusal):
    code = "ballot_moved"
    status = 409
    message = _("Bình chọn này vừa thay đổi. Hãy tải lại trang để xem.")


class BallotTakesNoVotes(ContestRefusal):
    code = "ballot_takes_no_votes"
    status = 409


class VoterUnknown(ContestRefusal):
    code = "voter_unknown"
    message = _(
        "Mỗi người bình chọn một lần, nên cần biết chắc tài khoản là của bạn. Hãy xác nhận thư "
        "điện tử hoặc số điện thoại ở trang “Tài khoản” rồi bình chọn."
    )


class VoterOrganises(ContestRefusal):
    code = "voter_organises"
    message = _("Người trong ban tổ chức của cuộc thi không bình chọn.")


class VoterJudges(ContestRefusal):
    code = "voter_judges"
    message = _("Người trong ban giám khảo chấm các tác phẩm này nên không bình chọn.")


class OwnWork(ContestRefusal):
    code = "own_work"
    message = _("Bạn không bình chọn được cho tác phẩm của chính mình. Hãy chọn tác phẩm khác.")


class TooFewCandidates(ContestRefusal):
    code = "too_few_candidates"
    message = _("Cần ít nhất hai tác phẩm để bình chọn. Hãy thêm tác phẩm rồi công bố.")


class JuryStillMarks(ContestRefusal):
    code = "jury_still_marks"
    status = 409
    message = _(
        "Ban giám khảo chưa thống nhất điểm. Bình chọn chỉ chốt sau đó, để số phiếu không ảnh "
        "hưởng đến việc chấm."
    )


class BallotNotOver(ContestRefusal):
    code = "ballot_not_over"
    status = 409


def check_is_draft(ballot: Ballot) -> None:
    if ballot.state != BallotState.DRAFT:
        raise BallotNotDraft


def check_takes_votes(ballot: Ballot, *, at: datetime) -> None:
    phase = ballot.phase(at)
    if phase is BallotPhase.UPCOMING:
        raise BallotTakesNoVotes(_("Bình chọn mở lúc %(at)s.") % {"at": moment(ballot.opens_at)})
    if phase is not BallotPhase.OPEN:
        raise BallotTakesNoVotes(
            _("Bình chọn đã đóng lúc %(at)s.") % {"at": moment(ballot.closes_at)}
        )


def check_may_vote(ballot: Ballot, user: User, *, at: datetime) -> None:
    """One person one vote: a confirmed address or number stands for the person."""
    check_takes_votes(ballot, at=at)
    if ballot.contest.organisers.filter(pk=user.pk).exists():
        raise VoterOrganises
    if ballot.round_id and PanelMember.objects.filter(panel__round=ballot.round_id, user=user):
        raise VoterJudges
    if not has_confirmed_contact(user):
        raise VoterUnknown


def check_may_choose(candidate: Candidate, user: User) -> None:
    wrote = Q(entry__user=user) | Q(authors__entry__user=user)
    if candidate.work_id and Work.objects.filter(wrote, pk=candidate.work_id).exists():
        raise OwnWork


def check_is_over(ballot: Ballot, *, at: datetime) -> None:
    if ballot.phase(at) not in {BallotPhase.CLOSED, BallotPhase.SETTLED}:
        raise BallotNotOver(
            _("Bình chọn còn mở đến %(at)s. Hãy xem xét và chốt sau lúc đó.")
            % {"at": moment(ballot.closes_at)}
        )


def check_jury_is_done(ballot: Ballot) -> None:
    """Counts stay unread, by organisers too, until the jury can change nothing any more."""
    if ballot.round is None:
        return
    # A panel may be made for late works after the others had agreed.
    marking = ballot.round.panels.exclude(state=PanelState.AGREED)
    if ballot.round.marks_agreed_at is None or marking.exists():
        raise JuryStillMarks


def are_counts_shown(ballot: Ballot) -> bool:
    return ballot.state == BallotState.SETTLED
