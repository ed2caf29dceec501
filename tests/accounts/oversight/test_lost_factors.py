"""A lost second factor is removed by two people, or by a command; the person is told."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.core.management import CommandError, call_command

from quizsite.accounts.models import User
from quizsite.accounts.oversight.lost_factors import (
    confirm_reset,
    open_proposal,
    propose_reset,
    refuse_reset,
)
from quizsite.accounts.oversight.rules import (
    AlreadyProposed,
    NobodyElse,
    NoFactor,
    NoReason,
    NothingProposed,
    NotStaff,
    OwnAccount,
    SecondPersonNeeded,
)
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.accounts.oversight.test_disabling import known
from tests.audit.lines import last_line, said_in
from tests.factories import NOON, UserFactory
from tests.stage import race

pytestmark = pytest.mark.django_db

WHY = "Mất điện thoại, đã gọi lại số cơ quan"


@pytest.fixture
def staff(db):
    return [UserFactory(is_staff=True, full_name=f"Quản Trị {name}") for name in ("Một", "Hai")]


@pytest.fixture
def loser(organiser):
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=organiser, type=kind, data={"secret": "x", "seed": "x"})
    return organiser


@pytest.fixture
def proposed(loser, staff):
    propose_reset(loser, by=staff[0], reason=WHY, at=NOON)
    return loser


def test_two_people_remove_it(
    proposed, staff, signed_in, mailoutbox, django_capture_on_commit_callbacks
):
    client = known(signed_in(proposed), proposed)
    assert Authenticator.objects.count() == 2

    with django_capture_on_commit_callbacks(execute=True):
        confirm_reset(proposed, by=staff[1], at=NOON)

    assert not Authenticator.objects.exists()
    assert not get_user(client).is_authenticated
    assert said_in(last_line()) == (AuditKind.FACTOR_RESET, "staff", staff[1].pk, WHY)
    assert last_line().before == {"factor": ["recovery_codes", "totp"]}
    (mail,) = mailoutbox
    assert mail.to == [proposed.email]
    assert "gỡ mọi cách xác thực lớp hai" in mail.body


def test_who_proposed_it_does_not_confirm_it(proposed, staff):
    with pytest.raises(SecondPersonNeeded):
        confirm_reset(proposed, by=staff[0], at=NOON)
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize("lost", ["is_staff", "is_active"])
def test_a_proposal_lapses_with_the_role_of_who_made_it(proposed, staff, lost):
    User.objects.filter(pk=staff[0].pk).update(**{lost: False})
    assert open_proposal(proposed, at=NOON) is None
    with pytest.raises(NothingProposed):
        confirm_reset(proposed, by=staff[1], at=NOON)


def test_nobody_confirms_for_the_own_account(staff):
    Authenticator.objects.create(user=staff[1], type="totp", data={"secret": "x"})
    UserFactory(is_staff=True)
    propose_reset(staff[1], by=staff[0], reason=WHY, at=NOON)

    with pytest.raises(OwnAccount):
        confirm_reset(staff[1], by=staff[1], at=NOON)


def test_who_is_no_staff_neither_proposes_nor_confirms(proposed, contestant, loser):
    for deed in (
        lambda: confirm_reset(proposed, by=contestant, at=NOON),
        lambda: propose_reset(loser, by=contestant, reason=WHY, at=NOON),
        lambda: refuse_reset(proposed, by=contestant, at=NOON),
    ):
        with pytest.raises(NotStaff):
            deed()


def test_a_refused_proposal_cannot_be_confirmed(proposed, staff):
    refuse_reset(proposed, by=staff[0], at=NOON)

    with pytest.raises(NothingProposed):
        confirm_reset(proposed, by=staff[1], at=NOON)
    assert last_line().kind == AuditKind.FACTOR_RESET_REFUSED


def test_a_proposal_waits_three_days(proposed, staff):
    late = NOON + timedelta(days=3, seconds=1)
    assert open_proposal(proposed, at=NOON + timedelta(days=2)) is not None

    with pytest.raises(NothingProposed):
        confirm_reset(proposed, by=staff[1], at=late)
    propose_reset(proposed, by=staff[1], reason=WHY, at=late)


def test_one_proposal_at_a_time_for_somebody_who_has_a_factor(proposed, staff, contestant):
    with pytest.raises(AlreadyProposed):
        propose_reset(proposed, by=staff[1], reason=WHY, at=NOON)
    with pytest.raises(NoFactor):
        propose_reset(contestant, by=staff[1], reason=WHY, at=NOON)
    with pytest.raises(NoReason):
        propose_reset(proposed, by=staff[1], reason=" ", at=NOON)


def test_where_nobody_else_is_staff_only_the_command_helps(loser, capsys, mailoutbox):
    alone = UserFactory(is_staff=True)
    with pytest.raises(NobodyElse, match="reset_second_factor"):
        propose_reset(loser, by=alone, reason=WHY, at=NOON)

    call_command("reset_second_factor", loser.email, "--reason", WHY)

    assert not Authenticator.objects.exists()
    assert said_in(last_line()) == (AuditKind.FACTOR_RESET, "operator", None, WHY)
    assert loser.full_name in capsys.readouterr().out


@pytest.mark.parametrize(
    ("email", "reason", "said"),
    [
        ("khong@co.vn", WHY, "Không có tài khoản"),
        ("binh@example.vn", WHY, "không có lớp xác thực"),
        ("duc@example.vn", "", "lý do"),
    ],
)
def test_the_command_says_what_is_missing(loser, contestant, email, reason, said):
    with pytest.raises(CommandError, match=said):
        call_command("reset_second_factor", email, "--reason", reason)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_do_it_once():
    staff = [UserFactory(is_staff=True) for _ in range(3)]
    person = UserFactory()
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    propose_reset(person, by=staff[0], reason=WHY, at=NOON)

    done = race([lambda by=by: confirm_reset(person, by=by, at=NOON) for by in staff[1:]])

    assert sum(isinstance(answer, NothingProposed) for answer in done) == 1
    assert AuditLine.objects.filter(kind=AuditKind.FACTOR_RESET).count() == 1
