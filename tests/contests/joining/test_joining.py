"""From a contest's page to an entry: one form, one code, one page on which answers are checked."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from contests.models import Entry
from quizsite.accounts.models import Consent, ConsentText, Purpose, User
from tests import sms
from tests.factories import NOON, DivisionFactory, EntryFactory, UnitFactory
from tests.people import create_person
from tests.stage import open_round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch, settings):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    settings.SMS_SENDER = "tests.sms.OutboxSender"
    sms.outbox.clear()


@pytest.fixture
def round():
    return open_round()


@pytest.fixture
def unit():
    return UnitFactory(name="Sở Nội vụ", code="so-noi-vu")


@pytest.fixture
def form_page(round):
    return reverse("contests:register", args=[round.contest.slug])


@pytest.fixture
def check_page(round):
    return reverse("contests:register_check", args=[round.contest.slug])


@pytest.fixture
def said(round, unit):
    return {
        "full_name": "Nguyễn Văn An",
        "contact": "an@coquan.gov.vn",
        "division": round.contest.divisions.get().pk,
        "unit": unit.code,
        "unit_text": unit.name,
        "consent_version": "6-3-4",
        "has_agreed": "on",
    }


def code_in(text):
    return re.search(r"\b\d{6}\b", text)[0]


def sent_code(mailoutbox):
    return code_in(mailoutbox[-1].body)


@pytest.mark.parametrize("contact", ["an@coquan.gov.vn", "0912 345 678"])
def test_a_stranger_comes_in_by_a_form_a_code_and_a_check(
    client, round, form_page, check_page, said, mailoutbox, contact
):
    answer = client.post(form_page, {**said, "contact": contact, "agrees_publication": "on"})
    assert answer.url == "/dang-ky/nhap-ma/"
    assert not User.objects.exists()
    code = sent_code(mailoutbox) if "@" in contact else code_in(sms.outbox[-1][1])
    assert client.post(answer.url, {"code": code}).url == check_page
    assert not Entry.objects.exists()

    page = client.get(check_page).text
    for answer in ("Nguyễn Văn An", contact, "Sở Nội vụ"):
        assert answer in page
    agreed = re.findall(r"<dt>([^<]*)</dt><dd>(đồng ý|không)</dd>", page)
    assert agreed == [("Công khai tên viết gọn", "đồng ý")]
    start = reverse("contests:enter", args=[round.contest.slug, round.number])
    assert client.post(check_page).url == start
    entry = Entry.objects.get()
    assert (entry.user, entry.unit.code, entry.display_name) == (
        get_user(client),
        "so-noi-vu",
        "N. V. An",
    )
    assert client.post(check_page).url == start  # pressed twice
    assert Entry.objects.count() == 1


def test_each_purpose_is_asked_once_and_stored_with_the_text_that_was_read(
    client, form_page, check_page, said, mailoutbox
):
    client.post(client.post(form_page, said).url, {"code": sent_code(mailoutbox)})
    client.post(check_page)
    given = Consent.objects.order_by("pk").values_list("purpose", "text__version")
    # The text on taking part covers the account by which a person does.
    assert list(given) == [(Purpose.ACCOUNT, 6), (Purpose.TAKING_PART, 6)]


def test_nothing_is_ticked_beforehand(client, form_page):
    assert not re.findall(r"<input[^>]* checked", client.get(form_page).text)


def test_whoever_has_an_account_goes_on_in_it(client, form_page, check_page, said, mailoutbox):
    owner = create_person(
        full_name="Trần Thị Bình", email="an@coquan.gov.vn", password="x", at=NOON
    )
    client.post(client.post(form_page, said).url, {"code": sent_code(mailoutbox)})
    assert "Trần Thị Bình" in client.get(check_page).text  # the account's name, not the form's
    client.post(check_page)
    assert Entry.objects.get().user == owner
    assert User.objects.get().full_name == "Trần Thị Bình"


def test_a_second_factor_is_shown_before_the_check(client, form_page, check_page, said, mailoutbox):
    owner = create_person(full_name="Bình", email="an@coquan.gov.vn", password="x", at=NOON)
    Authenticator.objects.create(user=owner, type="totp", data={"secret": "x"})
    answer = client.post(client.post(form_page, said).url, {"code": sent_code(mailoutbox)})
    assert answer.url == reverse("mfa_authenticate")
    assert client.get(check_page).status_code == 302
    assert not Entry.objects.exists()


def test_an_entrant_who_comes_again_is_led_to_the_start(client, round, form_page, said, mailoutbox):
    owner = create_person(full_name="Bình", email="an@coquan.gov.vn", password="x", at=NOON)
    EntryFactory(contest=round.contest, user=owner, division=round.contest.divisions.get())
    answer = client.post(client.post(form_page, said).url, {"code": sent_code(mailoutbox)})
    assert "/vao-thi/" in client.get(answer.url).url


def test_somebody_signed_in_skips_the_code(signed_in, contestant, form_page, check_page, said):
    client = signed_in(contestant)
    assert "contact" not in client.get(form_page).context["form"].fields
    assert client.post(form_page, said).url == check_page
    client.post(check_page)
    assert Entry.objects.get().user == contestant


def test_an_account_without_a_name_is_asked_for_it(signed_in, contestant, form_page, said):
    User.objects.filter(pk=contestant.pk).update(full_name="")
    contestant.refresh_from_db()
    client = signed_in(contestant)
    client.post(client.post(form_page, said).url)
    assert Entry.objects.get().user.full_name == "Nguyễn Văn An"


def test_what_was_written_is_there_after_a_reload(client, form_page, said):
    client.post(form_page, {**said, "has_agreed": "", "full_name": "An 1"})
    form = client.get(form_page).context["form"]
    assert not form.is_bound  # nobody is scolded twice
    assert [form[name].value() for name in ("full_name", "contact")] == [
        "An 1",
        "an@coquan.gov.vn",
    ]
    assert 'value="Sở Nội vụ"' in client.get(form_page).text


def test_the_page_keeps_what_is_written_by_itself(client, round, form_page, said):
    kept = reverse("contests:register_draft", args=[round.contest.slug])
    wrote = {**said, "entry_code": "123456", "website": "x", "agrees_messages": "on"}
    assert client.post(kept, wrote).status_code == 204
    form = client.get(form_page).context["form"]
    assert form["full_name"].value() == "Nguyễn Văn An"
    assert not form["has_agreed"].value()
    [session] = Session.objects.all()
    said_in_session = session.get_decoded()["joining"]["said"]
    assert set(said_in_session) == {"full_name", "contact", "division", "unit", "unit_text"}


def test_a_draft_of_a_visitor_ends_with_the_visit(client, round, said):
    kept = reverse("contests:register_draft", args=[round.contest.slug])
    client.post(kept, said)
    assert client.session.get_expiry_age() <= 2 * 60 * 60


def test_a_session_lasts_once_somebody_has_signed_in(client, form_page, said, mailoutbox):
    client.post(client.post(form_page, said).url, {"code": sent_code(mailoutbox)})
    assert client.session.get_expiry_age() > 24 * 60 * 60


def test_answers_are_corrected_from_the_check(client, form_page, check_page, said, mailoutbox):
    client.post(client.post(form_page, said).url, {"code": sent_code(mailoutbox)})
    other = UnitFactory(name="Sở Tư pháp", code="so-tu-phap")
    assert f'href="{form_page}"' in client.get(check_page).text
    form = client.get(form_page).context["form"]
    assert form["has_agreed"].value()
    client.post(form_page, {**said, "unit": other.code, "unit_text": other.name})
    client.post(check_page)
    assert Entry.objects.get().unit == other


def test_what_another_person_wrote_on_this_computer_is_not_taken(
    client, signed_in, contestant, form_page, check_page, said, mailoutbox
):
    client.post(form_page, said)  # and leaves
    client.force_login(contestant)
    assert client.get(check_page).url == form_page
    assert client.get(form_page).context["form"]["unit"].value() is None


def test_what_a_stranger_wrote_and_never_sent_is_not_taken_by_who_signs_in(
    client, round, contestant, form_page, said
):
    kept = reverse("contests:register_draft", args=[round.contest.slug])
    for contact in ("", "an@coquan.gov.vn", "không phải địa chỉ"):
        client.post(kept, {**said, "contact": contact})
        client.force_login(contestant)
        assert client.get(form_page).context["form"]["unit"].value() is None
        client.logout()
    client.post(kept, {**said, "contact": contestant.email.upper()})
    client.force_login(contestant)
    assert client.get(form_page).context["form"]["unit"].value() == ("so-noi-vu", "Sở Nội vụ")


def test_what_was_written_is_thrown_away_at_a_press(client, round, form_page, said):
    client.post(reverse("contests:register_draft", args=[round.contest.slug]), said)
    assert "Xóa, ghi lại từ đầu" in client.get(form_page).text
    assert client.post(form_page, {"forget": "1"}).url == form_page
    page = client.get(form_page)
    assert page.context["form"]["full_name"].value() is None
    assert "Xóa, ghi lại từ đầu" not in page.text


def test_a_text_that_changed_meanwhile_is_read_again(
    client, form_page, check_page, said, mailoutbox
):
    client.post(client.post(form_page, said).url, {"code": sent_code(mailoutbox)})
    ConsentText.objects.create(
        version=99, purpose="taking_part", body="Bản mới.", published_at=NOON
    )
    assert client.post(check_page).url == form_page
    form = client.get(form_page).context["form"]
    assert "bản mới" in str(form.errors["consent_version"])
    assert not form["has_agreed"].value()
    assert not Entry.objects.exists()


def test_the_check_without_a_form_leads_to_the_form(
    client, signed_in, contestant, form_page, check_page
):
    assert client.get(check_page).url == form_page
    assert signed_in(contestant).post(check_page).url == form_page
    assert not Entry.objects.exists()


def test_the_check_before_the_code_leads_to_the_code(client, form_page, check_page, said):
    client.post(form_page, said)
    assert client.get(check_page).url == "/dang-ky/nhap-ma/"


def test_more_codes_than_allowed_keep_the_form(form_page, said):
    for _time in range(3):
        Client().post(form_page, said)
    page = Client().post(form_page, said)
    assert "Hãy chờ ít phút" in str(page.context["form"].errors["contact"])


def test_a_mistyped_looking_address_is_asked_about(client, form_page, said, mailoutbox):
    page = client.post(form_page, {**said, "contact": "an@gmai.com"})
    assert 'value="an@gmail.com"' in page.text
    assert mailoutbox == []
    client.post(form_page, {**said, "contact": "an@gmai.com", "contact_meant": "an@gmail.com"})
    assert mailoutbox[-1].to == ["an@gmail.com"]


def test_a_closed_contest_says_so_before_anything_is_written(client):
    round = open_round()
    type(round).objects.filter(pk=round.pk).update(closes_at=NOON)
    page = client.get(reverse("contests:register", args=[round.contest.slug]))
    assert "không nhận đăng ký" in page.text
    assert "full_name" not in page.text


def test_the_page_says_that_unit_and_division_are_final(client, form_page):
    assert "Đăng ký rồi chỉ ban tổ chức đổi được" in client.get(form_page).text


@pytest.mark.parametrize("divisions", [1, 2])
def test_a_link_has_unit_and_division_chosen(client, round, form_page, unit, divisions):
    other = DivisionFactory(contest=round.contest, code="hoc-sinh") if divisions == 2 else None
    page = client.get(f"{form_page}?don-vi=so-noi-vu&bang=hoc-sinh&la=1")
    assert page.context["form"]["unit"].value() == unit
    assert (page.context["form"]["division"].value() == (other and other.pk)) is (divisions == 2)


def test_a_link_to_a_unit_that_is_no_more_says_so(client, form_page):
    for code in ("khong-co", "khong-thuoc-don-vi-nao", "\x00", "x" * 500):
        page = client.get(form_page, {"don-vi": code})
        assert page.status_code in (200, 400)
        assert page.status_code == 400 or "không còn dùng được" in page.text
