"""The channel of text messages: for who chose it, within what a contest may spend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import User
from quizsite.accounts.phones import takes_texts
from quizsite.accounts.sms import NumberedSender, get_sender
from quizsite.accounts.sms_gateway import GatewayRefused
from quizsite.notifications.letters import Letter
from quizsite.notifications.models import Channel, ContestTexts, Notice, TextsWanted
from quizsite.notifications.posts import NoSuchAddress, NotTaken, OverLimit, TryLater
from quizsite.notifications.recipients import open_channels
from quizsite.notifications.short_texts import text_of
from quizsite.refusals import Refusal

_GONE, _NEVER = frozenset({410}), frozenset({400, 413, 422})


class NoPhoneForTexts(Refusal):
    code = "no_phone_for_texts"
    status = 409
    message = _(
        "Chưa bật được: trang này chưa gửi tin nhắn SMS, hoặc tài khoản chưa có số di động đã xác"
        " nhận. Hãy thêm và xác nhận số điện thoại rồi bật lại."
    )


def can_have_texts(user: User) -> bool:
    is_open = Channel.SMS in open_channels()
    return is_open and bool(user.phone) and user.is_phone_verified and _is_mobile(user.phone)


def wants_texts(user: User) -> bool:
    return TextsWanted.objects.filter(person=user).exists()


@transaction.atomic
def want_texts(user: User, *, at: datetime) -> None:
    """Unlike mails, texts are off until their person asks for them: they cost money."""
    if not can_have_texts(user):
        raise NoPhoneForTexts
    TextsWanted.objects.get_or_create(person=user, defaults={"since": at})


def want_no_texts(user: User) -> None:
    TextsWanted.objects.filter(person=user).delete()


@dataclass(frozen=True, slots=True)
class TextSums:
    """What a contest has spent on texts; `cost` is in đồng, 0 where no price is set."""

    sent: int
    limit: int
    cost: int


def text_sums(contest: int) -> TextSums | None:
    """None where the site sends no texts and never sent one of this contest."""
    counted = ContestTexts.objects.filter(contest=contest).values_list("sent", flat=True).first()
    if counted is None and Channel.SMS not in open_channels():
        return None
    sent = counted or 0
    return TextSums(sent, settings.SMS_PER_CONTEST, sent * settings.SMS_PRICE)


class TextPost:
    """Hands each message to the sender that codes go by; its number is the same in every try."""

    def addresses(self, notices: Sequence[Notice]) -> dict[int, str]:
        people = {one.pk: one.person for one in notices}
        return {
            pk: person.phone or ""
            for pk, person in people.items()
            if person and person.is_phone_verified and _is_mobile(person.phone)
        }

    def send(self, letter: Letter, *, to: str) -> None:
        contest = letter.contest or 0
        if not _claim(contest):
            raise OverLimit(str(contest))
        try:
            _hand_over(letter, to=to)
        except GatewayRefused as refusal:
            _give_back(contest)
            raise _refusal(refusal) from refusal
        except OSError as error:
            _give_back(contest)
            raise TryLater(type(error).__name__) from error

    def close(self) -> None:
        """Each message has a connection of its own."""


def _hand_over(letter: Letter, *, to: str) -> None:
    words = f"{settings.SITE_NAME}: {letter.subject}" if settings.SMS_ACCENTS else letter.subject
    text = text_of(words, link=letter.short_link, has_accents=settings.SMS_ACCENTS)
    sender = get_sender()
    if isinstance(sender, NumberedSender):
        sender.send_numbered(to=to, text=text, number=str(letter.code))
    else:
        sender.send(to=to, text=text)


def _refusal(refusal: GatewayRefused) -> Exception:
    """All that a gateway may mend, such as credit or a key, is tried later."""
    if refusal.status in _GONE:
        return NoSuchAddress(str(refusal.status))
    if refusal.status in _NEVER:
        return NotTaken(str(refusal.status))
    return TryLater(str(refusal.status))


def _claim(contest: int) -> bool:
    """Of two processes at the last message of a contest, one finds it left."""
    ContestTexts.objects.get_or_create(contest=contest)
    left = ContestTexts.objects.filter(contest=contest, sent__lt=settings.SMS_PER_CONTEST)
    return bool(left.update(sent=F("sent") + 1))


def _give_back(contest: int) -> None:
    ContestTexts.objects.filter(contest=contest, sent__gt=0).update(sent=F("sent") - 1)


def _is_mobile(phone: str | None) -> bool:
    return bool(phone) and takes_texts(phone or "", countries=settings.SMS_COUNTRIES)
