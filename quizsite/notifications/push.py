"""Web push: browsers whose people allowed it by a tap, and the channel that reaches them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import User
from quizsite.notifications.letters import Letter
from quizsite.notifications.models import Notice, PushSubscription
from quizsite.notifications.outside import NotAllowed, Place, allowed_place, post
from quizsite.notifications.posts import NoSuchAddress, NotTaken, TryLater
from quizsite.notifications.push_encryption import (
    BrowserKeys,
    authorization,
    encrypt,
    point_of,
    site_key,
    to_base64,
)
from quizsite.refusals import Refusal
from quizsite.web.origins import site_origin

MOST_BROWSERS = 10  # of one person; the oldest goes
_KEPT_S = 24 * 3600  # by the push service, for a phone that is off
_GONE = frozenset({404, 410})


class PushRefused(Refusal):
    code = "push_refused"
    status = 400
    message = _("Trình duyệt này chưa bật được thông báo. Thư điện tử vẫn được gửi như thường.")


def site_point() -> str:
    """What browsers ask for when they subscribe; "" where the site has no key."""
    if "push" not in settings.NOTICE_CHANNELS or not settings.PUSH_KEY:
        return ""
    return to_base64(point_of(site_key(settings.PUSH_KEY)))


@transaction.atomic
def subscribe(user: User, *, endpoint: str, point: str, secret: str, at: datetime) -> None:
    """Keep a browser's subscription; a browser that changed hands is its new person's alone."""
    try:
        allowed_place(endpoint)
        BrowserKeys.read(point, secret)
    except ValueError as error:
        raise PushRefused from error
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    PushSubscription.objects.update_or_create(
        digest=digest,
        defaults={
            "person": user,
            "endpoint": endpoint,
            "point": point,
            "secret": secret,
            "made_at": at,
        },
    )
    mine = PushSubscription.objects.filter(person=user).order_by("-made_at", "-pk")
    old = list(mine.values_list("pk", flat=True)[MOST_BROWSERS:])
    PushSubscription.objects.filter(pk__in=old).delete()


def unsubscribe(user: User) -> None:
    """Forget all browsers of the person."""
    PushSubscription.objects.filter(person=user).delete()


class PushPost:
    """Hands a message to every browser of its person; one that takes it is enough."""

    def addresses(self, notices: Sequence[Notice]) -> dict[int, str]:
        people = [one.person_id for one in notices]
        browsers = PushSubscription.objects.filter(person__in=people)
        having = set(browsers.values_list("person", flat=True))
        return {one.pk: str(one.person_id) for one in notices if one.person_id in having}

    def send(self, letter: Letter, *, to: str) -> None:
        took, later = 0, 0
        for browser in PushSubscription.objects.filter(person=int(to)):
            status = _hand_over(letter, browser)
            if status in _GONE:
                browser.delete()
            took += 200 <= status < 300
            later += status in {0, 429} or status >= 500
        if took:
            return
        if later:
            raise TryLater("push")
        is_left = PushSubscription.objects.filter(person=int(to)).exists()
        raise NotTaken("push") if is_left else NoSuchAddress("push")

    def close(self) -> None:
        """Each message has a connection of its own."""


def _hand_over(letter: Letter, browser: PushSubscription) -> int:
    """The push service's status; 0 if it is out of reach, 410 if it is none of the list now."""
    try:
        place = allowed_place(browser.endpoint)
        keys = BrowserKeys.read(browser.point, browser.secret)
        return post(place, encrypt(_shown(letter), to=keys), _headers(place))
    except NotAllowed:
        return 410
    except OSError:
        return 0


def _shown(letter: Letter) -> bytes:
    """`tag` is the same in every try, so a second one takes the first one's place."""
    said = {
        "title": letter.subject,
        "body": letter.paragraphs[0][:300],
        "url": letter.link,
        "tag": str(letter.code),
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _headers(place: Place) -> dict[str, str]:
    contact = f"mailto:{settings.DATA_CONTACT}" if "@" in settings.DATA_CONTACT else site_origin()
    key = site_key(settings.PUSH_KEY)
    return {
        "Authorization": authorization(
            origin=place.origin, contact=contact, key=key, at=timezone.now()
        ),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(_KEPT_S),
        "Urgency": "normal",
    }
