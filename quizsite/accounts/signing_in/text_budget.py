"""How many text messages the whole site may send in an hour, and how near it is to that."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from quizsite.accounts.signing_in.tries import Limit, count_try, tries_counted
from quizsite.language.moments import number
from quizsite.operations.health import HealthCheck, Level

_KIND, _KEY = "texts", "site"


def _limit() -> Limit:
    return Limit(settings.SMS_PER_HOUR, timedelta(hours=1))


def count_text() -> bool:
    """Count one message for the site, and say whether it may be sent."""
    return count_try(_KIND, _KEY, (_limit(),))


def texts_check() -> HealthCheck:
    """Tell organisers and operators before, and when, nobody gets a code by text any more."""
    limit = _limit()
    sent = tries_counted(_KIND, _KEY, limit)
    level = (
        Level.BAD if sent >= limit.most else Level.WATCH if 2 * sent > limit.most else Level.GOOD
    )
    return HealthCheck(
        level,
        _("Tin nhắn"),
        _("%(sent)s trên %(most)s tin trong giờ này")
        % {"sent": number(sent), "most": number(limit.most)},
        todo=_(
            "Hết mức thì không ai nhận được mã qua tin nhắn đến hết giờ; mã qua thư vẫn gửi. Đông"
            " người thật thì tăng SMS_PER_HOUR; nếu không, có thể ai đó đang gửi phá: xem nhật ký"
            " máy chủ, dòng “texts_of_one_address_used_up”."
        ),
    )
