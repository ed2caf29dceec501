"""A report tells one reading of the figures, as page, workbook, document and JSON."""

import io
from datetime import timedelta
from decimal import Decimal

import docx
import pandas as pd
import pytest
from lxml import html

from contests.awards import Award
from contests.models import Attempt, RoundAnalysis
from leaderboard.participation.figures import participation_in
from leaderboard.reports.contents import sections_of
from leaderboard.reports.figures import report_of
from leaderboard.reports.sections import said
from tests.factories import (
    NOON,
    AxisFactory,
    DivisionFactory,
    HeadcountFactory,
    OrganiserFactory,
    RoundFactory,
    UnitFactory,
    UnitKindFactory,
)
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

CONTEST = "/to-chuc/thu-do/bao-cao/"
ROUND = "/to-chuc/thu-do/ky/2/bao-cao/"


@pytest.fixture
def weeks(contest, week, division, department):
    """Week 1: six people of the department. Week 2: seven of it, one of a ward, all over."""
    at = {"opens_at": NOON - timedelta(days=9), "closes_at": NOON - timedelta(days=2)}
    type(week).objects.update(**at)
    second = RoundFactory(contest=contest, number=2, title="Tuần 2", **at)
    ward = UnitFactory(code="phuong", name="Phường", kind=UnitKindFactory(code="p", name="Phường"))
    UnitFactory(code="so-khac", name="Sở Khác")
    HeadcountFactory(unit=department, people=7)
    HeadcountFactory(unit=ward, people=60)
    took = {"at": NOON - timedelta(days=3)}
    for correct in (5, 4, 3, 3, 2, 1):
        take(week, division, unit=department, correct=correct, **took)
    for correct in (5, 5, 4, 4, 3, 2, 1):
        take(second, division, unit=department, correct=correct, **took)
    take(second, division, unit=ward, correct=0, **took)
    week.refresh_from_db()
    return week, second


@pytest.fixture
def browser(signed_in, contest, organiser):
    OrganiserFactory(contest=contest, user=organiser)
    return signed_in(organiser)


def section(award, code):
    return next(one for one in sections_of(report_of(award, at=NOON)) if one.code == code)


def table(award, code):
    found = section(award, code)
    names = [heading.title for heading in found.headings]
    return [dict(zip(names, [cell.value for cell in row], strict=True)) for row in found.rows]


def test_people_come_first_and_then_attempts_and_units(contest, weeks):
    rows = {row["Chỉ tiêu"]: row["Số liệu"] for row in table(Award(contest, weeks[1]), "quy-mo")}
    assert list(rows)[:2] == ["Người dự thi", "Lượt thi"]
    assert rows["Người dự thi"] == 8
    assert (rows["Đơn vị có người dự thi"], rows["Đơn vị trong danh sách"]) == (2, 3)
    assert rows["Tỷ lệ tham gia chung (%)"] == Decimal("11.94")
    assert rows["Điểm trung bình (thang 100)"] == Decimal("60.00")


def test_units_have_the_rates_that_their_own_page_has(contest, weeks):
    figures = participation_in(contest, round=weeks[1], at=NOON)
    rows = {
        row["Đơn vị"]: row["Tỷ lệ (%)"] for row in table(Award(contest, weeks[1]), "don-vi-cbccvc")
    }
    assert rows == {
        "Phường": figures.by_code("phuong").rate,
        "Sở Khác": None,
        "Sở Nội vụ": figures.by_code("so-noi-vu").rate,
    }


def test_full_units_and_the_lowest_are_named(contest, weeks):
    sentences = section(Award(contest, weeks[1]), "don-vi-neu-ten-cbccvc").sentences
    assert sentences == [
        "1 đơn vị đạt 100 % trở lên: Sở Nội vụ.",
        "Các đơn vị có tỷ lệ thấp nhất: Phường (1,67 %).",
    ]


def test_a_week_says_what_changed_since_the_week_before(contest, weeks):
    before, now = table(Award(contest, weeks[1]), "cac-ky")
    assert (before["Người"], now["Người"], now["Thay đổi"]) == (6, 8, 2)
    assert now["Thay đổi điểm trung bình"] == now["Điểm trung bình"] - before["Điểm trung bình"]
    assert len(table(Award(contest), "cac-ky")) == 2


def test_bands_add_up_to_all_people(contest, weeks):
    rows = table(Award(contest, weeks[1]), "chat-luong")
    assert [row["Người"] for row in rows] == [2, 2, 2, 2]
    assert sum(row["Tỷ lệ (%)"] for row in rows) == 100


def test_bands_wait_until_nobody_answers_any_more(contest, weeks):
    type(weeks[1]).objects.filter(pk=weeks[1].pk).update(closes_at=NOON + timedelta(days=1))
    weeks[1].refresh_from_db()
    found = section(Award(contest, weeks[1]), "chat-luong")
    assert not found.rows
    assert "sau khi kỳ thi đóng" in found.note


def test_hours_add_up_to_all_attempts(contest, weeks):
    (row,) = table(Award(contest, weeks[1]), "theo-gio")
    assert (row["Giờ"], row["Lượt thi"]) == ("11:00–11:59", 8)


def test_the_score_of_a_few_is_told_nowhere_nor_can_be_worked_out(contest, weeks):
    """The one person of the ward has nothing right; the mean of the others would tell it."""
    award = Award(contest, weeks[1])
    for code in ("khoi-cbccvc", "don-vi-cbccvc"):
        rows = table(award, code)
        assert [row["Điểm trung bình"] for row in rows] == [None] * len(rows)
        assert "dưới 5 người" in section(award, code).note


def test_contents_come_from_the_analysis_of_the_round(contest, weeks, division):
    axis = AxisFactory()
    whole = {"division": division.pk, "kinds": [], "people": 12, "axes": [[axis.pk, 9, 12]]}
    RoundAnalysis.objects.create(
        round=weeks[1], made_at=NOON, source="", papers=12, summary={"axes": [whole]}
    )
    (row,) = table(Award(contest, weeks[1]), "noi-dung")
    assert (row["Nội dung"], row["Tỷ lệ đúng (%)"]) == (axis.name, Decimal("75.00"))


def test_few_people_have_neither_mean_nor_bands(contest, week, division, department):
    type(week).objects.update(opens_at=NOON - timedelta(days=9), closes_at=NOON - timedelta(days=1))
    week.refresh_from_db()
    take(week, division, unit=department, correct=5, at=NOON - timedelta(days=2))
    award = Award(contest, week)
    rows = {row["Chỉ tiêu"]: row["Số liệu"] for row in table(award, "quy-mo")}
    assert (rows["Người dự thi"], rows["Điểm trung bình (thang 100)"]) == (1, None)
    assert rows["Bài đúng tất cả"] is None
    assert not section(award, "chat-luong").rows


def test_divisions_and_categories_are_counted_apart(contest, weeks, department):
    pupils = DivisionFactory(
        contest=contest, code="hs", name="Học sinh", headcount_category="hoc-sinh"
    )
    for correct in range(5):
        take(weeks[1], pupils, unit=department, correct=correct, at=NOON - timedelta(days=3))
    award = Award(contest, weeks[1])
    assert [row["Người"] for row in table(award, "bang-thi")] == [8, 5]
    people = {row["Người dự thi"]: row["Số liệu"] for row in table(award, "nguoi-du-thi")}
    assert people["học sinh"] == 5
    assert {one.code for one in sections_of(report_of(award, at=NOON))} >= {
        "khoi-cbccvc",
        "khoi-hoc-sinh",
    }


def test_papers_are_told_apart_by_the_device_they_were_begun_on(contest, weeks):
    papers = list(Attempt.objects.filter(round=weeks[1]).order_by("pk"))
    assert not [
        one for one in sections_of(report_of(Award(contest), at=NOON)) if "thiet" in one.code
    ]
    for paper, device in zip(papers, [1, 1, 1, 1, 1, None, None, None], strict=True):
        paper.device = device
        paper.save()
    rows = {row["Thiết bị"]: row for row in table(Award(contest, weeks[1]), "thiet-bi")}
    assert list(rows) == ["Điện thoại", "Máy tính bảng", "Máy tính", "Không rõ"]
    # Three unknown ones are few, and what all papers leave would tell them.
    assert [row["Lượt thi"] for row in rows.values()] == [None, 0, 0, None]
    whole = {row["Thiết bị"]: row for row in table(Award(contest), "thiet-bi")}
    # The first week had unknown ones only; the whole less that week would tell the three.
    assert [row["Lượt thi"] for row in whole.values()] == [None, 0, 0, None]


def test_what_no_round_hides_is_told_of_the_contest(contest, weeks):
    Attempt.objects.filter(round=weeks[1]).update(device=1)
    whole = {row["Thiết bị"]: row for row in table(Award(contest), "thiet-bi")}
    assert (whole["Điện thoại"]["Người"], whole["Không rõ"]["Lượt thi"]) == (8, 6)
    assert whole["Điện thoại"]["Tỷ lệ lượt (%)"] == Decimal("57.14")


@pytest.mark.parametrize("path", [CONTEST, ROUND])
def test_page_workbook_document_and_json_have_the_same_figures(browser, weeks, path):
    assert_all_forms_agree(browser, path, files=path, least=5)


def assert_all_forms_agree(browser, path, *, files, least):
    told = browser.get(f"{files}json/").json()["sections"]
    page = html.fromstring(browser.get(path).content.decode())
    book = sheets(browser.get(f"{files}xlsx/").getvalue())
    paper = docx.Document(io.BytesIO(browser.get(f"{files}docx/").content))
    printed = {tuple(rows[0]): rows[1:] for rows in (texts(one.rows) for one in paper.tables)}
    assert len(told) >= least
    for code, one in told.items():
        in_words = [[said(value(cell)) for cell in row] for row in one["rows"]]
        assert printed[tuple(one["columns"])] == in_words
        assert shown(page, code)[1:] == in_words
        lines = book[one["title"][:31].strip()].iloc[-len(in_words) :, : len(one["columns"])]
        assert [[none(cell) for cell in row] for row in lines.values.tolist()] == one["rows"]


def texts(rows):
    return [[cell.text for cell in row.cells] for row in rows]


def shown(page, code):
    """The table of a section on the page; its picture has one of its own before."""
    table = page.xpath(f"//*[@data-part='{code}']//table")[-1]
    return [[cell.text_content().strip() for cell in row] for row in table.iter("tr")]


def sheets(content):
    return pd.read_excel(io.BytesIO(content), engine="calamine", header=None, sheet_name=None)


def value(cell):
    return Decimal(f"{cell:.2f}") if isinstance(cell, float) else cell


def none(cell):
    return None if isinstance(cell, float) and pd.isna(cell) else cell


def test_every_format_is_answered_as_a_file(browser, weeks):
    assert browser.get(f"{ROUND}pdf/").content.startswith(b"%PDF")
    for path in (f"{ROUND}odt/", f"{CONTEST}khac/", "/to-chuc/thu-do/ky/9/bao-cao/"):
        assert browser.get(path).status_code == 404


def test_figures_lead_to_people_and_units(browser, weeks):
    page = browser.get(ROUND).content.decode()
    assert "/to-chuc/thu-do/du-thi/" in page
    assert "/cuoc-thi/thu-do/don-vi/so-noi-vu/?ky=2" in page


def test_a_contest_without_people_says_so(browser, week):
    assert "Chưa có ai dự thi." in browser.get(CONTEST).content.decode()
    for ending in ("docx", "xlsx", "json"):
        assert browser.get(f"{CONTEST}{ending}/").status_code == 200


def test_others_see_nothing(signed_in, contestant, client, weeks):
    for path in (CONTEST, ROUND, f"{ROUND}xlsx/", f"{CONTEST}nguoi/", f"{ROUND}nguoi/?dai=0"):
        assert client.get(path).status_code == 302
        assert signed_in(contestant).get(path).status_code == 404
