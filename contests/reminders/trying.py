"""Words of each kind with made-up facts: looked at, and sent to oneself."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contests.models import Contest
from contests.rules import ContestRefusal
from quizsite.accounts.models import User
from quizsite.notifications.letters import SAMPLE_FACTS, words_of
from quizsite.notifications.models import Notice, NoticeKind
from quizsite.notifications.outbox import Occasion, notify_address
from quizsite.notifications.recipients import address_of

TESTS_PER_HOUR = 10


class TooManyTests(ContestRefusal):
    code = "too_many_tests"
    status = 429
    message = _("Bạn đã gửi thử nhiều lần. Hãy chờ một giờ rồi gửi tiếp.")


class NoOwnAddress(ContestRefusal):
    code = "no_own_address"
    status = 409
    message = _("Chưa gửi thử được: tài khoản chưa có thư điện tử đã xác nhận, hoặc đã thôi nhận.")


def facts_of(kind: NoticeKind, contest: Contest) -> dict[str, Any]:
    path = reverse("contests:organise_contest", args=[contest.slug])
    return SAMPLE_FACTS[kind] | {"contest": contest.title, "path": path}


def words_with_samples(kind: NoticeKind, contest: Contest) -> list[str]:
    return words_of(kind, facts_of(kind, contest))


@transaction.atomic
def send_test(
    kind: NoticeKind,
    *,
    contest: Contest,
    to: User,
    at: datetime,
    facts: dict[str, Any] | None = None,
) -> None:
    """Send the words to the own address of whoever asks, at any hour."""
    name = f"test:{to.pk}:"
    lately = Notice.objects.filter(occasion__startswith=name, made_at__gt=at - timedelta(hours=1))
    if lately.count() >= TESTS_PER_HOUR:
        raise TooManyTests
    said = facts or facts_of(kind, contest)
    occasion = Occasion(kind, f"{name}{uuid.uuid4()}", said, contest.pk)
    address = address_of(to)
    if not (address and notify_address(address, occasion, at=at)):
        raise NoOwnAddress
