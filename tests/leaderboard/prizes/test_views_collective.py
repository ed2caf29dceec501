"""Pages of collective prizes: the sheet, what if, points by hand, announcing."""

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pandas as pd
import pytest

from contests.models import CollectiveRule
from leaderboard.finals.finalise import finalise_round
from leaderboard.models import UnitPoints, Winner
from leaderboard.prizes.collective import WinnersNotAnnounced, announce_sheet
from leaderboard.prizes.sheets import as_json, sheet_of
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import NOON, HeadcountFactory, OrganiserFactory, UnitFactory, UnitKindFactory
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]


@pytest.fixture
def rule(week, division, department):
    """The department has 1 of 4 people, its office counted in; another unit has nobody."""
    HeadcountFactory(unit=department, people=4)
    HeadcountFactory(unit=UnitFactory(code="so-khac", name="Sở Khác"), people=2)
    office = UnitFactory(parent=department, kind=UnitKindFactory(code="phong"))
    take(week, division, unit=office, correct=4, at=NOON - timedelta(hours=2))
    return CollectiveRule.objects.create(
        contest=week.contest,
        round=week,
        title="Khối sở, ngành",
        unit_kind=department.kind,
        measure="weighted",
        points_weight=1,
        min_percent=30,
    )


@pytest.fixture
def page(rule):
    return f"/to-chuc/thu-do/tap-the/{rule.pk}/"


@pytest.fixture
def browser(signed_in, contest, organiser):
    OrganiserFactory(contest=contest, user=organiser)
    return signed_in(organiser)


def lines(response):
    return [(one.code, one.place, one.failed) for one in response.context["sheet"].lines]


def test_the_sheet_says_who_is_out_and_why(browser, page):
    response = browser.get(page)
    assert lines(response) == [
        ("so-noi-vu", None, ["rate"]),
        ("so-khac", None, ["rate", "people"]),
    ]
    assert "chưa đạt tỷ lệ tham gia tối thiểu" in response.content.decode()


def test_what_if_changes_the_page_and_nothing_else(browser, page, rule):
    response = browser.get(f"{page}?nguong=20")
    assert lines(response)[0] == ("so-noi-vu", 1, [])
    assert "Nếu mức tối thiểu là 20 %: 1 trên 2 đơn vị được xét." in response.content.decode()
    rule.refresh_from_db()
    assert rule.min_percent == 30
    assert list(browser.get(f"{page}?nguong=200").context["form"].errors) == ["nguong"]


def test_points_are_given_with_a_note_and_corrected(browser, page, rule, department):
    path = f"{page}diem/so-noi-vu/"
    assert browser.post(path, {"points": "-1", "note": "Video"}).status_code == 200
    browser.post(path, {"points": "7.5", "note": "Video"})
    browser.post(path, {"points": "8", "note": "Video, chấm lại"})

    assert UnitPoints.objects.get().points == Decimal(8)
    said = [
        (line.before.get("points"), line.after["points"])
        for line in AuditLine.objects.filter(kind=AuditKind.UNIT_POINTS_GIVEN).order_by("pk")
    ]
    assert said == [(None, "7.5"), ("7.50", "8")]
    assert browser.get(f"{page}diem/so-khong-co/").status_code == 404


def test_a_sheet_is_announced_once_the_result_is_final(
    browser, client, page, rule, week, organiser
):
    assert browser.post(page).status_code == 409
    finalise_round(week, by=organiser, at=NOON)
    assert browser.post(page).status_code == 302

    public = client.get("/cuoc-thi/thu-do/dat-giai/").content.decode()
    assert "Tập thể: Khối sở, ngành" in public
    assert "chưa đạt tỷ lệ tham gia tối thiểu" in public
    assert not browser.get(page).context["differs"]

    HeadcountFactory(unit=UnitFactory(code="so-moi"), people=9)
    assert browser.get(page).context["differs"]


def test_who_gave_points_does_not_announce_what_they_decide(
    browser, signed_in, page, rule, week, contest
):
    other = signed_in(OrganiserFactory(contest=contest).user)
    browser.post(f"{page}diem/so-noi-vu/", {"points": "10000", "note": "Video"})
    type(week).objects.update(state="finalised", result_digest="0" * 64)
    assert "một người khác trong ban tổ chức công bố" in browser.get(page).content.decode()
    assert browser.post(page).status_code == 403
    assert other.post(page).status_code == 302
    assert browser.get(page).context["announced_at"]


def test_a_sheet_that_counts_winners_waits_for_their_list(week, rule, prize_of, organiser, contest):
    CollectiveRule.objects.update(needs_winner=True)
    rule.refresh_from_db()
    prize = prize_of("Nhất")
    type(week).objects.update(state="finalised", result_digest="0" * 64)
    rule.round.refresh_from_db()
    with pytest.raises(WinnersNotAnnounced):
        announce_sheet(rule, by=organiser, at=NOON)
    Winner.objects.create(
        contest=contest,
        round=week,
        prize=prize,
        entry=contest.entries.get(),
        place=1,
        announced_at=NOON,
    )
    lines = announce_sheet(rule, by=organiser, at=NOON).lines
    assert [(line["code"], line["winners"]) for line in lines] == [
        *(("so-noi-vu", 1), ("so-khac", 0)),
    ]


def test_units_of_two_khoi_stand_on_one_sheet(browser, page, rule, week, division, department):
    """A commune below the department is counted in it alone."""
    commune = UnitKindFactory(code="xa", name="Cấp xã")
    rule.more_kinds.add(commune)
    UnitFactory(code="xa-duoi", kind=commune, parent=department)
    take(week, division, unit=UnitFactory(code="xa-1", kind=commune), at=NOON)
    type(rule).objects.update(measure="attempts", min_percent=None)
    assert lines(browser.get(page)) == [
        ("so-noi-vu", 1, []),
        ("xa-1", 1, []),
        ("so-khac", None, ["people"]),
    ]
    browser.post(f"{page}diem/xa-1/", {"points": "1", "note": "Video"})
    assert UnitPoints.objects.get().unit.code == "xa-1"


@pytest.mark.usefixtures("week")
def test_each_prize_won_brings_a_unit_its_points(rule, week, prize_of, contest, division):
    """Two prizes of one person both count, in the unit of the result and in all above it."""
    entry = contest.entries.get()
    for place, title in enumerate(("Nhất", "Nhì", "Ba"), start=1):
        facts = {"contest": contest, "round": week, "entry": entry, "place": place}
        Winner.objects.create(prize=prize_of(title), announced_at=NOON, **facts)
    rule.measure, rule.prize_points = "prize_points", [[1, 5], [2, 3]]
    rule.save()
    first, second = sheet_of(rule, at=NOON).lines
    assert (first.code, first.prize_points, first.winners) == ("so-noi-vu", 8, 1)
    assert (second.code, second.prize_points) == ("so-khac", 0)


def test_a_sheet_that_asks_neither_is_kept_as_earlier_versions_read_it(rule):
    (line, _other) = sheet_of(rule, at=NOON).lines
    assert not {"attempts", "prize_points"} & as_json(line).keys()
    assert as_json(replace(line, attempts=0))["attempts"] == 0


def test_the_file_has_the_formula_above_the_table(browser, page):
    answer = browser.get(f"{page}ket-qua.xlsx")
    table = pd.read_excel(io.BytesIO(answer.content), header=None, engine="calamine")
    first = table[0].dropna().tolist()
    formula = (
        "Điểm tổng hợp = (1 × tỷ lệ tham gia (%) + 1 × điểm trung bình (thang 100) + 1 × điểm do "
        "ban tổ chức chấm) ÷ 3."
    )
    assert formula in first
    row = table[table[1] == "Sở Nội vụ"].iloc[0].tolist()
    assert row[4:8] == [4, 1, 25, 80]


@pytest.mark.parametrize("path", ["", "ket-qua.xlsx", "diem/so-noi-vu/"])
def test_the_pages_are_the_organisers(client, signed_in, page, stranger, path):
    OrganiserFactory(user=stranger)  # of another contest
    assert client.get(f"{page}{path}").status_code == 302
    assert signed_in(stranger).get(f"{page}{path}").status_code == 404


def test_the_sheet_asks_the_same_whatever_the_number_of_units(
    browser, page, django_assert_max_num_queries
):
    browser.get(page)
    UnitFactory.create_batch(5)
    with django_assert_max_num_queries(20):
        browser.get(page)
