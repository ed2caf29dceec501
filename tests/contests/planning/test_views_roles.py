"""Pages on which roles are given, taken and approved."""

import pytest
from django.urls import reverse

from contests.models import Contest, DoubleRole, PastRole
from questionbank.models import BankRole
from quizsite.models import AuditLine, SiteSettings
from tests.factories import (
    NOON,
    ContestFactory,
    EntryFactory,
    OrganiserFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PASSWORD = "khó-đoán-lắm-2026"


@pytest.fixture
def contest(organiser) -> Contest:
    contest = ContestFactory(slug="thu-do", title="Thủ đô")
    OrganiserFactory(contest=contest, user=organiser)
    return contest


@pytest.fixture
def confirmed(signed_in):
    """`confirmed(user)`: somebody who has just shown their password again."""

    def sign_in(user):
        user.set_password(PASSWORD)
        user.save()
        client = signed_in(user)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client

    return sign_in


@pytest.fixture
def desk(confirmed, organiser, contest):
    return confirmed(organiser)


@pytest.fixture
def staff(confirmed):
    return confirmed(UserFactory(full_name="Quản Trị", is_staff=True))


def url(name, *args):
    return reverse(f"contests:{name}", args=args)


def text(response):
    return response.content.decode()


def test_an_organiser_adds_another_by_address(desk, contest, contestant):
    answer = desk.post(url("organisers", "thu-do"), {"person": "BINH@example.vn"}, follow=True)
    assert "Đã thêm người vào ban tổ chức." in text(answer)
    assert contestant in contest.organisers.all()
    assert AuditLine.objects.get().role == "organiser"


def test_an_unknown_address_is_refused_in_words(desk):
    answer = desk.post(url("organisers", "thu-do"), {"person": "ai@example.vn"})
    assert "Không có tài khoản nào dùng thư điện tử này." in text(answer)


def test_an_entry_in_the_way_is_named_and_voided_only_with_a_reason(desk, contest, contestant):
    entry, page = EntryFactory(contest=contest, user=contestant), url("organisers", "thu-do")
    sent = {"person": contestant.email}
    asked = text(desk.post(page, sent))
    assert ("Trần Thị Bình đang dự thi" in asked, "Loại đăng ký đó và giao vai" in asked) == (
        True,
        True,
    )
    refused = text(desk.post(page, sent | {"void": "1", "void_reason": " "}))
    assert "Hãy ghi lý do." in refused
    assert contestant not in contest.organisers.all()
    desk.post(page, sent | {"void": "1", "void_reason": "Nay tổ chức"})
    entry.refresh_from_db()
    assert (entry.void_reason, contestant in contest.organisers.all()) == ("Nay tổ chức", True)


def test_an_organiser_is_removed_and_stays_in_the_history(desk, contest):
    other = OrganiserFactory(contest=contest)
    desk.post(url("organiser_remove", "thu-do", other.pk))
    assert PastRole.objects.get().user == other.user
    page = text(desk.get(url("organisers", "thu-do")))
    assert ("Đã thôi giữ vai" in page, other.user.full_name in page) == (True, True)


def test_the_last_organiser_is_not_removed(desk, contest):
    held = contest.contestorganiser_set.get()
    assert desk.post(url("organiser_remove", "thu-do", held.pk)).status_code == 403
    assert contest.organisers.exists()


def test_who_removes_themself_is_led_to_their_own_contests(desk, contest, organiser):
    OrganiserFactory(contest=contest)
    held = contest.contestorganiser_set.get(user=organiser)
    answer = desk.post(url("organiser_remove", "thu-do", held.pk))
    assert answer.url == url("organise")


def test_pages_of_another_contest_are_not_found(confirmed, stranger, contest):
    OrganiserFactory(user=stranger)
    held = contest.contestorganiser_set.get()
    client = confirmed(stranger)
    assert client.get(url("organisers", "thu-do")).status_code == 404
    for name in ("organiser_remove", "double_role_approve"):
        assert client.post(url(name, "thu-do", held.pk), {"reason": "x"}).status_code == 404
    own = ContestFactory(slug="cua-toi")
    OrganiserFactory(contest=own, user=stranger)
    OrganiserFactory(contest=own)
    assert client.post(url("organiser_remove", "cua-toi", held.pk)).status_code == 404


def test_an_unapproved_double_holder_reads_and_changes_nothing(desk, contest, organiser):
    round = RoundFactory(contest=contest)
    BankRole.objects.create(user=organiser, kind="author")
    number = round.number
    changing = [
        url("contest_edit", "thu-do"),
        url("round_new", "thu-do"),
        url("round_copy", "thu-do", number),
        url("round_publish", "thu-do", number),
        url("round_close", "thu-do", number),
        url("question_sets", "thu-do"),
        url("organisers", "thu-do"),
        reverse("leaderboard:finalise", args=["thu-do", number]),
    ]
    for page in changing:
        answer = desk.post(page, {"reason": "x"})
        assert (page, answer.status_code) == (page, 403)
        assert "chưa sửa được gì" in text(answer)
    assert desk.get(url("organise_contest", "thu-do")).status_code == 200
    assert not AuditLine.objects.exists()


def test_a_second_organiser_approves_and_the_public_page_says_so(
    desk, contest, organiser, confirmed, client
):
    second = OrganiserFactory(contest=contest)
    BankRole.objects.create(user=organiser, kind="author")
    public = url("contest", "thu-do")
    assert "chưa sửa được gì trong cuộc thi" in text(client.get(public))
    assert "Hãy nhờ một người khác" in text(desk.get(url("organisers", "thu-do")))
    held = contest.contestorganiser_set.get(user=organiser)
    approve = url("double_role_approve", "thu-do", held.pk)
    assert desk.post(approve, {"reason": "Tôi"}).status_code == 403
    other = confirmed(second.user)
    assert "Hãy ghi lý do." in text(other.post(approve, {"reason": ""}))
    other.post(approve, {"reason": "Sở chỉ có hai người"})
    assert DoubleRole.objects.get().approved_by == second.user


def test_who_organises_alone_is_told_what_to_do_and_then_offered_to_confirm(
    desk, contest, organiser
):
    BankRole.objects.create(user=organiser, kind="author")
    page = url("organisers", "thu-do")
    assert "Ban tổ chức chỉ có bạn." in text(desk.get(page))
    SiteSettings.objects.create(pk=SiteSettings.ONLY, may_confirm_alone=True)
    assert "Tự xác nhận, vì không có người thứ hai" in text(desk.get(page))
    held = contest.contestorganiser_set.get()
    desk.post(url("double_role_approve", "thu-do", held.pk), {"reason": "Phường nhỏ"})
    assert DoubleRole.objects.get().is_alone


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("từ trước khi có quy định", {}),
        ("tự xác nhận, vì không có người thứ hai", {"approved_at": NOON, "is_alone": True}),
        ("Một người khác trong ban tổ chức đã chấp thuận", {"approved_at": NOON}),
    ],
)
def test_the_public_page_says_how_it_stands_without_a_name(contest, organiser, client, said, role):
    BankRole.objects.create(user=organiser, kind="author")
    DoubleRole.objects.create(contest=contest, user=organiser, reason="Phường nhỏ", **role)
    page = text(client.get(url("contest", "thu-do")))
    assert (said in page, organiser.full_name in page) == (True, False)


def test_the_public_page_of_other_contests_says_nothing(contest, client):
    assert "Việc cần hai người" not in text(client.get(url("contest", "thu-do")))


@pytest.mark.parametrize("name", ["bank_roles", "lone_confirmation"])
def test_roles_in_the_bank_are_given_by_staff_alone(desk, name):
    assert desk.post(url(name), {"reason": "x"}).status_code == 404


def test_staff_give_and_take_a_role_in_the_bank(staff, contestant):
    staff.post(url("bank_roles"), {"person": contestant.email, "kind": "reviewer"})
    role = contestant.bank_roles.get()
    assert (role.kind, role.given_by.full_name) == ("reviewer", "Quản Trị")
    staff.post(url("bank_role_take", role.pk))
    assert not contestant.bank_roles.exists()
    assert [line.role for line in AuditLine.objects.all()] == ["staff", "staff"]
    page = text(staff.get(url("bank_roles")))
    assert ("Đã thôi giữ vai" in page, "người duyệt câu hỏi" in page) == (True, True)


def test_staff_void_what_is_in_the_way_of_a_role_in_the_bank(staff, contestant):
    entry = EntryFactory(user=contestant, contest__title="Một cửa")
    sent = {"person": contestant.email, "kind": "author"}
    assert "<li>Một cửa</li>" in text(staff.post(url("bank_roles"), sent))
    staff.post(url("bank_roles"), sent | {"void": "1", "void_reason": "Nay soạn đề"})
    entry.refresh_from_db()
    assert (entry.void_reason, contestant.bank_roles.count()) == ("Nay soạn đề", 1)
    voided = AuditLine.objects.get(kind="entry_voided")
    assert (voided.role, voided.contest) == ("staff", entry.contest_id)


def test_staff_let_one_person_confirm_alone_with_a_reason(staff):
    page = url("lone_confirmation")
    assert "Hãy ghi lý do." in text(staff.post(page, {"is_allowed": "on"}))
    staff.post(page, {"is_allowed": "on", "reason": "Phường nhỏ"})
    assert SiteSettings.objects.get().may_confirm_alone
    staff.post(page, {"reason": "Đủ người"})
    assert not SiteSettings.objects.get().may_confirm_alone
    assert [line.kind for line in AuditLine.objects.all()] == ["setting_changed"] * 2


def test_giving_a_role_asks_for_the_password_again(contest, organiser, client):
    organiser.set_password(PASSWORD)
    organiser.save()
    client.force_login(organiser)
    answer = client.post(url("organisers", "thu-do"), {"person": "x@example.vn"})
    assert answer.url.startswith(reverse("account_reauthenticate"))
