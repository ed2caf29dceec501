"""Whom a notice can reach, and by which channel: consent, choices, and addresses that work."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from allauth.account.models import EmailAddress
from django.conf import settings

from quizsite.accounts.addresses import to_address
from quizsite.accounts.models import Consent, Purpose, User
from quizsite.keyed_hashes import keyed_hash, keyed_hashes
from quizsite.notifications.models import (
    Channel,
    DeclinedNotice,
    NoticeKind,
    PushSubscription,
    StoppedAddress,
)

_SALT = "quizsite.notifications.address"
Pair = tuple[int, Channel]


def address_digest(address: str) -> str:
    return keyed_hash(_SALT, to_address(address) or address).hex()


def address_digests(address: str) -> list[str]:
    """The hash of today first, then those of older keys."""
    return [one.hex() for one in keyed_hashes(_SALT, to_address(address) or address)]


def recipient_of(person: int) -> str:
    return f"person:{person}"


def open_channels() -> list[Channel]:
    """The channels that this site uses; the setting names them."""
    return [Channel(name) for name in settings.NOTICE_CHANNELS]


def is_stopped(address: str, *, contest: int | None) -> bool:
    return bool(stopped_among([address], contest=contest))


def reachable(people: Collection[int], *, kind: NoticeKind, contest: int | None) -> list[Pair]:
    """Pairs of person and channel: who agreed to messages, has an address, and did not decline."""
    agreed = _agreed(people)
    by_channel = {channel: _having(channel, agreed, contest) for channel in open_channels()}
    declined = set(
        DeclinedNotice.objects.filter(
            person__in=agreed, contest=contest or 0, kind=kind
        ).values_list("person", "channel")
    )
    return [
        (person, channel)
        for person in sorted(agreed)
        for channel, having in by_channel.items()
        if person in having and (person, channel) not in declined
    ]


def _agreed(people: Collection[int]) -> set[int]:
    standing = Consent.objects.filter(
        user__in=people, user__is_active=True, purpose=Purpose.MESSAGES, withdrawn_at=None
    )
    return set(standing.values_list("user", flat=True))


def _having(channel: Channel, people: Collection[int], contest: int | None) -> set[int]:
    return _HAVING[channel](people, contest)


def _with_browser(people: Collection[int], contest: int | None) -> set[int]:
    browsers = PushSubscription.objects.filter(person__in=people)
    return set(browsers.values_list("person", flat=True))


def _with_texts(people: Collection[int], contest: int | None) -> set[int]:
    """Who chose texts and confirmed a number; whether it is a mobile one its channel asks."""
    wanted = User.objects.filter(pk__in=people, texts_wanted__isnull=False, is_phone_verified=True)
    phones = dict(wanted.exclude(phone=None).values_list("pk", "phone"))
    stopped = stopped_among([one for one in phones.values() if one], contest=contest)
    return {person for person, phone in phones.items() if phone not in stopped}


def _with_mail(people: Collection[int], contest: int | None) -> set[int]:
    found = email_addresses(people)
    stopped = stopped_among(found.values(), contest=contest)
    return {person for person, address in found.items() if address not in stopped}


def email_addresses(people: Collection[int]) -> dict[int, str]:
    """Confirmed addresses only: an unconfirmed one may be somebody else's."""
    confirmed = EmailAddress.objects.filter(user__in=people, verified=True, primary=True)
    return dict(confirmed.values_list("user", "email"))


def address_of(person: User) -> str:
    return email_addresses([person.pk]).get(person.pk, "")


def stopped_among(addresses: Iterable[str], *, contest: int | None) -> set[str]:
    by_digest = {digest: one for one in addresses for digest in address_digests(one)}
    stops = StoppedAddress.objects.filter(
        digest__in=by_digest, contest__in={StoppedAddress.EVERYWHERE, contest or 0}
    )
    return {by_digest[digest] for digest in stops.values_list("digest", flat=True)}


_HAVING = {Channel.EMAIL: _with_mail, Channel.PUSH: _with_browser, Channel.SMS: _with_texts}
