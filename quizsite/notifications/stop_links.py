"""Signed links that stop notices by one tap, without signing in (RFC 8058)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quizsite.notifications.recipients import address_digest
from quizsite.refusals import Refusal

_SIGNER = Signer(salt="quizsite.notifications.stop")


class StopLinkUnknown(Refusal):
    code = "stop_link_unknown"
    status = 404
    message = _(
        "Đường dẫn này không đúng hoặc quá cũ. Hãy mở đường dẫn trong thư mới nhất, hoặc đăng nhập"
        " và chọn tin muốn nhận ở trang Tin của tôi."
    )


@dataclass(frozen=True, slots=True)
class Stop:
    """Whom a link stops notices to: a person if there is one, else an address by its hash."""

    person: int | None
    digest: str
    contest: int | None


def stop_path(*, person: int | None, address: str, contest: int | None) -> str:
    token = _SIGNER.sign_object([person, address_digest(address), contest])
    return reverse("notifications:stop", args=[token])


def read_stop(token: str) -> Stop:
    try:
        person, digest, contest = _SIGNER.unsign_object(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise StopLinkUnknown from error
    return Stop(person, digest, contest)
