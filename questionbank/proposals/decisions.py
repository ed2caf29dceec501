"""Proposing to retire a question, and deciding on proposals."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from questionbank.authoring.revisions import retire_as_proposed
from questionbank.legal_documents.documents import end_force
from questionbank.models import Proposal, Revision, RevisionState
from questionbank.rules import (
    BankRefusal,
    ReasonMissing,
    check_may_propose,
    check_may_review,
    other_reviewers,
)
from questionbank.subjects import about_document, about_question, of_the_bank, reviewer
from quizsite import two_people
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import About, record
from quizsite.language.vietnamese import visible


class NotInForce(BankRefusal):
    code = "not_in_force"
    status = 409
    message = _("Chỉ đề nghị ngừng dùng được phiên bản đã ban hành.")


class AlreadyProposed(BankRefusal):
    code = "already_proposed"
    status = 409
    message = _("Đã có một đề nghị như vậy đang chờ người duyệt.")


@transaction.atomic
def propose_retirement(revision: Revision, *, reason: str, by: User, at: datetime) -> Proposal:
    """Ask another person to take a published question out of use."""
    check_may_propose(by)
    if not visible(reason):
        raise ReasonMissing
    if revision.state != RevisionState.PUBLISHED:
        raise NotInForce
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                revision=revision, reason=visible(reason), proposed_by=by, proposed_at=at
            )
    except IntegrityError as error:  # one is open already
        raise AlreadyProposed from error
    record(
        about_question(revision.question),
        kind=AuditKind.RETIREMENT_PROPOSED,
        by=of_the_bank(by),
        at=at,
        after={"revision": revision.number},
        reason=proposal.reason,
    )
    return proposal


@transaction.atomic
def accept_proposal(proposal: Proposal, *, by: User, at: datetime, reason: str = "") -> Proposal:
    """Do what was proposed. Who proposed it confirms it only where nobody else could.

    `reason` says why, in that case."""
    check_may_review(by)
    two_people.confirm(
        _about(proposal),
        by=reviewer(by),
        proposed_by=proposal.proposed_by_id,
        others=other_reviewers(by),
        at=at,
        reason=reason,
    )
    _decide(proposal, is_accepted=True, by=by, at=at)
    if proposal.revision is not None:
        retire_as_proposed(proposal.revision, note=proposal.reason, by=by, at=at)
    elif proposal.document is not None and proposal.in_force_until is not None:
        end_force(proposal.document, until=proposal.in_force_until, by=by, at=at)
    return proposal


@transaction.atomic
def refuse_proposal(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """Leave everything as it is; whoever proposed it may take it back in this way."""
    if proposal.proposed_by_id != by.pk:
        check_may_review(by)
    _decide(proposal, is_accepted=False, by=by, at=at)
    about = _about(proposal)
    record(about, kind=AuditKind.PROPOSAL_REFUSED, by=of_the_bank(by), at=at)
    return proposal


def _about(proposal: Proposal) -> About:
    if proposal.revision is not None:
        return about_question(proposal.revision.question)
    assert proposal.document is not None  # noqa: S101 -- `proposal_is_about_one`
    return about_document(proposal.document)


def _decide(proposal: Proposal, *, is_accepted: bool, by: User, at: datetime) -> None:
    """Two reviewers may press at once; only the first still finds it open."""
    won = (
        Proposal.objects.open()
        .filter(pk=proposal.pk)
        .update(is_accepted=is_accepted, decided_by=by, decided_at=at)
    )
    if not won:
        raise two_people.AlreadyDecided
