"""Changing one's password, address or number leaves a line, which holds neither."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests import sms
from tests.audit.lines import last_line, said_in
from tests.factories import NOON
from tests.people import create_person

pytestmark = pytest.mark.django_db

PASSWORD = "hoa ban trang 2026"
NEW = "nui cao song dai 2027"


@pytest.fixture
def duc():
    return create_person(
        full_name="Vũ Minh Đức", email="duc@coquan.gov.vn", password=PASSWORD, at=NOON
    )


@pytest.fixture
def own(duc):
    """Signed in, and the password entered again just now."""
    client = Client()
    client.post("/dang-nhap/", {"login": duc.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_a_changed_password_leaves_a_line(own, duc):
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    own.post(reverse("account_change_password"), sent)

    assert User.objects.get().check_password(NEW)
    assert said_in(last_line()) == (AuditKind.PASSWORD_CHANGED, "person", duc.pk, "")


def test_a_forgotten_password_leaves_a_line(client, duc, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": duc.email})
    code = re.search(r"\b\d{6}\b", mailoutbox[-1].body)[0]
    client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    client.post(reverse("account_complete_password_reset"), {"password1": NEW, "password2": NEW})

    assert User.objects.get().check_password(NEW)
    assert last_line().kind == AuditKind.PASSWORD_CHANGED


def test_a_changed_address_leaves_a_line_without_the_address(own, duc, mailoutbox):
    own.post(reverse("account_email"), {"email": "moi@coquan.gov.vn", "action_add": "1"})
    assert not AuditLine.objects.exists()
    code = re.search(r"\b\d{6}\b", mailoutbox[-1].body)[0]
    own.post(reverse("account_email_verification_sent"), {"code": code})

    assert User.objects.get().email == "moi@coquan.gov.vn"
    line = last_line()
    assert said_in(line) == (AuditKind.EMAIL_CHANGED, "person", duc.pk, "")
    assert "coquan" not in f"{line.before}{line.after}{line.about_label}"


def test_an_added_number_leaves_a_line(own, duc):
    own.post(reverse("account_change_phone"), {"phone": "0912345678"})
    assert not AuditLine.objects.exists()
    own.post(reverse("account_verify_phone"), {"code": sms.last_code()})

    assert User.objects.get().phone == "+84912345678"
    assert said_in(last_line()) == (AuditKind.PHONE_CHANGED, "person", duc.pk, "")


def test_signing_in_by_a_known_number_leaves_none(client):
    create_person(full_name="An", phone="+84912345678", password=PASSWORD, at=NOON)
    client.post("/dang-nhap/bang-ma/", {"contact": "0912345678"})
    client.post("/dang-nhap/nhap-ma/", {"code": sms.last_code()})

    assert client.get("/tai-khoan/").status_code == 200
    assert not AuditLine.objects.exists()
