"""Rules say what a person may do in the bank, and refuse the rest in words."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from questionbank.models import BankRole, Proposal, Revision, RevisionState
from questionbank.review_models import RevisionWriter
from quizsite import two_people
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


class RetiresOwn(BankRefusal):
    code = "retires_own"
    message = _("Bạn soạn câu này nên hãy đề nghị; một người duyệt khác xác nhận ngừng dùng.")


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


def allowed_to_write(user: User) -> bool:
    return Role.AUTHOR in roles_of(user)


def check_may_review(user: User) -> None:
    if Role.REVIEWER not in roles_of(user):
        raise NotReviewer


def other_reviewers(user: User) -> QuerySet[BankRole]:
    """Find who else can publish and confirm; somebody disabled can not."""
    reviewers = BankRole.objects.filter(kind=Role.REVIEWER, user__is_active=True)
    return reviewers.exclude(user=user)


def wrote(user: User, revision: Revision) -> bool:
    """Its author, or somebody whose suggestion is part of its words."""
    return (
        revision.author_id == user.pk
        or RevisionWriter.objects.filter(revision=revision, user=user).exists()
    )


def may_confirm_alone(user: User, *proposals: Proposal | None) -> bool:
    """Say whether this is the only reviewer, whom the staff lets confirm own work with a reason.

    A page shows these proposals; without an own one it asks nothing."""
    if not any(one is not None and one.proposed_by_id == user.pk for one in proposals):
        return False
    return may_publish_alone(user)


def may_publish_alone(user: User) -> bool:
    return Role.REVIEWER in roles_of(user) and two_people.may_confirm_alone(other_reviewers(user))


def check_may_return(user: User, revision: Revision) -> None:
    """A reviewer gives a revision back, or its author takes it back."""
    if revision.author_id != user.pk:
        check_may_review(user)


def check_may_retire(user: User, revision: Revision) -> None:
    """A reviewer retires what others wrote and published; any role in the bank retires a draft."""
    if revision.state == RevisionState.PUBLISHED:
        check_may_review(user)
        if wrote(user, revision):
            raise RetiresOwn
    elif not roles_of(user):
        raise NotInBank


def check_may_propose(user: User) -> None:
    if not roles_of(user):
        raise NotInBank


def roles_in_words(user: User) -> list[str]:
    return [
        _("%(role)s câu hỏi trong ngân hàng") % {"role": Role(kind).label}
        for kind in sorted(roles_of(user))
    ]
