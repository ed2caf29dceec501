"""What people are told by mail, or by text message, of what others did with their account."""

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from quizsite.accounts import sms
from quizsite.accounts.models import User
from quizsite.accounts.phones import takes_texts

log = structlog.get_logger("quizsite.accounts")


def tell_of_removed_factor(user: User) -> None:
    """The change holds even if the message cannot be sent; the log says so."""
    try:
        if user.email:
            said = render_to_string("accounts/email/factor_removed.txt", {"person": user})
            send_mail(_("Lớp xác thực thứ hai đã được gỡ"), said, None, [user.email])
        elif user.phone and takes_texts(user.phone, countries=settings.SMS_COUNTRIES):
            text = _(
                "Xác thực hai lớp của bạn vừa được gỡ. Không phải bạn? Hãy báo quản trị trang."
            )
            sms.get_sender().send(to=user.phone, text=text)
    except OSError:
        log.warning("factor_removal_not_told", person=user.pk, exc_info=True)
