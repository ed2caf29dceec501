"""An address that a deleted account left behind may be another person's by now."""

import pytest

from contests.models import FormerEntrant
from contests.registration.former_entrants import (
    NobodyRemembered,
    TookPartBefore,
    check_never_entered,
    let_enter_anew,
    remember,
)
from contests.rules import ReasonMissing
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import NOON, ContestFactory, OrganiserFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest():
    return ContestFactory(slug="thu-do")


def forget(contest, organiser, reached, reason="Số đổi chủ"):
    let_enter_anew(contest, reached=reached, by=organiser, at=NOON, reason=reason)


@pytest.mark.parametrize("reached", ["+84912345678", "0912 345 678"])
def test_a_number_enters_anew_and_the_trail_does_not_hold_it(contest, organiser, reached):
    remember(contest.pk, ["+84912345678"])
    owner = UserFactory(phone="+84912345678", email=None)
    with pytest.raises(TookPartBefore):
        check_never_entered(contest, owner)
    forget(contest, organiser, reached)
    check_never_entered(contest, owner)
    line = AuditLine.objects.get(kind=AuditKind.FORMER_ENTRANT_FORGOTTEN)
    assert (line.reason, line.contest) == ("Số đổi chủ", contest.pk)
    assert "912345678" not in str(vars(line))


def test_one_address_is_forgotten_in_one_contest(contest, organiser):
    other = ContestFactory()
    for one in (contest, other):
        remember(one.pk, ["an@coquan.vn", "binh@coquan.vn"])
    forget(contest, organiser, "An@CoQuan.vn")
    assert FormerEntrant.objects.filter(contest=contest).count() == 1
    assert FormerEntrant.objects.filter(contest=other).count() == 2


@pytest.mark.parametrize("reached", ["la@coquan.vn", "khong phai dia chi", "\x00"])
def test_what_nobody_left_behind_is_said(contest, organiser, reached):
    with pytest.raises(NobodyRemembered):
        forget(contest, organiser, reached)


def test_a_reason_is_asked_for(contest, organiser):
    remember(contest.pk, ["an@coquan.vn"])
    with pytest.raises(ReasonMissing):
        forget(contest, organiser, "an@coquan.vn", reason=" ")


def test_the_page_is_the_organisers(signed_in, contest, organiser, stranger):
    OrganiserFactory(contest=contest, user=organiser)
    remember(contest.pk, ["an@coquan.vn"])
    page = "/to-chuc/thu-do/khong-du-thi/dang-ky-lai/"
    assert signed_in(stranger).get(page).status_code == 404
    client = signed_in(organiser)
    assert client.post(page, {"reason": "Đổi chủ"}).context["form"].errors["reached"]
    form = client.post(page, {"reached": "la@coquan.vn", "reason": "Đổi chủ"}).context["form"]
    assert "không giữ dấu nào" in str(form.errors["reached"])
    assert (form["reached"].value(), form["reason"].value()) == ("la@coquan.vn", "Đổi chủ")
    assert client.post(page, {"reached": "an@coquan.vn", "reason": "Đổi chủ"}).status_code == 302
    assert not FormerEntrant.objects.exists()
