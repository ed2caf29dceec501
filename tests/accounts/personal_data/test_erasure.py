"""Deleting empties the person everywhere; roles are given up first."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth import get_user
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import models

from contests.registration.entries import void_entry
from questionbank.models import BankRole
from quizsite.accounts.consents import current_text, give_consent
from quizsite.accounts.models import ConsentText, Purpose, UnitContact, User
from quizsite.accounts.people import rename_person
from quizsite.accounts.personal_data.emptied import ERASED_NAME, AlreadyErased
from quizsite.accounts.personal_data.erasure import (
    HasRoles,
    erase_person,
)
from quizsite.accounts.personal_data.models import RequestKind
from quizsite.accounts.personal_data.requests import ask
from quizsite.accounts.subjects import the_person
from quizsite.audit.names import names_of
from quizsite.audit.sealing import seal_lines
from quizsite.audit.verify import verify_trail
from quizsite.models import AuditLine, AuditName
from tests.factories import (
    NOON,
    ContestFactory,
    EntryFactory,
    OrganiserFactory,
    UnitFactory,
    UserFactory,
)
from tests.people import create_person

pytestmark = pytest.mark.django_db
PASSWORD = "hoa ban trang 2026"
PAGE = "/tai-khoan/du-lieu-ca-nhan/xoa/"


@pytest.fixture
def an():
    return create_person(
        full_name="Nguyễn Văn An",
        email="an@coquan.gov.vn",
        phone="+84912345678",
        password=PASSWORD,
        unit=UnitFactory(),
        at=NOON,
    )


@pytest.fixture
def inside(an, client):
    client.post("/dang-nhap/", {"login": an.email, "password": PASSWORD})
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    return client


def erase(user):
    return erase_person(user, by=the_person(user), at=NOON, reason="Theo yêu cầu")


def test_the_account_and_every_way_in_are_emptied(an, inside):
    Authenticator.objects.create(user=an, type="totp", data={})
    SocialAccount.objects.create(user=an, provider="x", uid="1", extra_data={"name": "An"})
    an.user_permissions.add(Permission.objects.get(codename="add_contest"))
    give_consent(an, text=current_text(Purpose.MESSAGES), at=NOON, channel="test")
    ask(an, kind=RequestKind.OBJECTION, body="Tôi là An, đừng gọi 0912345678", at=NOON)
    assert UserSession.objects.filter(user=an).exists()

    erase(an)

    left = User.objects.get(pk=an.pk)
    assert (left.full_name, left.email, left.phone, left.unit) == (ERASED_NAME, None, None, None)
    assert (left.is_active, left.erased_at, left.has_usable_password()) == (False, NOON, False)
    for model in (EmailAddress, Authenticator, SocialAccount, UserSession):
        assert not model.objects.filter(user=an).exists()
    assert not Session.objects.exists()
    assert not left.user_permissions.exists()
    [asked] = left.data_requests.exclude(kind="deletion")
    assert (asked.body, asked.done_at) == ("", NOON)
    assert {one.withdrawn_at for one in left.consents.all()} == {NOON}
    assert not get_user(inside).is_authenticated


def test_no_table_holds_the_name_the_address_or_the_number_any_more(an, organiser):
    """Asked of every column of text there is, so a table added later is asked too."""
    rename_person(an, full_name="Nguyễn Văn Ân", at=NOON)
    contest = ContestFactory()
    OrganiserFactory(contest=contest, user=organiser)
    entry = EntryFactory(user=an, contest=contest)
    void_entry(entry, by=organiser, at=NOON, reason="Thi hộ")
    erase(an)
    secrets = ("Văn An", "Văn Ân", "V. An", "V. Ân", "an@coquan", "91234")
    held = [
        (model.__name__, field.name, secret)
        for model in apps.get_models()
        if model is not ConsentText
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        for value in model._default_manager.values_list(field.attname, flat=True)
        for secret in secrets
        if secret in str(value)
    ]
    assert held == []


def test_names_in_the_trail_are_emptied_and_the_verifier_says_so(an, organiser):
    rename_person(an, full_name="Nguyễn Văn Ân", at=NOON)
    seal_lines(at=NOON)
    erase(an)
    seal_lines(at=NOON)
    assert set(AuditName.objects.filter(person=an.pk).values_list("text", flat=True)) == {""}
    verdict = verify_trail()
    assert (verdict.problems, bool(verdict.emptied)) == ([], True)
    line = AuditLine.objects.get(kind="person_erased")
    assert set(names_of(line).values()) == {"đã xoá"}
    assert (line.by_id, line.about_id) == (an.pk, an.pk)


def test_deleting_is_a_request_fulfilled_at_once(an):
    erase(an)
    kept = an.data_requests.get()
    assert (kept.kind, kept.received_at, kept.done_at) == ("deletion", NOON, NOON)
    with pytest.raises(AlreadyErased):
        erase(an)


def roles(user):
    contest = ContestFactory(title="Tìm hiểu luật")
    return {
        "staff": lambda: User.objects.filter(pk=user.pk).update(is_staff=True),
        "organiser": lambda: OrganiserFactory(contest=contest, user=user),
        "author": lambda: BankRole.objects.create(user=user, kind=BankRole.Kind.AUTHOR),
    }


@pytest.mark.parametrize(
    ("role", "named"),
    [
        ("staff", "quản trị trang"),
        ("organiser", "ban tổ chức “Tìm hiểu luật”"),
        ("author", "câu hỏi trong ngân hàng"),
    ],
)
def test_roles_are_given_up_first(an, role, named):
    roles(an)[role]()
    with pytest.raises(HasRoles) as refusal:
        erase(an)
    assert named in str(refusal.value)
    assert "thu các vai này" in str(refusal.value)
    an.refresh_from_db()
    assert an.full_name == "Nguyễn Văn An"


def test_a_contact_person_is_dismissed_with_a_line(an):
    UnitContact.objects.create(user=an, unit=an.unit, since=NOON.date())
    erase(an)
    assert not UnitContact.objects.exists()
    assert AuditLine.objects.filter(kind="contact_taken").count() == 1


def test_the_page_says_what_stays_and_asks_to_understand(an, inside):
    page = inside.get(PAGE)
    assert "đã đồng ý và rút lại được giữ làm bằng chứng" in page.content.decode()
    assert inside.post(PAGE, {}).context["form"].errors["has_understood"]
    page = inside.post(PAGE, {"has_understood": "on"}, follow=True)
    assert page.redirect_chain == [("/", 302)]
    assert "Đã xóa dữ liệu của bạn" in page.content.decode()
    assert not get_user(inside).is_authenticated
    assert User.objects.get(pk=an.pk).erased_at is not None
    inside.post("/dang-nhap/", {"login": "an@coquan.gov.vn", "password": PASSWORD})
    assert not get_user(inside).is_authenticated


def test_deleting_asks_to_confirm_oneself_first(an, client):
    client.force_login(an)
    answer = client.post(PAGE, {"has_understood": "on"})
    assert answer.url.startswith("/tai-khoan/xac-nhan/")
    assert User.objects.get(pk=an.pk).erased_at is None


def test_who_holds_a_role_reads_which_instead_of_a_button(inside, an):
    roles(an)["author"]()
    page = inside.get(PAGE).content.decode()
    assert "câu hỏi trong ngân hàng" in page
    assert "has_understood" not in page
    inside.post(PAGE, {"has_understood": "on"})
    asked = an.data_requests.get()
    assert (asked.kind, asked.done_at) == ("deletion", None)
    assert User.objects.get(pk=an.pk).erased_at is None

    BankRole.objects.all().delete()
    erase(an)
    assert [one.done_at for one in an.data_requests.all()] == [NOON]


def test_operators_delete_for_who_asked_by_letter(an):
    out = StringIO()
    call_command("erase_person", "an@coquan.gov.vn", "--reason", "Đơn ngày 1/12", stdout=out)
    assert "Những gì còn lại" in out.getvalue()
    assert User.objects.get(pk=an.pk).erased_at is not None
    assert AuditLine.objects.get(kind="person_erased").reason == "Đơn ngày 1/12"
    with pytest.raises(CommandError):
        call_command("erase_person", "an@coquan.gov.vn", "--reason", "Đơn ngày 1/12")
    staff = UserFactory(is_staff=True)
    with pytest.raises(CommandError):
        call_command("erase_person", staff.email, "--reason", "x")
