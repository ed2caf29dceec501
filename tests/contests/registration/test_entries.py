"""A person enters a contest once; an organiser of it does not."""

from datetime import date, timedelta

import pytest

from contests.models import Entry
from contests.registration.entries import (
    AlreadyEntered,
    ConsentMissing,
    DivisionUnknown,
    EntryNotChanged,
    NameMissing,
    UnitNotInForce,
    register_entry,
    restore_entry,
    void_entry,
)
from contests.registration.rules import ContestNotOpen
from contests.rules import BarredFromEntering, ReasonMissing
from contests.signals import entry_changed
from questionbank.models import BankRole
from quizsite.accounts.consents import current_text, current_texts
from quizsite.accounts.models import Consent, Purpose
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RoundFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    contest = ContestFactory()
    return {
        "contest": contest,
        "division": DivisionFactory(contest=contest),
        "unit": UnitFactory(name="Sở Nội vụ"),
        "agreed": current_texts([Purpose.TAKING_PART, Purpose.PUBLICATION]).values(),
    }


def register(scene, user, **changes) -> Entry:
    scene = {**scene, **changes}
    return register_entry(scene.pop("contest"), user=user, at=NOON, **scene)


def test_registering_stores_short_name_unit_and_consent(scene, contestant):
    entry = register(scene, contestant)
    assert (entry.display_name, entry.unit, entry.registered_at) == (
        "T. T. Bình",
        scene["unit"],
        NOON,
    )
    assert (entry.consent.user, entry.consent.text, entry.consent.given_at) == (
        contestant,
        current_text(Purpose.TAKING_PART),
        NOON,
    )


def test_the_same_registration_twice_is_one_entry_and_one_consent(scene, contestant):
    assert register(scene, contestant) == register(scene, contestant)
    assert (Entry.objects.count(), Consent.objects.count()) == (1, 2)


def test_registering_again_elsewhere_is_refused_with_what_to_do(scene, contestant):
    register(scene, contestant)
    with pytest.raises(AlreadyEntered) as refusal:
        register(scene, contestant, unit=UnitFactory())
    assert str(refusal.value) == (
        "Bạn đã đăng ký ở bảng Cán bộ, công chức, viên chức, đơn vị Sở Nội vụ. "
        "Muốn đổi, hãy liên hệ ban tổ chức."
    )


def test_registering_without_consent_is_refused(scene, contestant):
    with pytest.raises(ConsentMissing):
        register(scene, contestant, agreed=[current_text(Purpose.PUBLICATION)])


def test_registering_without_a_name_is_refused(scene, contestant):
    contestant.full_name = ""
    with pytest.raises(NameMissing):
        register(scene, contestant)


def test_registering_in_a_division_of_another_contest_is_refused(scene, contestant):
    with pytest.raises(DivisionUnknown):
        register(scene, contestant, division=DivisionFactory())


def test_merged_unit_is_refused_and_its_successor_named(scene, contestant):
    new = UnitFactory(name="Phường Ba Đình")
    old = UnitFactory(name="Phường Trúc Bạch", in_force_until=date(2025, 7, 1), successor=new)
    with pytest.raises(UnitNotInForce) as refusal:
        register(scene, contestant, unit=old)
    assert str(refusal.value) == (
        "Phường Trúc Bạch không còn hoạt động, nay là Phường Ba Đình. Hãy chọn Phường Ba Đình."
    )


def test_organiser_is_barred(scene, organiser):
    OrganiserFactory(contest=scene["contest"], user=organiser)
    with pytest.raises(BarredFromEntering):
        register(scene, organiser)


def test_organiser_of_another_contest_may_enter(scene, organiser):
    OrganiserFactory(user=organiser)
    assert register(scene, organiser).user == organiser


@pytest.mark.parametrize("kind", BankRole.Kind.values)
def test_who_sees_the_bank_is_barred(scene, colleague, kind):
    BankRole.objects.create(user=colleague, kind=kind)
    with pytest.raises(BarredFromEntering):
        register(scene, colleague)


def test_contest_whose_rounds_are_over_takes_no_entry(scene, contestant):
    RoundFactory(contest=scene["contest"], opens_at=NOON - timedelta(days=8), closes_at=NOON)
    with pytest.raises(ContestNotOpen):
        register(scene, contestant)


def test_draft_contest_takes_no_entry(scene, contestant):
    scene["contest"].state = "draft"
    with pytest.raises(ContestNotOpen):
        register(scene, contestant)


@pytest.fixture
def heard():
    entries = []

    def listen(sender, entry, **_):
        entries.append((entry.pk, entry.voided_at))

    entry_changed.connect(listen)
    yield entries
    entry_changed.disconnect(listen)


def test_voiding_and_restoring_keep_both_reasons(organiser, heard):
    entry = EntryFactory()

    void_entry(entry, by=organiser, at=NOON, reason=" Thi hộ ")
    assert (entry.voided_at, entry.void_reason) == (NOON, "Thi hộ")
    restore_entry(entry, by=organiser, at=NOON, reason="Nhầm người")

    assert (entry.voided_at, entry.void_reason) == (None, "")
    assert heard == [(entry.pk, NOON), (entry.pk, None)]
    assert list(AuditLine.objects.values_list("kind", "reason").order_by("pk")) == [
        ("entry_voided", "Thi hộ"),
        ("entry_restored", "Nhầm người"),
    ]


def test_voiding_without_a_reason_is_refused(organiser):
    entry = EntryFactory()
    with pytest.raises(ReasonMissing):
        void_entry(entry, by=organiser, at=NOON, reason="  ")


def test_voiding_twice_is_refused(organiser):
    entry = EntryFactory()
    stale = Entry.objects.get(pk=entry.pk)
    void_entry(entry, by=organiser, at=NOON, reason="Thi hộ")
    with pytest.raises(EntryNotChanged):
        void_entry(stale, by=organiser, at=NOON, reason="Thi hộ")
    assert AuditLine.objects.count() == 1
