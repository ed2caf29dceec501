"""Likely doubles are proposed with their reasons; people decide, and are not asked again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from contests.models import MARKS_KEPT_FOR, BarredPerson, EntryMark, LikelyDouble
from contests.registration.conditions import Brought
from contests.registration.doubles import (
    LEFT_AFTER,
    MOST_IN_A_NETWORK,
    MOST_TOGETHER,
    DoubleChanged,
    find_doubles,
    look_in_all,
    remove_old_marks,
    settle_different,
    void_double,
)
from contests.registration.entries import register_entry, restore_entry
from contests.registration.marks import mark, mark_visit
from contests.rules import ReasonMissing
from quizsite.accounts.consents import current_text
from quizsite.accounts.models import Purpose
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    BarredPersonFactory,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RoundFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest():
    return ContestFactory(entry_code="staff", is_entry_code_required=False)


def register(contest, user, *, unit=None, at=NOON, **brought):
    return register_entry(
        contest,
        user=user,
        division=contest.divisions.first() or DivisionFactory(contest=contest),
        unit=unit or UnitFactory(),
        agreed=[current_text(Purpose.TAKING_PART)],
        at=at,
        brought=Brought(**brought),
    )


def proposed(contest):
    find_doubles(contest, at=NOON)
    waiting = contest.likely_doubles.filter(settled_at=None)
    return [(one.people, one.reasons) for one in waiting]


def alike(contest, people=2, *, code="CC01"):
    return [register(contest, UserFactory(), code=code) for _ in range(people)]


def test_three_plus_addresses_of_one_person_are_proposed_as_doubles(contest):
    entries = [
        register(contest, UserFactory(email=f"binh{plus}@example.vn"))
        for plus in ("", "+thi2", "+thi3")
    ]
    assert proposed(contest) == [([one.pk for one in entries], ["mailbox"])]


def test_nothing_in_common_proposes_nothing(contest):
    for n in range(3):
        register(contest, UserFactory(), code=f"CC0{n}", device=f"may-{n}")
    assert proposed(contest) == []


def test_each_sign_proposes_and_those_of_the_same_people_are_one_proposal(contest):
    unit = UnitFactory()
    pair = [
        register(
            contest,
            UserFactory(full_name=name, email=email),
            unit=unit,
            code="cc 01",
            device="may-1",
            network="10.0.0.0/24",
        )
        for name, email in (
            ("Hoà Bình", "0912345678@example.vn"),
            ("Hòa  Bình", "0912345678+2@example.vn"),
        )
    ]
    for entry in pair:
        mark_visit(entry, device="", network="10.0.0.0/24", at=NOON + timedelta(days=1))
    (found,) = proposed(contest)
    assert found == (
        [one.pk for one in pair],
        ["code", "mailbox", "phone", "name", "device", "network"],
    )


def test_the_same_name_in_another_unit_is_another_person(contest):
    for _ in range(2):
        register(contest, UserFactory(full_name="Nguyễn Thị Lan"))
    assert proposed(contest) == []


def test_the_same_network_counts_within_ten_minutes_and_twice(contest):
    first, second, third = (register(contest, UserFactory()) for _ in range(3))
    for start in (NOON, NOON + timedelta(days=1)):
        for entry, later in ((first, 0), (second, 599), (third, 600)):
            at = start + timedelta(seconds=later)
            mark_visit(entry, device="", network="10.0.0.0/24", at=at)
        if start == NOON:
            assert proposed(contest) == []
    assert proposed(contest) == [([first.pk, second.pk], ["network"])]


def test_an_office_behind_one_address_proposes_nobody(contest):
    entries = [register(contest, UserFactory()) for _ in range(MOST_IN_A_NETWORK + 1)]
    for day in range(3):
        for entry in entries:
            at = NOON + timedelta(days=day)
            mark_visit(entry, device="", network="10.0.0.0/24", at=at)
    assert proposed(contest) == []


def test_another_contest_is_another_matter(contest):
    user = UserFactory(email="an@gmail.com")
    register(contest, user)
    register(ContestFactory(), UserFactory(email="a.n@gmail.com"))
    assert proposed(contest) == []


def test_strong_signs_come_first(contest):
    unit = UnitFactory()
    for _ in range(2):
        register(contest, UserFactory(full_name="Lê An"), unit=unit)
    alike(contest)
    assert [reasons for _people, reasons in proposed(contest)] == [["code"], ["name"]]


def test_a_large_group_is_proposed_in_parts(contest):
    entries = [EntryFactory(contest=contest) for _ in range(MOST_TOGETHER + 2)]
    EntryMark.objects.bulk_create(
        EntryMark(contest=contest, entry=entry, kind="device", digest=1) for entry in entries
    )
    assert [len(people) for people, _reasons in proposed(contest)] == [MOST_TOGETHER, 2]


def test_people_found_different_are_not_proposed_again_however_few(contest, organiser):
    a, b, c = alike(contest, 3)
    proposed(contest)
    settle_different(contest.likely_doubles.get(), by=organiser, at=NOON, reason="Đồng nghiệp")
    mark_visit(a, device="may-1", network="", at=NOON)
    mark_visit(b, device="may-1", network="", at=NOON)
    assert proposed(contest) == []
    (newcomer,) = alike(contest, 1)
    assert proposed(contest) == [([a.pk, b.pk, c.pk, newcomer.pk], ["code"])]


def test_a_decision_leaves_a_line_at_each_entry_and_is_made_once(contest, organiser):
    entries = alike(contest)
    find_doubles(contest, at=NOON)
    double = contest.likely_doubles.get()
    with pytest.raises(ReasonMissing):
        settle_different(double, by=organiser, at=NOON, reason=" ")
    settle_different(double, by=organiser, at=NOON, reason="Đồng nghiệp")
    with pytest.raises(DoubleChanged):
        settle_different(double, by=organiser, at=NOON, reason="Đồng nghiệp")
    lines = AuditLine.objects.order_by("pk")
    assert [(line.kind, line.about_id, line.reason) for line in lines] == [
        ("doubles_settled", entry.pk, "Đồng nghiệp") for entry in entries
    ]


def test_voiding_one_settles_a_pair_and_leaves_the_rest_of_three(contest, organiser):
    a, b, c = alike(contest, 3)
    find_doubles(contest, at=NOON)
    void_double(contest.likely_doubles.get(), a, by=organiser, at=NOON, reason="Đăng ký hai lần")
    assert contest.likely_doubles.get().people == [b.pk, c.pk]
    void_double(contest.likely_doubles.get(), b, by=organiser, at=NOON, reason="Đăng ký hai lần")
    assert proposed(contest) == []
    lines = AuditLine.objects.order_by("pk").values_list("kind", "about_id")
    assert [*lines] == [
        ("entry_voided", a.pk),
        ("entry_voided", b.pk),
        ("double_merged", c.pk),
    ]
    restore_entry(b, by=organiser, at=NOON, reason="Nhầm")
    assert proposed(contest) == [([b.pk, c.pk], ["code"])]


def test_somebody_outside_the_group_is_not_voided_by_it(contest, organiser):
    alike(contest)
    find_doubles(contest, at=NOON)
    with pytest.raises(DoubleChanged):
        void_double(
            contest.likely_doubles.get(),
            register(contest, UserFactory()),
            by=organiser,
            at=NOON,
            reason="Nhầm",
        )


def test_looking_twice_proposes_once_and_new_signs_join(contest):
    a, b = alike(contest)
    proposed(contest)
    for entry in (a, b):
        mark_visit(entry, device="may-1", network="", at=NOON)
    proposed(contest)
    assert proposed(contest) == [([a.pk, b.pk], ["code", "device"])]


def test_a_barred_name_with_its_unit_waits_for_a_person_to_decide(contest, organiser):
    unit = UnitFactory()
    entry = register(contest, UserFactory(full_name="Lê Thị An"), unit=unit)
    barred = BarredPersonFactory(contest=contest, full_name="Lê Thị An", unit=unit)
    assert proposed(contest) == [([entry.pk], ["name"])]
    double = contest.likely_doubles.get()
    assert double.barred == barred
    settle_different(double, by=organiser, at=NOON, reason="Trùng tên")
    assert proposed(contest) == []
    BarredPersonFactory(contest=contest, full_name="Lê Thị An", unit=unit, email="an@example.vn")
    assert proposed(contest) == [([entry.pk], ["name"])]


def test_a_plus_address_of_a_barred_one_waits_and_the_address_itself_does_not(contest):
    one = register(contest, UserFactory(email="an+thi@example.vn"))
    register(contest, UserFactory(email="an@example.vn"))
    EntryMark.objects.filter(kind="mailbox").exclude(entry=one).delete()
    BarredPersonFactory(contest=contest, email="an@example.vn")
    assert proposed(contest) == [([one.pk], ["mailbox"])]


def test_entries_made_before_there_were_marks_are_marked_by_the_job(contest):
    pair = [
        EntryFactory(contest=contest, user__email=email)
        for email in ("an@gmail.com", "a.n@googlemail.com")
    ]
    look_in_all(at=NOON)
    assert contest.likely_doubles.get().people == [one.pk for one in pair]


def finalised(contest, at):
    return RoundFactory(contest=contest, state="finalised", finalised_at=at)


def test_marks_go_some_time_after_the_last_round_is_final(contest):
    alike(contest)
    find_doubles(contest, at=NOON)
    BarredPersonFactory(contest=contest, email="an@example.vn")
    finalised(contest, NOON - timedelta(days=30))
    last = finalised(contest, NOON)
    remove_old_marks(at=NOON + MARKS_KEPT_FOR - timedelta(seconds=1))
    assert EntryMark.objects.exists()
    remove_old_marks(at=NOON + MARKS_KEPT_FOR)
    for model in (EntryMark, LikelyDouble, BarredPerson):
        assert not model.objects.exists()
    look_in_all(at=NOON + MARKS_KEPT_FOR)
    assert not EntryMark.objects.exists()
    assert last.contest.entries.valid().count() == 2


def test_marks_stay_while_a_round_is_not_final(contest):
    alike(contest)
    finalised(contest, NOON)
    RoundFactory(contest=contest)
    remove_old_marks(at=NOON + 2 * MARKS_KEPT_FOR)
    assert EntryMark.objects.exists()


@pytest.mark.parametrize("is_practice", [True, False])
def test_marks_of_a_contest_that_nobody_finalises_go_after_a_year(contest, is_practice):
    alike(contest)
    round = RoundFactory(contest=contest, is_practice=is_practice)
    remove_old_marks(at=round.closes_at + LEFT_AFTER - timedelta(seconds=1))
    assert EntryMark.objects.exists()
    remove_old_marks(at=round.closes_at + LEFT_AFTER)
    assert not EntryMark.objects.exists()


@pytest.fixture
def desk(contest, organiser, signed_in):
    OrganiserFactory(contest=contest, user=organiser)
    return signed_in(organiser), reverse("contests:doubles", args=[contest.slug])


def test_the_desk_says_how_many_wait_and_a_group_is_decided_there(desk, contest):
    client, page = desk
    entries = alike(contest)
    find_doubles(contest, at=NOON)
    overview = client.get(reverse("contests:organise_contest", args=[contest.slug])).text
    assert "1 nhóm có thể trùng người đang chờ xét" in overview
    listed = client.get(page).text
    assert "cùng mã đã ghi khi đăng ký" in listed
    assert all(entry.user.email in listed for entry in entries)
    group = reverse("contests:double", args=[contest.slug, contest.likely_doubles.get().pk])
    assert "Hãy ghi lý do." in client.post(group, {"khac-reason": " "}).text
    client.post(group, {"khac-reason": "Đồng nghiệp"})
    assert "Không có nhóm nào chờ xét." in client.get(page).text
    assert "Đồng nghiệp" in client.get(page, {"da-xet": "1"}).text
    assert client.get(group, follow=True).redirect_chain[-1][0] == page


def test_one_of_the_group_is_voided_there(desk, contest):
    client, page = desk
    a, b = alike(contest)
    find_doubles(contest, at=NOON)
    group = reverse("contests:double", args=[contest.slug, contest.likely_doubles.get().pk])
    said = {"void": "1", "loai-reason": "Đăng ký hai lần"}
    for wrong in ({}, {"loai-entry": "9" * 30}, {"loai-entry": EntryFactory().pk}):
        assert "Chưa lưu được" in client.post(group, said | wrong).text
    assert client.post(group, said | {"loai-entry": b.pk}).url == page
    b.refresh_from_db()
    assert (b.void_reason, a.voided_at) == ("Đăng ký hai lần", None)


def test_a_group_of_another_contest_is_not_shown(desk, contest):
    client, page = desk
    other = ContestFactory(entry_code="staff")
    alike(other)
    find_doubles(other, at=NOON)
    group = reverse("contests:double", args=[contest.slug, other.likely_doubles.get().pk])
    assert client.get(group).url == page


@pytest.mark.parametrize("groups", [1, 3])
def test_the_list_asks_as_often_for_one_group_as_for_three(
    desk, contest, groups, django_assert_max_num_queries
):
    client, page = desk
    for n in range(groups):
        alike(contest, code=f"CC{n}1")
    find_doubles(contest, at=NOON)
    client.get(page)
    with django_assert_max_num_queries(9):
        client.get(page)


def test_marks_are_on_no_page_of_the_desk(desk, contest):
    client, page = desk
    a, _b = alike(contest)
    mark(a, [])
    find_doubles(contest, at=NOON)
    digests = {str(one) for one in EntryMark.objects.values_list("digest", flat=True)}
    texts = [
        client.get(page).text,
        client.get(
            reverse("contests:double", args=[contest.slug, LikelyDouble.objects.get().pk])
        ).text,
        client.get(reverse("contests:entry", args=[contest.slug, a.pk])).text,
    ]
    assert not [digest for digest in digests for text in texts if digest in text]
