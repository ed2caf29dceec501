"""Addresses that get no notices: they are stopped, and their owners let them start again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import User
from quizsite.notifications.models import StoppedAddress, StopReason
from quizsite.notifications.recipients import address_digests, address_of
from quizsite.refusals import Refusal


class NotStopped(Refusal):
    code = "not_stopped"
    status = 409
    message = _("Địa chỉ của bạn đang nhận thư như thường, không cần bật lại.")


def stop_address(
    digest: str,
    *,
    at: datetime,
    contest: int = StoppedAddress.EVERYWHERE,
    why: StopReason = StopReason.NO_SUCH_ADDRESS,
) -> None:
    row = StoppedAddress(digest=digest, contest=contest, why=why, at=at)
    StoppedAddress.objects.bulk_create([row], ignore_conflicts=True)


def returned_since(address: str) -> datetime | None:
    """Since when mails to this address come back; None if they do not."""
    stops = StoppedAddress.objects.filter(
        digest__in=address_digests(address),
        contest=StoppedAddress.EVERYWHERE,
        why=StopReason.NO_SUCH_ADDRESS,
    )
    return stops.order_by("at").values_list("at", flat=True).first() if address else None


@transaction.atomic
def restart_address(user: User) -> None:
    """Send again to the own address; if the next mail comes back too, it stops again."""
    digests = address_digests(address_of(user)) if address_of(user) else []
    stops = StoppedAddress.objects.filter(digest__in=digests, why=StopReason.NO_SUCH_ADDRESS)
    if not stops.delete()[0]:
        raise NotStopped
