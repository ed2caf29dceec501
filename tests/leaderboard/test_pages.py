"""Pages of the board, of participation, of the unit desk and of finalising."""

import io
from datetime import timedelta

import pandas as pd
import pytest
from django.urls import reverse

from contests.models import RoundState
from leaderboard.boards import BoardKey, advance_board
from leaderboard.standings import record_results
from quizsite.accounts.models import UnitContact
from tests.factories import (
    NOON,
    ContestFactory,
    DivisionFactory,
    EntryFactory,
    HeadcountFactory,
    OrganiserFactory,
    RoundFactory,
    UnitFactory,
    UnitKindFactory,
)
from tests.leaderboard.cast import closed_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def contest():
    return ContestFactory(slug="thu-do")


@pytest.fixture
def division(contest):
    return DivisionFactory(contest=contest, code="cbccvc")


@pytest.fixture
def week(contest):
    return RoundFactory(contest=contest, number=1, tie_chain=["correct", "time_used"])


@pytest.fixture
def department():
    return UnitFactory(code="so-noi-vu", name="Sở Nội vụ")


def take(week, division, **facts):
    extra = {name: facts.pop(name) for name in ("unit", "user") if name in facts}
    entry = EntryFactory(contest=week.contest, division=division, **extra)
    closed_attempt(entry, week, **facts)
    record_results(week, [entry.pk])
    return entry


BOARD = "/cuoc-thi/thu-do/bang-xep-hang/"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("number", "queries"), [("1", 5), ("", 5)])
def test_board_asks_the_same_whatever_its_length(
    client, week, division, count, number, queries, django_assert_num_queries
):
    for seconds in range(count):
        take(week, division, correct=5, seconds=seconds)
    client.get(BOARD, {"ky": number})

    with django_assert_num_queries(queries):  # contest, rounds, divisions, board, rounds
        response = client.get(BOARD, {"ky": number})

    assert len(response.context["page"].rows) == count


def test_board_works_without_a_script(client, week, division):
    entry = take(week, division, correct=5)
    take(week, division, correct=5, seconds=61)

    page = client.get(BOARD, {"ky": "1"}).content.decode()

    assert entry.display_name in page
    assert "cùng 5 câu đúng, làm bài nhanh hơn 1 giây" in page


def test_board_never_shows_a_full_name(client, week, division, contestant):
    take(week, division, user=contestant)

    page = client.get(BOARD).content.decode()

    assert "T. T. Bình" in page
    assert "Trần Thị Bình" not in page


def test_own_line_is_there_even_below_the_page(signed_in, week, division, contestant, monkeypatch):
    monkeypatch.setattr("leaderboard.boards.TOP", 2)
    for seconds in (1, 2, 3):
        take(week, division, correct=5, seconds=seconds)
    own = take(week, division, correct=1, user=contestant)

    page = signed_in(contestant).get(BOARD, {"ky": "1"}).context["page"]

    assert [row["place"] for row in page.rows] == [1, 2]
    assert (page.own["id"], page.own["place"], page.is_own_shown) == (own.pk, 4, False)


def test_later_pages_go_on_where_the_first_ended(client, week, division, monkeypatch):
    monkeypatch.setattr("leaderboard.boards.TOP", 2)
    monkeypatch.setattr("leaderboard.board_pages.TOP", 2)
    for seconds in (1, 2, 3):
        take(week, division, correct=5, seconds=seconds)

    page = client.get(BOARD, {"ky": "1", "trang": "2"}).context["page"]

    assert [row["place"] for row in page.rows] == [3]


def test_own_division_comes_first(signed_in, contest, week, division, contestant):
    residents = DivisionFactory(contest=contest, code="nguoi-dan", position=9)
    take(week, residents, user=contestant)

    choice = signed_in(contestant).get(BOARD).context["choice"]

    assert choice.division == residents


@pytest.mark.parametrize("query", [{"ky": "9"}, {"bang": "khong"}, {"ky": "x"}])
def test_board_that_is_not_there_is_not_found(client, week, division, query):
    assert client.get(BOARD, query).status_code == 404


def test_snapshot_is_sent_once_per_version(client, week, division):
    take(week, division)
    first = client.get(BOARD + "du-lieu/", {"ky": "1"})
    same = client.get(BOARD + "du-lieu/", {"ky": "1"}, headers={"If-None-Match": first["ETag"]})
    take(week, division)
    advance_board(BoardKey(week.contest_id, week.pk, division.pk), at=NOON)
    changed = client.get(BOARD + "du-lieu/", {"ky": "1"}, headers={"If-None-Match": first["ETag"]})

    assert [first.status_code, same.status_code, changed.status_code] == [200, 304, 200]
    assert [first.json()["version"], changed.json()["version"]] == [1, 2]
    assert first["Cache-Control"] == "public, max-age=1"


def test_own_place_needs_a_person(client, week, division):
    response = client.get(BOARD + "cua-toi/")

    assert (response.status_code, response.json()["code"]) == (401, "signed_out")


def test_own_place_is_told_to_its_person(signed_in, week, division, contestant, stranger):
    take(week, division, correct=5)
    own = take(week, division, correct=1, user=contestant)

    told = signed_in(contestant).get(BOARD + "cua-toi/", {"ky": "1"}).json()
    nothing = signed_in(stranger).get(BOARD + "cua-toi/", {"ky": "1"}).json()

    assert (told["row"]["id"], told["row"]["place"], told["people"]) == (own.pk, 2, 2)
    assert nothing == {"row": None, "people": 0}


def test_scores_withheld_are_on_no_page(signed_in, week, division, contestant):
    type(week).objects.update(shown_after_submit="nothing")
    take(week, division, correct=5, user=contestant)
    client = signed_in(contestant)

    page = client.get(BOARD, {"ky": "1"}).content.decode()

    assert "5/5" not in page
    assert client.get(BOARD + "du-lieu/", {"ky": "1"}).json()["rows"] == []
    assert client.get(BOARD + "cua-toi/", {"ky": "1"}).json()["row"] is None


def test_projector_shows_twelve_and_the_way_in(client, week, division):
    for seconds in range(14):
        take(week, division, seconds=seconds)

    response = client.get(BOARD, {"ky": "1", "man-chieu": "1"})

    assert len(response.context["rows"]) == 12
    assert "<svg" in response.context["qr"]
    assert "style=" not in response.content.decode()


UNITS = "/cuoc-thi/thu-do/don-vi/"


def test_participation_says_people_headcount_and_rate(client, week, division, department):
    HeadcountFactory(unit=department, people=3)
    take(week, division, unit=department)

    page = client.get(UNITS, {"ky": "1"}).content.decode()

    assert "1 / 3" in page
    assert "33,33 %" in page


def test_unit_without_headcount_has_no_rate_on_the_page(client, week, division, department):
    take(week, division, unit=department)

    page = client.get(UNITS).content.decode()

    assert "chưa có số liệu" in page
    assert "0,00 %" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_participation_asks_the_same_whatever_the_number_of_units(
    client, week, division, count, django_assert_num_queries
):
    for _ in range(count):
        unit = UnitFactory()
        HeadcountFactory(unit=unit)
        take(week, division, unit=unit)

    with django_assert_num_queries(6):  # contest, rounds; divisions, standings, units, headcounts
        client.get(UNITS, {"ky": "1"})


def test_drill_down_keeps_the_parent_in_sight(client, week, division, department):
    office = UnitFactory(code="van-phong", name="Văn phòng Sở", parent=department)
    HeadcountFactory(unit=department, people=4)
    take(week, division, unit=office)

    selection = client.get(UNITS + "so-noi-vu/").context["selection"]

    assert (selection.focus.unit.name, selection.focus.counted.people) == ("Sở Nội vụ", 1)
    assert [one.unit.name for one in selection.units] == ["Văn phòng Sở"]


def test_unknown_unit_is_not_found(client, week, division):
    assert client.get(UNITS + "khong-co/").status_code == 404


def listed(client, **query):
    units = client.get(UNITS, query).context["selection"].units
    return [one.unit.name for one in units]


@pytest.fixture
def three_units(week, division, department):
    ward = UnitFactory(
        name="Phường Ba Đình", kind=UnitKindFactory(code="phuong", name="Phường, xã")
    )
    school = UnitFactory(name="Trường Mầm non Hòa Bình", parent=ward)
    for unit, people, takers in [(department, 2, 1), (ward, 4, 3), (school, 1, 1)]:
        HeadcountFactory(unit=unit, people=people)
        for _ in range(takers):
            take(week, division, unit=unit, correct=5 if unit == department else 3)


def test_units_are_ordered_as_asked(client, three_units):
    assert listed(client) == ["Phường Ba Đình", "Sở Nội vụ"]
    assert listed(client, xep="ten") == ["Phường Ba Đình", "Sở Nội vụ"]
    assert listed(client, xep="so-nguoi") == ["Phường Ba Đình", "Sở Nội vụ"]
    assert listed(client, xep="diem") == ["Sở Nội vụ", "Phường Ba Đình"]


def test_units_are_found_without_accents_at_any_depth(client, three_units):
    assert listed(client, tim="hoa binh") == ["Trường Mầm non Hòa Bình"]
    assert listed(client, tim="P. Ba Dinh") == ["Phường Ba Đình"]


def test_units_are_filtered_by_kind(client, three_units):
    assert listed(client, khoi="so") == ["Sở Nội vụ", "Trường Mầm non Hòa Bình"][::-1]
    assert listed(client, khoi="phuong") == ["Phường Ba Đình"]


def test_totals_of_a_kind_count_nobody_twice(client, three_units, division, week):
    office = UnitFactory(name="Phòng Văn hóa", parent=UnitFactory(name="Sở Văn hóa"))
    take(week, division, unit=office)

    kinds = {kind.kind: kind for kind in client.get(UNITS).context["selection"].kinds}

    # Sở Nội vụ 1, Sở Văn hóa 1 (its office within it), and the school below the ward 1.
    assert (kinds["so"].units, kinds["so"].people) == (3, 3)
    assert (kinds["phuong"].units, kinds["phuong"].people) == (1, 4)


def test_units_at_100_percent_and_furthest_from_it_are_listed(client, three_units):
    selection = client.get(UNITS).context["selection"]

    assert [one.unit.name for one in selection.full] == ["Phường Ba Đình"]
    assert [one.unit.name for one in selection.lowest] == ["Sở Nội vụ"]


def test_each_headcount_has_its_own_figures(client, contest, week, division, department):
    pupils = DivisionFactory(contest=contest, headcount_category="hoc-sinh", position=2)
    take(week, pupils, unit=department)

    def people(**query):
        (one,) = client.get(UNITS, query).context["selection"].units
        return one.counted.people

    assert [people(), people(**{"tinh-tren": "hoc-sinh"}), people(**{"tinh-tren": "la"})] == [
        0,
        1,
        0,
    ]


def test_bars_share_one_scale_even_above_100_percent(client, week, division, department):
    HeadcountFactory(unit=department, people=1)
    half = UnitFactory()
    HeadcountFactory(unit=half, people=2)
    for unit in (department, department, half):
        take(week, division, unit=unit)

    lines = client.get(UNITS).context["lines"]

    assert [(line.bar, line.full) for line in lines] == [("100.00", "50.00"), ("25.00", "50.00")]


def test_workbook_has_the_figures_of_the_page(client, week, division):
    unit = UnitFactory(code="cong-thuc", name="=1+1")
    HeadcountFactory(unit=unit, people=3, is_sample=True)
    take(week, division, unit=unit, correct=4)

    response = client.get(UNITS + "so-lieu.xlsx", {"ky": "1"})
    content = io.BytesIO(response.content)
    table = pd.read_excel(content, engine="calamine", header=5)
    header = pd.read_excel(content, engine="calamine", header=None, nrows=4)[0].tolist()

    assert table.iloc[0]["Đơn vị"] == "=1+1"
    assert table.iloc[0]["Tỷ lệ tham gia (%)"] == 33.33
    assert table.iloc[0]["Điểm trung bình"] == 80
    assert header == [
        "Tìm hiểu cải cách hành chính",
        "Tuần 1",
        "Số liệu lúc 12:00 thứ Hai, 23/11/2026",
        "Tổng số cán bộ lấy theo ngày 23/11/2026",
    ]


def test_contact_person_sees_names_and_no_scores(
    signed_in, week, division, department, contestant, colleague
):
    UnitContact.objects.create(user=colleague, unit=department, since=NOON.date())
    HeadcountFactory(unit=department, people=10)
    own = take(week, division, unit=department, user=contestant, correct=4)
    waiting = EntryFactory(contest=week.contest, division=division, unit=department)

    response = signed_in(colleague).get("/don-vi/so-noi-vu/")
    page = response.content.decode()

    taken = {entry.pk: entry.has_taken for entry in response.context["page"]}
    assert taken == {waiting.pk: False, own.pk: True}
    assert "Trần Thị Bình" in page
    assert "4/5" not in page
    assert response.context["desk"].missing == [(80, 7), (100, 9)]


def test_stranger_does_not_see_the_unit_desk(signed_in, week, division, department, stranger):
    assert signed_in(stranger).get("/don-vi/so-noi-vu/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_unit_desk_asks_the_same_whatever_the_number_of_people(
    signed_in, week, division, department, colleague, count, django_assert_num_queries
):
    UnitContact.objects.create(user=colleague, unit=department, since=NOON.date())
    for _ in range(count):
        take(week, division, unit=department)
    client = signed_in(colleague)
    client.get("/don-vi/so-noi-vu/")

    with django_assert_num_queries(DESK_QUERIES):
        client.get("/don-vi/so-noi-vu/")


# Session, user, usersessions; unit, contact (2); contest, rounds; participation (5); people (2).
DESK_QUERIES = 15

FINALISE = "/to-chuc/thu-do/ky/1/chot/"


@pytest.fixture
def closed_week(week):
    type(week).objects.update(
        opens_at=NOON - timedelta(days=7), closes_at=NOON - timedelta(hours=1)
    )
    return week


def test_organiser_sees_what_will_be_frozen_and_freezes_it(
    signed_in, contest, closed_week, division, organiser
):
    OrganiserFactory(contest=contest, user=organiser)
    take(closed_week, division, correct=5)
    client = signed_in(organiser)

    shown = client.get(FINALISE).context["results"]
    answer = client.post(FINALISE)

    assert [(one.people, one.attempts, one.perfect) for one in shown] == [(1, 1, 1)]
    assert answer.status_code == 302
    closed_week.refresh_from_db()
    assert closed_week.state == RoundState.FINALISED
    assert closed_week.result_digest in client.get(FINALISE).content.decode()


def test_finalising_twice_is_refused_in_words(signed_in, contest, closed_week, division, organiser):
    OrganiserFactory(contest=contest, user=organiser)
    client = signed_in(organiser)
    client.post(FINALISE)

    assert client.post(FINALISE).status_code == 409


def test_open_round_offers_no_button(signed_in, contest, week, division, organiser):
    OrganiserFactory(contest=contest, user=organiser)
    client = signed_in(organiser)

    assert '<button class="btn btn-danger' not in client.get(FINALISE).content.decode()
    assert client.post(FINALISE).status_code == 409


def test_stranger_does_not_find_the_finalising_page(signed_in, week, division, stranger):
    assert signed_in(stranger).get(FINALISE).status_code == 404


def test_addresses_are_the_agreed_ones():
    assert reverse("leaderboard:board", args=["a"]) == "/cuoc-thi/a/bang-xep-hang/"
    assert reverse("leaderboard:participation", args=["a", "b"]) == "/cuoc-thi/a/don-vi/b/"
    assert reverse("leaderboard:unit_desk", args=["b"]) == "/don-vi/b/"
