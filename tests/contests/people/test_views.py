"""Staff find a person, see the roles, and decide on the account."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from questionbank.models import BankRole
from quizsite.accounts.models import UnitContact, User
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.accounts.subjects import the_person
from tests.factories import NOON, ContestFactory, OrganiserFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

PEOPLE = "/to-chuc/nguoi-dung/"


@pytest.fixture
def staff(db):
    return UserFactory(full_name="Hoàng Quản Trị", is_staff=True)


@pytest.fixture
def desk(signed_in, staff):
    return signed_in(staff)


def found_by(desk, query):
    return [user.full_name for user in desk.get(PEOPLE, {"q": query}).context["page"]]


def test_nobody_is_listed_without_a_query(desk, contestant):
    page = desk.get(PEOPLE)

    assert list(page.context["page"]) == []
    assert contestant.full_name not in page.content.decode()
    assert found_by(desk, "Tr") == []


def test_people_are_found_by_name_address_and_number(desk, contestant):
    User.objects.filter(pk=contestant.pk).update(phone="+84912345678")

    for query in ("Thị Bình", "binh@EXAMPLE.vn", "0912 345 678", "345678"):
        assert found_by(desk, query) == ["Trần Thị Bình"], query
    assert found_by(desk, "không có ai") == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_many(desk, count, django_assert_max_num_queries):
    for n in range(count):
        UserFactory(full_name=f"Lò Thị Mây {'ABC'[n]}")

    with django_assert_max_num_queries(10):
        assert len(found_by(desk, "Lò Thị Mây")) == count


def test_a_person_s_page_says_roles_and_last_sign_in(desk, organiser):
    OrganiserFactory(contest=ContestFactory(title="Cuộc thi Thủ đô"), user=organiser)
    BankRole.objects.create(user=organiser, kind=BankRole.Kind.AUTHOR)
    unit = UnitFactory(name="Sở Nội vụ")
    UnitContact.objects.create(user=organiser, unit=unit, since=NOON.date())

    page = desk.get(reverse("contests:person", args=[organiser.pk])).content.decode()

    for said in ("ban tổ chức: Cuộc thi Thủ đô", "đầu mối: Sở Nội vụ", "người soạn"):
        assert said in page


def test_staff_disable_and_enable_with_a_reason(desk, contestant):
    path = reverse("contests:person", args=[contestant.pk])

    missing = desk.post(path, {"disable": "1", "reason": ""})
    assert "Hãy ghi lý do" in missing.content.decode()
    assert User.objects.get(pk=contestant.pk).is_active

    desk.post(path, {"disable": "1", "reason": "Mạo danh"})
    assert not User.objects.get(pk=contestant.pk).is_active
    assert "đã bị khóa" in desk.get(path).content.decode()

    desk.post(path, {"enable": "1", "reason": "Đã rõ"})
    assert User.objects.get(pk=contestant.pk).is_active


def test_a_lost_factor_is_proposed_by_one_and_confirmed_by_another(desk, signed_in, organiser):
    Authenticator.objects.create(user=organiser, type="totp", data={"secret": "x"})
    other = signed_in(UserFactory(is_staff=True))
    path = reverse("contests:person", args=[organiser.pk])

    desk.post(path, {"propose": "1", "reason": "Mất điện thoại"})
    assert "Rút đề nghị" in desk.get(path).content.decode()
    assert desk.post(path, {"confirm": "1"}).status_code == 409
    assert "Hoàng Quản Trị đề nghị" in other.get(path).content.decode()
    other.post(path, {"confirm": "1"})

    assert not Authenticator.objects.exists()


def test_who_has_nobody_beside_is_told_of_the_command(desk, organiser):
    Authenticator.objects.create(user=organiser, type="totp", data={"secret": "x"})

    page = desk.get(reverse("contests:person", args=[organiser.pk])).content.decode()

    assert "reset_second_factor" in page
    assert 'name="propose"' not in page


def test_the_own_page_has_no_buttons(desk, staff):
    page = desk.get(reverse("contests:person", args=[staff.pk])).content.decode()

    assert 'name="disable"' not in page


@pytest.mark.parametrize("role", ["contestant", "organiser"])
def test_for_others_the_pages_do_not_exist(request, signed_in, role, stranger):
    user = request.getfixturevalue(role)
    OrganiserFactory(user=UserFactory() if role == "contestant" else user)
    client = signed_in(user)

    for path in (PEOPLE, reverse("contests:person", args=[stranger.pk])):
        assert client.get(path).status_code == 404
        assert client.post(path, {"disable": "1", "reason": "x"}).status_code in {404, 405}
    assert User.objects.get(pk=stranger.pk).is_active


def test_a_session_that_was_not_confirmed_lately_decides_nothing(staff, contestant):
    old = Client()
    old.force_login(staff)

    answer = old.post(
        reverse("contests:person", args=[contestant.pk]), {"disable": "1", "reason": "x"}
    )

    assert answer.url.startswith("/tai-khoan/xac-nhan/")
    assert User.objects.get(pk=contestant.pk).is_active


def test_an_account_that_deleted_its_data_has_no_button(desk, contestant):
    erase_person(contestant, by=the_person(contestant), at=NOON, reason="Theo yêu cầu")
    url = reverse("contests:person", args=[contestant.pk])
    page = desk.get(url).content.decode()
    assert "Tài khoản này đã xóa dữ liệu." in page
    assert "Mở khóa" not in page
    answer = desk.post(url, {"enable": "1", "reason": "Nhầm"}, follow=True)
    assert "không còn ai dùng được" in answer.content.decode()
    assert not User.objects.get(pk=contestant.pk).is_active
