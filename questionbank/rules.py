"""Rules say what a person may do in the bank, and refuse the rest in words."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from questionbank.models import BankRole, Proposal, Revision, RevisionState
from quizsite.accounts.models import User
from quizsite.accounts.rules import check_second_factor
from quizsite.refusals import Refusal

Role = BankRole.Kind


class BankRefusal(Refusal):
    code = "bank_refused"


class NotInBank(BankRefusal):
    code = "not_in_bank"
    message = _("Trang này dành cho người soạn và người duyệt câu hỏi.")


class NotAuthor(BankRefusal):
    code = "not_author"
    message = _("Việc này dành cho người soạn câu hỏi.")


class NotReviewer(BankRefusal):
    code = "not_reviewer"
    message = _("Việc này dành cho người duyệt câu hỏi.")


class OwnRevision(BankRefusal):
    code = "own_revision"
    message = _("Bạn soạn câu này nên cần một người duyệt khác ban hành.")


class RetiresOwn(BankRefusal):
    code = "retires_own"
    message = _("Bạn soạn câu này nên hãy đề nghị; một người duyệt khác xác nhận ngừng dùng.")


class OwnProposal(BankRefusal):
    code = "own_proposal"
    message = _("Đề nghị này của chính bạn nên cần một người duyệt khác xác nhận.")


class ReasonMissing(BankRefusal):
    code = "reason_missing"
    message = _("Hãy ghi lý do: lý do được lưu trong nhật ký.")


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    if not user.is_authenticated:
        return frozenset()
    return frozenset(BankRole.objects.filter(user=user).values_list("kind", flat=True))


def check_may_open_bank(user: User) -> None:
    """Every page of the bank asks this; single steps do not ask for the second factor again."""
    if not roles_of(user):
        raise NotInBank
    check_second_factor(user)


def check_may_write(user: User) -> None:
    if Role.AUTHOR not in roles_of(user):
        raise NotAuthor


def check_may_review(user: User) -> None:
    if Role.REVIEWER not in roles_of(user):
        raise NotReviewer


def check_may_publish(user: User, revision: Revision) -> None:
    """A second person publishes a revision, never its author."""
    check_may_review(user)
    if revision.author_id == user.pk:
        raise OwnRevision


def check_may_return(user: User, revision: Revision) -> None:
    """A reviewer gives a revision back, or its author takes it back."""
    if revision.author_id != user.pk:
        check_may_review(user)


def check_may_retire(user: User, revision: Revision) -> None:
    """A reviewer retires what others wrote and published; any role in the bank retires a draft."""
    if revision.state == RevisionState.PUBLISHED:
        check_may_review(user)
        if revision.author_id == user.pk:
            raise RetiresOwn
    elif not roles_of(user):
        raise NotInBank


def check_may_propose(user: User) -> None:
    if not roles_of(user):
        raise NotInBank


def check_may_decide(user: User, proposal: Proposal) -> None:
    """Two people stand behind what ends the use of a question or a document."""
    check_may_review(user)
    if proposal.proposed_by_id == user.pk:
        raise OwnProposal
