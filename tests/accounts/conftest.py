"""Every test of accounts starts without messages."""

import re

import pytest

from tests import sms


@pytest.fixture(autouse=True)
def sms_outbox(settings):
    settings.SMS_SENDER = "tests.sms.OutboxSender"
    sms.outbox.clear()
    return sms.outbox


@pytest.fixture
def mailed_code(mailoutbox):
    """Return the six digits of the newest mail."""
    return lambda: re.search(r"^\d{6}$", mailoutbox[-1].body, re.MULTILINE)[0]
