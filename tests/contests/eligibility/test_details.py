"""What people say of themselves at entry: only what is asked is kept, and not for ever."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from contests.eligibility.corrections import PersonErased, correct_details
from contests.eligibility.details import (
    DetailMissing,
    Details,
    DetailWrong,
    details_of,
    forget_old_details,
)
from contests.eligibility.rules import AgeNotAdmitted, CategoryMissing
from contests.models import AskedDetail, DetailKind, Entry, EntryDetail, RoundState
from contests.registration.ages import Age
from contests.registration.conditions import Brought
from contests.registration.entries import register_entry
from quizsite.accounts.consents import current_text
from quizsite.accounts.models import Purpose
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.accounts.personal_data.holdings import holdings
from quizsite.accounts.subjects import the_person
from quizsite.accounts.units.no_unit import NO_UNIT
from quizsite.models import AuditLine
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    DivisionRuleFactory,
    EntryFactory,
    RoundFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ALL = Details(
    category="lanh-dao",
    birth_date=date(1988, 9, 5),
    gender="female",
    school_class="10A1",
    field_of_work="Tư pháp",
    phone="+84912345678",
    place="Vân Đồn",
)


def ask(contest, *kinds, **fields):
    for kind in kinds:
        AskedDetail.objects.create(contest=contest, kind=kind, purpose="trao giải", **fields)


def enter(division, user, details=ALL, **more):
    return register_entry(
        division.contest,
        user=user,
        division=division,
        unit=more.pop("unit", None) or UnitFactory(),
        agreed=[current_text(Purpose.TAKING_PART)],
        at=NOON,
        brought=Brought(details=details, **more),
    )


def test_what_is_not_asked_is_not_kept(contestant):
    enter(DivisionFactory(), contestant)
    assert not EntryDetail.objects.exists()


@pytest.mark.parametrize("kind", DetailKind.values)
def test_each_detail_that_is_asked_is_kept_alone(contestant, kind):
    division = DivisionFactory()
    ask(division.contest, kind)
    entry = enter(division, contestant)
    kept = {one: getattr(entry.detail, one) for one in DetailKind.values}
    wanted = dict.fromkeys(DetailKind.values, "") | {"birth_date": None}
    assert kept == wanted | {kind: getattr(ALL, kind)}
    assert len(details_of(entry)) == 1


def test_a_required_detail_that_is_missing_is_refused_by_its_name(contestant):
    division = DivisionFactory()
    ask(division.contest, "school_class", is_required=True)
    with pytest.raises(DetailMissing, match="lớp"):
        enter(division, contestant, Details())


def test_a_limit_of_age_asks_for_the_birth_date_and_keeps_it(contestant, colleague):
    division = DivisionRuleFactory(min_age=18).division
    assert enter(division, contestant).detail.birth_date == date(1988, 9, 5)
    with pytest.raises(AgeNotAdmitted):
        enter(division, colleague, Details(birth_date=date(2009, 1, 1)))
    with pytest.raises(DetailWrong):
        enter(division, colleague, Details(birth_date=date(2030, 1, 1)))


def test_a_division_of_categories_keeps_the_one_that_was_said(contestant, colleague):
    division = DivisionRuleFactory(categories=["lanh-dao"]).division
    assert enter(division, contestant).detail.category == "lanh-dao"
    with pytest.raises(CategoryMissing):
        enter(division, colleague, Details())


def test_a_minor_who_said_the_birth_date_still_needs_a_guardian(contestant):
    division = DivisionFactory(admits_minors=True)
    DivisionRuleFactory(division=division, min_age=14)
    said = Details(birth_date=date(2012, 1, 1))
    guarded = Age(2012, "Lê Thị Mai", "mother", has_guardian_agreed=True, has_child_agreed=True)
    entry = enter(division, contestant, said, age=guarded)
    assert (entry.age.birth_year, entry.detail.birth_date) == (2012, date(2012, 1, 1))


def test_the_person_reads_what_they_said_on_the_page_of_own_data(contestant):
    division = DivisionRuleFactory(categories=["lanh-dao"]).division
    ask(division.contest, "phone")
    enter(division, contestant)
    (holding,) = [one for one in holdings() if one.key == "entry_details"]
    (row,) = holding.read(contestant, NOON)
    assert list(row.values()) == [division.contest.title, "lãnh đạo, quản lý", "0912 345 678"]


def test_deleting_the_person_leaves_the_category_alone(contestant):
    division = DivisionRuleFactory(categories=["lanh-dao"]).division
    ask(division.contest, *DetailKind.values)
    entry = enter(division, contestant)
    RoundFactory(contest=division.contest)  # open: the entry itself stays
    erase_person(contestant, by=the_person(contestant), at=NOON, reason="x")
    detail = EntryDetail.objects.get(entry=entry)
    assert details_of(Entry.objects.get()) == [("nhóm đối tượng", "lãnh đạo, quản lý")]
    assert detail.birth_date is None


def test_each_detail_goes_when_its_days_are_over_and_the_category_stays(contestant):
    division = DivisionRuleFactory(categories=["lanh-dao"]).division
    contest = division.contest
    ask(contest, "phone", kept_days=10)
    ask(contest, "place", kept_days=30)
    entry = enter(division, contestant)
    RoundFactory(contest=contest, state=RoundState.FINALISED, finalised_at=NOON)

    def kept_after(days):
        forget_old_details(at=NOON + timedelta(days=days))
        return [label for label, _value in details_of(Entry.objects.get(pk=entry.pk))]

    assert kept_after(9) == [
        "nhóm đối tượng",
        "số điện thoại liên hệ",
        "nơi làm việc, học tập hoặc cư trú",
    ]
    assert kept_after(10) == ["nhóm đối tượng", "nơi làm việc, học tập hoặc cư trú"]
    assert kept_after(30) == ["nhóm đối tượng"]


def test_nothing_goes_while_a_round_is_not_final(contestant):
    division = DivisionFactory()
    ask(division.contest, "phone", kept_days=1)
    enter(division, contestant)
    RoundFactory(contest=division.contest, state=RoundState.FINALISED, finalised_at=NOON)
    RoundFactory(contest=division.contest)
    assert forget_old_details(at=NOON + timedelta(days=100)) == 0
    assert forget_old_details(at=NOON + timedelta(days=380)) == 1


@pytest.fixture
def form(contestant, signed_in):
    """A contest with a division for everybody and one of young officials."""
    contest = ContestFactory()
    open_to_all = DivisionFactory(contest=contest, name="Người dân")
    young = DivisionFactory(contest=contest, name="Thanh niên")
    DivisionRuleFactory(division=open_to_all, unit_asked="optional")
    DivisionRuleFactory(division=young, max_age=35, categories=["cong-chuc"])
    ask(contest, "phone")
    page = reverse("contests:register", args=[contest.slug])
    said = {"consent_version": "6-3-4", "has_agreed": "on", "unit": UnitFactory().code}
    return signed_in(contestant), page, said, {"all": open_to_all.pk, "young": young.pk}


@pytest.mark.parametrize(
    ("audiences", "asked", "said"),
    [
        (["cbccvc"], {}, "Gõ vài chữ của tên mới"),
        (["nguoi-dan"], {}, "Chọn phường, xã nơi bạn đang ở."),
        (["cbccvc"], {"unit_asked": "residence"}, "Chọn phường, xã nơi bạn đang ở."),
        (["cbccvc", "nguoi-dan"], {}, "Người dân chọn phường, xã nơi mình đang ở; ai thi theo"),
    ],
)
def test_residents_are_told_which_unit_is_theirs(contestant, signed_in, audiences, asked, said):
    contest = ContestFactory()
    for audience in audiences:
        division = DivisionFactory(contest=contest, audience=audience)
        DivisionRuleFactory(division=division, **asked)
    answer = signed_in(contestant).get(reverse("contests:register", args=[contest.slug]))
    assert str(answer.context["form"].fields["unit"].help_text).startswith(said)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({}, "birth_date", "cần ngày sinh"),
        ({"birth_date": "1/1/1980"}, "birth_date", "đến hết 35 tuổi"),
        ({"birth_date": "31/02/2000"}, "birth_date", "Hãy ghi ngày, tháng, năm"),
        ({"birth_date": "01/01/2000"}, "category", "Hãy chọn bạn thuộc nhóm nào"),
        ({"unit": "", "birth_date": "01/01/2000"}, "unit", "cần đơn vị"),
        ({"phone": "12"}, "phone", "Số điện thoại này không đúng"),
    ],
)
def test_the_form_says_at_the_field_what_the_division_asks(form, changes, field, message):
    client, page, said, divisions = form
    answer = client.post(page, said | {"division": divisions["young"]} | changes)
    assert message in answer.context["form"].errors[field][0]
    assert not Entry.objects.exists()


def test_the_form_takes_what_is_asked(form):
    client, page, said, divisions = form
    said |= {"division": divisions["young"], "birth_date": "05091995", "category": "cong-chuc"}
    client.post(client.post(page, said | {"phone": "0912 345 678"}).url)
    kept = EntryDetail.objects.get()
    assert (kept.birth_date, kept.category, kept.phone) == (
        date(1995, 9, 5),
        "cong-chuc",
        "+84912345678",
    )


def test_whoever_has_no_unit_says_so(form):
    client, page, said, divisions = form
    said |= {"division": divisions["all"], "unit": ""}
    assert "cần đơn vị" not in client.get(page).text
    answer = client.post(page, said)
    assert "Hãy đánh dấu" in answer.context["form"].errors["unit"][0]
    client.post(client.post(page, said | {"has_no_unit": "on"}).url)
    assert Entry.objects.get().unit.code == NO_UNIT


def test_people_of_no_unit_are_no_doubles_for_their_name_alone(form):
    client, page, said, divisions = form
    said |= {"division": divisions["all"], "unit": "", "has_no_unit": "on"}
    client.post(client.post(page, said).url)
    assert not Entry.objects.get().marks.filter(kind="name").exists()


def test_a_contest_that_asks_nothing_has_the_form_of_always(contestant, signed_in):
    contest = DivisionFactory().contest
    form = signed_in(contestant).get(reverse("contests:register", args=[contest.slug])).context
    assert list(form["form"].fields) == [
        *("division", "unit", "consent_version", "has_agreed"),
        *("agrees_publication", "agrees_messages"),
    ]


def test_a_form_where_nobody_has_a_unit_shows_none(contestant, signed_in):
    division = DivisionRuleFactory(unit_asked="none").division
    page = reverse("contests:register", args=[division.contest.slug])
    client = signed_in(contestant)
    assert "unit" not in client.get(page).context["form"].fields
    said = {"division": division.pk, "consent_version": "6-3-4", "has_agreed": "on"}
    client.post(client.post(page, said).url)
    assert Entry.objects.get().unit.code == NO_UNIT


def test_the_birth_date_serves_a_division_of_minors_too(contestant, signed_in):
    division = DivisionFactory(admits_minors=True)
    DivisionRuleFactory(division=division, max_age=17)
    page = reverse("contests:register", args=[division.contest.slug])
    client = signed_in(contestant)
    assert "birth_year" not in client.get(page).context["form"].fields
    said = {
        "division": division.pk,
        "unit": UnitFactory().code,
        "consent_version": "6-3-4",
        "has_agreed": "on",
        "birth_date": "01/02/2012",
    }
    assert "guardian_name" in client.post(page, said).context["form"].errors
    guarded = {"guardian_name": "Lê Thị Mai", "guardian_relation": "mother"}
    said |= guarded | {"guardian_agrees": "on", "child_agrees": "on"}
    client.post(client.post(page, said).url)
    entry = Entry.objects.get()
    assert (entry.age.birth_year, entry.detail.birth_date) == (2012, date(2012, 2, 1))


def test_the_page_of_an_entry_and_its_correction(contestant, organiser, signed_in):
    division = DivisionRuleFactory(categories=["lanh-dao", "cong-chuc"]).division
    division.contest.organisers.add(organiser, through_defaults={"since": NOON})
    ask(division.contest, "place")
    entry = enter(division, contestant)
    client = signed_in(organiser)
    entry_page = reverse("contests:entry", args=[division.contest.slug, entry.pk])
    assert "Vân Đồn" in client.get(entry_page).text
    page = reverse("contests:entry_details", args=[division.contest.slug, entry.pk])
    said = {"category": "cong-chuc", "place": "Vân Đồn", "reason": "Ghi nhầm nhóm"}
    assert list(client.get(page).context["form"].fields) == ["category", "place", "reason"]
    assert client.post(page, said).status_code == 302
    assert EntryDetail.objects.get().category == "cong-chuc"
    assert "Không có gì thay đổi" in client.post(page, said).text


def test_the_trail_of_a_correction_holds_no_value_but_the_category(organiser):
    entry = EntryFactory(user=UserFactory())
    detail = EntryDetail(entry=entry, place="Vân Đồn", category="mot-cua")
    correct_details(entry, detail, by=organiser, at=NOON, reason="Bổ sung")
    line = AuditLine.objects.get(kind="entry_details_changed")
    assert (line.before, line.after) == (
        {"category": ""},
        {
            "category": "cán bộ Bộ phận Một cửa",
            "details_edited": ["nhóm đối tượng", "nơi làm việc, học tập hoặc cư trú"],
        },
    )


def test_nothing_is_written_about_a_person_who_deleted_their_data(organiser):
    entry = EntryFactory(user=UserFactory(erased_at=NOON))
    with pytest.raises(PersonErased):
        correct_details(
            entry, EntryDetail(entry=entry, place="x"), by=organiser, at=NOON, reason="x"
        )
    assert not EntryDetail.objects.exists()
