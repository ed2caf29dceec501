"""A roster says who took part and who is missing, by unit and category, and never a score."""

import io
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contests.models import AttemptState, Entry, PredictionTarget, RosterPerson
from contests.roster.places import Places
from contests.roster.repeats import note_repeats
from leaderboard.participation.roster_counts import PersonStatus
from leaderboard.participation.roster_units import roster_units
from leaderboard.participation.rosters import roster_figures
from quizsite.accounts.models import UnitContact
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.audit.lines import last_line
from tests.factories import (
    NOON,
    AttemptFactory,
    DivisionFactory,
    EntryFactory,
    OrganiserFactory,
    RosterPersonFactory,
    RoundFactory,
    UnitFactory,
)
from tests.leaderboard.cast import take

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    return RoundFactory(number=1)


@pytest.fixture
def division(week):
    return DivisionFactory(contest=week.contest)


@pytest.fixture
def office():
    return UnitFactory(name="Sở Nội vụ", code="so-noi-vu")


@pytest.fixture
def room(office):
    return UnitFactory(name="Phòng Tổ chức", code="phong-to-chuc", parent=office)


@pytest.fixture
def line(week, office):
    def make(name, entry=None, unit=office, **fields):
        how = "address" if entry else ""
        return RosterPersonFactory(
            contest=week.contest, unit=unit, full_name=name, entry=entry, matched_by=how, **fields
        )

    return make


@pytest.fixture
def people(week, division, office, room, line):
    """One of each status, the one who took part in the room below."""
    line("Lê Văn An", take(week, division, unit=room), unit=room)
    begun = EntryFactory(contest=week.contest, division=division, unit=office)
    AttemptFactory(entry=begun, round=week, state=AttemptState.OPEN)
    line("Lê Văn Bình", begun)
    line("Lê Văn Cường", EntryFactory(contest=week.contest, division=division, unit=office))
    line("Lê Văn Đông", category="lanh-dao", is_compulsory=False)


def figures_of(week, office, *, number="1", is_organiser=False, at=NOON):
    return roster_figures(
        week.contest,
        office,
        places=Places.on(at.date()),
        number=number,
        at=at,
        is_organiser=is_organiser,
    )


@pytest.mark.parametrize("number", ["1", ""])
def test_each_person_has_one_status_and_sums_agree(people, week, office, room, number):
    found = figures_of(week, office, number=number)
    marked = found.progress.mark(found.lines)
    assert {one.full_name[-4:].strip(): one.status for one in marked} == {
        "n An": PersonStatus.TAKEN,
        "Bình": PersonStatus.STARTED,
        "ường": PersonStatus.ENTERED,
        "Đông": PersonStatus.MISSING,
    }
    whole = found.whole
    assert (whole.total, whole.taken, whole.started, whole.entered, whole.unregistered) == (
        4,
        1,
        1,
        1,
        1,
    )
    assert (whole.compulsory_missing, str(whole.rate)) == (2, "25.00")
    assert [(unit.name, n.total) for unit, n in found.by_unit] == [
        ("Sở Nội vụ", 3),
        ("Phòng Tổ chức", 1),
    ]
    assert sum(n.total for _label, n in found.by_category) == 4


@pytest.mark.parametrize(("number", "is_withheld"), [("1", False), ("", False), ("1", True)])
def test_counts_filters_and_lines_say_the_same(
    people, week, office, room, line, number, is_withheld
):
    division = week.contest.divisions.get()
    voided = take(week, division, unit=room)
    line("Lê Văn Giang", voided, unit=room)
    line("Lê Văn Hà", EntryFactory(contest=week.contest, division=division, voided_at=NOON))
    Entry.objects.filter(pk=voided.pk).update(voided_at=NOON)  # its result was final before
    found = figures_of(week, office, number=number)
    progress = replace(found.progress, is_withheld=is_withheld)
    marked = Counter(one.status for one in progress.mark(found.lines))
    counted = Counter[str]()
    for row in progress.count(found.lines):
        counted[row.status] += row.lines
    assert counted == marked
    kept = {status: progress.only(found.lines, status).count() for status in PersonStatus}
    assert {status: n for status, n in kept.items() if n} == marked
    streamed = Counter(one.status for one in progress.stream(found.lines))
    assert streamed == marked


def test_who_stands_on_two_lists_counts_once_where_both_are_read(
    week, division, office, room, line
):
    """Listed by the room and by the office above: once at the office, by who came furthest."""
    entry = take(week, division, unit=room)
    line("Lê Văn An", entry, unit=room, email="an@example.vn", is_compulsory=False)
    line("Lê Văn An", email="an@example.vn", category="lanh-dao")
    line("Lê Văn Bình", unit=room, phone="+84912345678")
    for one in RosterPerson.objects.all():
        note_repeats(week.contest_id, [one])
    found = figures_of(week, office)
    whole = found.whole
    assert (whole.total, whole.taken, whole.compulsory_missing, found.repeated) == (2, 1, 1, 1)
    assert {unit.name: n.total for unit, n in found.by_unit} == {
        "Sở Nội vụ": 1,
        "Phòng Tổ chức": 2,
    }
    assert figures_of(week, room).whole.total == 2
    assert roster_units(week.contest, number="1", at=NOON).whole.total == 2


def test_lines_that_share_an_entry_by_way_of_a_third_are_one_person(week, office, room, line):
    line("Lê Văn An", email="an@example.vn", phone="+84912345678")
    line("Lê Văn An", unit=room, email="an@example.vn")
    line("Lê An", unit=UnitFactory(parent=office), phone="+84912345678")
    note_repeats(week.contest_id, RosterPerson.objects.all())
    assert (figures_of(week, office).whole.total, figures_of(week, office).repeated) == (1, 2)


def test_who_was_voided_counts_as_missing(week, division, office, line):
    entry = EntryFactory(contest=week.contest, division=division, unit=office, voided_at=NOON)
    line("Lê Văn An", entry)
    assert figures_of(week, office).whole.unregistered == 1


def test_the_roster_of_a_merged_unit_follows_to_the_heir(week, office, line):
    old = UnitFactory(name="Sở cũ", successor=office, in_force_until=NOON.date())
    line("Lê Văn An", unit=old)
    found = figures_of(week, office)
    assert [(unit.name, n.total) for unit, n in found.by_unit] == [("Sở Nội vụ", 1)]


def test_counts_take_the_same_queries_whatever_the_number_of_people(
    people, week, office, room, line, django_assert_num_queries
):
    with django_assert_num_queries(9):
        figures_of(week, office)
    for n in range(5):
        line(f"Trần Thị {'Mai' * (n + 1)}")
    with django_assert_num_queries(9):
        figures_of(week, office)


def test_a_prediction_of_people_is_told_to_no_desk_of_everybody(people, week, office, room):
    week.prediction_target = PredictionTarget.ENTRANTS
    week.tie_chain = ["correct", "prediction"]
    week.save()
    told = figures_of(week, office)
    assert told.is_withheld
    assert (told.whole.taken, told.whole.started, told.whole.entered) == (0, 0, 3)
    assert not figures_of(week, office, is_organiser=True).is_withheld


def test_organisers_read_the_units_of_all_rosters(people, week, office, room):
    found = roster_units(week.contest, number="1", at=NOON)
    assert [(one.unit, one.counts.total) for one in found.rows] == [(room, 1), (office, 3)]
    assert found.whole.taken == 1


@pytest.fixture
def desk(colleague, office, signed_in):
    UnitContact.objects.create(user=colleague, unit=office, since=timezone.localdate())
    return signed_in(colleague)


@pytest.fixture
def organising(week, organiser, signed_in):
    OrganiserFactory(contest=week.contest, user=organiser)
    return signed_in(organiser)


@pytest.fixture
def strange(stranger, signed_in):
    return signed_in(stranger)


@pytest.fixture
def page(week, office):
    def address(name="roster", unit=office):
        return reverse(f"leaderboard:{name}", args=[unit.code, week.contest.slug])

    return address


@pytest.mark.parametrize("name", ["roster", "roster_file", "roster_message"])
def test_a_page_is_for_contact_persons_and_organisers(name, desk, page, organising, strange):
    assert desk.get(page(name)).status_code == 200
    assert desk.get(page(name, unit=UnitFactory())).status_code == 404
    assert organising.get(page(name)).status_code == 200
    assert strange.get(page(name)).status_code == 404


def test_only_organisers_read_the_overview(people, desk, week, organising):
    address = reverse("leaderboard:rosters", args=[week.contest.slug])
    assert desk.get(address).status_code == 404
    assert "Phòng Tổ chức" in organising.get(address).content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("tinh-trang=chua-dang-ky", ["Đông"]),
        ("nhom=lanh-dao", ["Đông"]),
        ("don-vi=phong-to-chuc", ["An"]),
        ("don-vi=so-noi-vu", ["Bình", "Cường", "Đông"]),
        ("bat-buoc=1", ["An", "Bình", "Cường"]),
        ("ten=cuong", ["Cường"]),
        ("xep=don-vi", ["An", "Bình", "Cường", "Đông"]),
        ("", ["An", "Bình", "Cường", "Đông"]),
    ],
)
def test_people_are_filtered_and_sorted_as_vietnamese_lists(people, desk, page, query, shown):
    found = desk.get(f"{page()}?{query}").context["page"]
    assert [line.full_name.rpartition(" ")[2] for line in found] == shown
    assert found.paginator.count == len(shown)


def test_the_page_on_paper_has_all_of_them(people, desk, page):
    text = desk.get(f"{page()}?in=1").content.decode()
    assert text.count("Lê Văn ") == 4


def test_a_link_leads_to_the_entry_with_the_unit_chosen(people, desk, page, week):
    text = desk.get(page()).content.decode()
    assert f"/cuoc-thi/{week.contest.slug}/dang-ky/?don-vi=so-noi-vu" in text
    assert "qr-code" in text


def test_the_file_is_logged_and_tells_no_score(people, desk, page):
    content = b"".join(desk.get(page("roster_file")).streaming_content)
    sheets = zipfile.ZipFile(io.BytesIO(content))
    people_sheet = sheets.read("xl/worksheets/sheet1.xml").decode()
    assert "Lê Văn Cường" in people_sheet
    assert "Điểm" not in people_sheet
    assert last_line().kind == AuditKind.ROSTER_TAKEN


def test_a_message_has_counts_and_names_only_after_a_logged_tick(people, desk, page):
    text = desk.get(page("roster_message")).context["text"]
    assert "1/4 người đã thi (25,00 %)" in text
    assert "Lê Văn" not in text
    assert "Lê Văn" not in desk.post(page("roster_message")).context["text"]
    assert not AuditLine.objects.filter(kind=AuditKind.ROSTER_NAMES_SHOWN).exists()
    named = desk.post(page("roster_message"), {"dong-y": "1"}).context["text"]
    assert "Lê Văn Đông" in named
    assert "Lê Văn An" not in named
    assert last_line().kind == AuditKind.ROSTER_NAMES_SHOWN


def test_withheld_names_are_given_to_nobody(people, desk, page, week):
    now = timezone.now()
    week.prediction_target = PredictionTarget.ENTRANTS
    week.tie_chain = ["correct", "prediction"]
    week.opens_at, week.closes_at = now - timedelta(hours=1), now + timedelta(days=1)
    week.save()
    answer = desk.post(f"{page('roster_message')}?ky=1", {"dong-y": "1"})
    assert "Lê Văn" not in answer.context["text"]
    assert "Số người dự thi là câu dự đoán" in desk.get(f"{page()}?ky=1").content.decode()


def test_reading_the_roster_is_noted_once(people, desk, page):
    desk.get(page())
    desk.get(page())
    assert AuditLine.objects.filter(kind=AuditKind.PEOPLE_SEEN).count() == 1


@pytest.mark.parametrize("size", ["a4", "a3", "slide"])
def test_a_poster_of_the_unit_is_given_to_its_desk(size, desk, week, office, strange):
    address = reverse("leaderboard:unit_poster", args=[office.code, week.contest.slug, size])
    answer = desk.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert strange.get(address).status_code == 404


def test_a_poster_of_no_size_is_not_found(desk, week, office):
    address = reverse("leaderboard:unit_poster", args=[office.code, week.contest.slug, "a9"])
    assert desk.get(address).status_code == 404
