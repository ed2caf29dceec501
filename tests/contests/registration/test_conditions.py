"""What a contest asks at entry: a pledge that is kept with its text, a code kept as a hash."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from contests.models import Contest, Entry, EntryMark, PledgeText
from contests.registration.conditions import (
    Brought,
    CodeMissing,
    CodeWrong,
    PledgeMissing,
    code_as_kept,
    pledge_version,
    set_conditions,
)
from contests.registration.entries import register_entry
from contests.registration.marks import digests_of
from contests.regulation.contest import contest_regulation
from quizsite.accounts.consents import current_text
from quizsite.accounts.models import Purpose, Unit
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    BarredUnitFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PLEDGE = "Tôi cam kết không thuộc ban tổ chức."


def register(contest, user, **brought):
    division = contest.divisions.first() or DivisionFactory(contest=contest)
    return register_entry(
        contest,
        user=user,
        division=division,
        unit=UnitFactory(),
        agreed=[current_text(Purpose.TAKING_PART)],
        at=NOON,
        brought=Brought(**brought),
    )


def test_the_entry_keeps_when_and_which_text_was_pledged(contestant, colleague):
    contest = ContestFactory(pledge=PLEDGE)
    first = register(contest, contestant, has_pledged=True)
    contest.pledge = "Lời mới."
    second = register(contest, colleague, has_pledged=True)
    kept = [(one.pledge.body, one.pledged_at) for one in (first, second)]
    assert kept == [(PLEDGE, NOON), ("Lời mới.", NOON)]


def test_people_who_pledge_the_same_text_share_its_row(contestant, colleague):
    contest = ContestFactory(pledge=PLEDGE)
    entries = [register(contest, user, has_pledged=True) for user in (contestant, colleague)]
    assert {entry.pledge for entry in entries} == {PledgeText.objects.get()}


def test_without_the_pledge_nobody_enters(contestant):
    with pytest.raises(PledgeMissing):
        register(ContestFactory(pledge=PLEDGE), contestant)
    assert not Entry.objects.exists()


def test_a_contest_without_a_pledge_asks_for_none(contestant):
    entry = register(ContestFactory(), contestant)
    assert (entry.pledge, entry.pledged_at) == (None, None)


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("none", "123", ""),
        ("staff", " cc-01.234 ", "CC01234"),
        ("staff", "ＣＣ01234", "CC01234"),
        ("identity", "012 345", "012345"),
    ],
)
def test_a_code_has_one_spelling(kind, written, kept):
    assert code_as_kept(Contest(entry_code=kind), written) == kept


@pytest.mark.parametrize(
    ("kind", "written", "refusal"),
    [
        ("staff", "  ", CodeMissing),
        ("staff", "a", CodeWrong),
        ("staff", "mã số", CodeWrong),
        ("identity", "12345", CodeWrong),
        ("identity", "12345a", CodeWrong),
        ("identity", "١٢٣٤٥٦", CodeWrong),
    ],
)
def test_what_is_no_code_is_refused(kind, written, refusal):
    with pytest.raises(refusal):
        code_as_kept(Contest(entry_code=kind), written)


def test_a_code_that_is_not_required_may_be_left_out():
    assert code_as_kept(Contest(entry_code="staff", is_entry_code_required=False), "") == ""


def test_a_code_is_kept_as_a_hash_of_its_own_contest(contestant):
    contests = [ContestFactory(entry_code="staff") for _ in range(2)]
    for contest in contests:
        register(contest, contestant, code="CC01234")
    digests = {mark.digest for mark in EntryMark.objects.filter(kind="code")}
    assert len(digests) == 2
    assert all(0 <= digest < 2**63 for digest in digests)
    assert digests_of(1, "code", "x") != digests_of(1, "name", "x")


def test_the_rules_say_what_is_asked_at_entry():
    contest = ContestFactory(pledge=PLEDGE, entry_code="identity", entry_code_digits=4)
    (article,) = [
        one for one in contest_regulation(contest, divisions=[]) if one.heading == "Khi đăng ký"
    ]
    assert PLEDGE in article.sentences[0]
    assert "4 số cuối của số định danh cá nhân" in article.sentences[1]


def test_changed_conditions_leave_a_line_with_what_was_there(organiser):
    contest = ContestFactory()
    contest.pledge, contest.entry_code = PLEDGE, "staff"
    set_conditions(contest, by=organiser, at=NOON)
    set_conditions(contest, by=organiser, at=NOON)
    line = AuditLine.objects.get()
    assert (line.kind, line.before, line.after) == (
        "conditions_changed",
        {"pledge": "", "entry_code": "none"},
        {"pledge": PLEDGE, "entry_code": "staff"},
    )


@pytest.fixture
def form(contestant, signed_in):
    contest = ContestFactory(slug="thu-do", pledge=PLEDGE, entry_code="identity")
    said = {
        "division": DivisionFactory(contest=contest).pk,
        "unit": UnitFactory(code="so-mau").code,
        "consent_version": "6-3-4",
        "has_agreed": "on",
    }
    promised = {
        "pledge_version": pledge_version(contest),
        "has_pledged": "on",
        "entry_code": "123456",
    }
    client = signed_in(contestant)
    page = client.post(reverse("contests:register", args=[contest.slug]), said).url
    return client, page, promised


def test_the_form_takes_pledge_and_code(form):
    client, page, said = form
    assert client.post(page, said).status_code == 302
    entry = Entry.objects.get()
    assert entry.pledge.body == PLEDGE
    assert entry.marks.filter(kind="code").count() == 1


@pytest.mark.parametrize(
    ("left_out", "message"),
    [
        ("has_pledged", "Hãy đọc và đánh dấu lời cam kết để đăng ký dự thi."),
        ("entry_code", "Hãy ghi mã này."),
    ],
)
def test_what_is_missing_is_said_at_its_field(form, left_out, message):
    client, page, said = form
    del said[left_out]
    assert message in client.post(page, said).text
    assert not Entry.objects.exists()


def test_a_barred_unit_is_refused_at_its_field(form):
    client, page, said = form
    BarredUnitFactory(contest=Contest.objects.get(), unit=Unit.objects.get(code="so-mau"))
    answer = client.get(client.post(page, said).url)
    assert "danh sách không được dự thi" in answer.context["form"].errors["unit"][0]
    assert not Entry.objects.exists()


def test_a_pledge_changed_meanwhile_is_read_again(form):
    client, page, said = form
    Contest.objects.update(pledge="Lời mới.")
    answer = client.post(page, said).text
    assert "Lời cam kết vừa có bản mới" in answer
    assert "Lời mới." in answer
    assert not Entry.objects.exists()


def test_nothing_is_ticked_beforehand(form):
    client, page, _said = form
    for address in (page, reverse("contests:register", args=["thu-do"])):
        assert not re.findall(r'<input type="(\w+)"[^>]* checked', Client().get(address).text)
    assert not re.findall(r'<input type="(\w+)"[^>]* checked', client.get(page).text)


def test_organisers_set_conditions_and_are_offered_a_pledge(organiser, signed_in):
    contest = ContestFactory()
    OrganiserFactory(contest=contest, user=organiser)
    client, page = signed_in(organiser), reverse("contests:conditions", args=[contest.slug])
    assert "Dùng lời mẫu này" in client.get(page).text
    offered = str(client.get(page, {"mau": "1"}).context["form"]["pledge"].value())
    said = {"pledge": offered, "entry_code": "identity", "entry_code_digits": 9}
    assert "Chưa lưu được" in client.post(page, said).text
    assert client.post(page, said | {"entry_code_digits": 4}).status_code == 302
    contest.refresh_from_db()
    assert contest.pledge == offered
    assert (contest.entry_code, contest.is_entry_code_required) == ("identity", False)


def test_the_page_of_an_entry_says_what_was_pledged_and_no_code(organiser, signed_in):
    contest = ContestFactory(pledge=PLEDGE, entry_code="staff")
    OrganiserFactory(contest=contest, user=organiser)
    entry = register(contest, UserFactory(), has_pledged=True, code="CC01234")
    page = reverse("contests:entry", args=[contest.slug, entry.pk])
    answer = signed_in(organiser).get(page).text
    assert PLEDGE in answer
    assert "CC01234" not in answer
    assert str(entry.marks.get(kind="code").digest) not in answer


def test_an_entry_from_before_has_pledged_nothing(organiser, signed_in):
    entry = EntryFactory()
    OrganiserFactory(contest=entry.contest, user=organiser)
    page = reverse("contests:entry", args=[entry.contest.slug, entry.pk])
    assert "Đã cam kết" not in signed_in(organiser).get(page).text
