"""Consents from before purposes stay valid for what their text said."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from quizsite.accounts.consents import withdraw_consent
from quizsite.accounts.models import Consent, ConsentText, Purpose
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db


def test_an_old_consent_becomes_one_for_each_purpose_that_its_text_covered():
    user, gone = UserFactory(), UserFactory()
    old = ConsentText.objects.get(version=1)
    Consent.objects.create(user=user, text=old, given_at=NOON, channel="dang-ky")
    Consent.objects.create(user=gone, text=old, given_at=NOON, channel="dang-ky", withdrawn_at=NOON)
    split = import_module("quizsite.accounts.migrations.0006_old_consents_by_purpose").split
    split(apps, SimpleNamespace(connection=connection))

    found = user.consents.values_list("purpose", "text", "given_at", "channel", "withdrawn_at")
    assert sorted(found) == [
        (purpose, old.pk, NOON, "dang-ky", None)
        for purpose in ("account", "publication", "taking_part")
    ]
    assert {one.withdrawn_at for one in gone.consents.all()} == {NOON}
    withdraw_consent(user, purpose=Purpose.PUBLICATION, at=NOON)
    standing = user.consents.filter(withdrawn_at=None)
    assert {one.purpose for one in standing} == {"account", "taking_part"}
