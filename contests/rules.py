"""Who may do what with contests. Each check raises the refusal that says why not."""

from django.utils.translation import gettext_lazy as _

from contests.models import Contest
from quizsite.accounts.models import User
from quizsite.accounts.rules import Refusal, check_second_factor


class NotOrganiser(Refusal):
    code = "not_organiser"
    message = _("Trang này dành cho ban tổ chức của cuộc thi.")


def check_may_organise(user: User, contest: Contest) -> None:
    """An organiser of this very contest, with a second factor switched on."""
    if not contest.organisers.filter(pk=user.pk).exists():
        raise NotOrganiser
    check_second_factor(user)
