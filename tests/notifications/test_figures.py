"""What operators see of the outbox."""

from datetime import timedelta

import pytest

from quizsite.notifications.models import Notice
from quizsite.notifications.outbox import notify
from quizsite.notifications.outbox_figures import count_states, measure
from quizsite.operations import metrics
from tests.factories import NOON
from tests.notifications.conftest import CONTEST, agreeing, occasion

pytestmark = pytest.mark.django_db


def figures():
    gauges = (
        metrics.NOTICES_DUE,
        metrics.NOTICES_OLDEST_SECONDS,
        metrics.NOTICES_SENT,
        metrics.NOTICES_TRIED,
    )
    return [gauge._value.get() for gauge in gauges]


def test_an_empty_outbox_waits_for_nothing():
    measure(NOON)
    assert figures() == [0, 0, 0, 0]


def test_what_waits_what_was_sent_and_what_was_tried_are_counted():
    people = [agreeing().pk for _ in range(3)]
    notify(people, occasion(), at=NOON)
    sent, tried, _waiting = Notice.objects.all()
    Notice.objects.filter(pk=sent.pk).update(state="sent", sent_at=NOON)
    Notice.objects.filter(pk=tried.pk).update(tries=2, due_at=NOON + timedelta(hours=3))
    measure(NOON + timedelta(seconds=90))
    assert figures() == [1, 90, 1, 1]
    assert count_states(CONTEST) == {
        ("result_official", "sent"): 1,
        ("result_official", "waiting"): 2,
    }
