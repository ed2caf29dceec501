"""Pages of winners: organisers check and announce, everybody reads what was announced."""

import io
from datetime import timedelta

import pandas as pd
import pytest

from leaderboard.finals.finalise import finalise_round
from leaderboard.models import WinnerCheck
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import NOON, EntryFactory, OrganiserFactory
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]

PAGE = "/to-chuc/thu-do/ky/1/dat-giai/"
PUBLIC = "/cuoc-thi/thu-do/dat-giai/"


@pytest.fixture
def browser(signed_in, contest, organiser):
    OrganiserFactory(contest=contest, user=organiser)
    return signed_in(organiser)


@pytest.fixture
def people(week, division, department, contestant, colleague):
    facts = {"unit": department, "at": NOON - timedelta(hours=2)}
    return [
        take(week, division, user=contestant, correct=5, seconds=61.25, **facts),
        take(week, division, user=colleague, correct=4, **facts),
    ]


@pytest.fixture
def first(prize_of):
    return prize_of("Nhất", value_vnd=1_000_000)


def confirm(browser, entry, **sent):
    return browser.post(f"{PAGE}{entry.pk}/", {"state": "confirmed"} | sent)


def test_organisers_read_who_wins_and_how_to_reach_them(browser, people, first):
    page = browser.get(PAGE).content.decode()
    assert "Trần Thị Bình" in page
    assert "binh@example.vn" in page
    assert "5/5 câu đúng · 1:01,250 · nộp thứ Hai, 23/11/2026, 10:00:00" in page
    assert "Còn 1 trên 1 người chưa xác nhận." in page
    assert "Lê Văn Cường" not in page
    line = AuditLine.objects.get(kind=AuditKind.PEOPLE_SEEN)
    assert line.after == {"page": "Người đạt giải", "people": 1}


def test_a_refused_prize_goes_to_the_next_on_the_page(browser, people, first):
    answer = confirm(browser, people[0], state="refused")
    assert list(answer.context["form"].errors) == ["reason"]  # a reason is asked for

    confirm(browser, people[0], state="refused", reason="Không đúng đối tượng")
    page = browser.get(PAGE)
    assert [one.win.entry for one, _standing in page.context["lines"]] == [people[1].pk]
    assert "Đã chuyển giải cho người kế tiếp" in page.content.decode()


def test_from_check_to_the_public_page(browser, client, people, first, week, organiser):
    assert "chưa công bố" in client.get(PUBLIC).content.decode()
    finalise = "/to-chuc/thu-do/ky/1/chot/"
    assert "Còn 1 người sắp đạt giải chưa được xác nhận" in browser.get(finalise).content.decode()
    assert browser.post(finalise, {"dong-y": "on"}).status_code == 409

    confirm(browser, people[0])
    assert browser.post(finalise, {"dong-y": "on"}).status_code == 302

    for path in (PUBLIC, "/cuoc-thi/thu-do/"):
        page = client.get(f"{path}?").content.decode()
        assert "Giải Nhất" in page
        assert f"{people[0].display_name}, Sở Nội vụ" in page
        assert "Trần Thị Bình" not in page  # boards show the short name
    assert client.get(f"{PUBLIC}?ky=2").status_code == 404


def test_a_list_can_be_announced_by_hand(browser, signed_in, people, first, week, organiser):
    other = signed_in(OrganiserFactory(contest=week.contest).user)
    confirm(browser, people[0])
    finalise_round(week, by=organiser, at=NOON)
    confirm(browser, people[0], state="refused", reason="Xin rút")
    confirm(browser, people[1])
    assert "khác danh sách đã công bố" in browser.get(PAGE).content.decode()
    assert "người khác trong ban tổ chức công bố" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE).status_code == 403
    other.post(PAGE)
    page = browser.get(PUBLIC).content.decode()
    assert people[1].display_name in page
    assert people[0].display_name not in page


def test_a_winner_reads_it_on_the_own_result(browser, signed_in, people, first, week, organiser):
    confirm(browser, people[0])

    def result_of(entry):
        path = f"/bai-thi/{entry.attempts.get().code}/ket-qua/"
        return signed_in(entry.user).get(path).content.decode()

    assert "Bạn đạt" not in result_of(people[0])
    finalise_round(week, by=organiser, at=NOON)
    assert "Bạn đạt Giải Nhất." in result_of(people[0])
    assert "Bạn đạt" not in result_of(people[1])


def test_the_file_lists_what_a_decision_needs(browser, people, first):
    answer = browser.get(f"{PAGE[:-1]}.xlsx")
    table = pd.read_excel(io.BytesIO(b"".join(answer)), header=None, engine="calamine").dropna(
        how="all"
    )
    head, row = table.iloc[-2].tolist(), table.iloc[-1].tolist()
    assert head[:5] == ["STT", "Họ và tên", "Đơn vị", "Số câu đúng", "Số câu"]
    assert row[:5] == [1, "Trần Thị Bình", "Sở Nội vụ", 5, 5]
    assert dict(zip(head, row, strict=True))["Giải"] == "Giải Nhất"
    assert AuditLine.objects.filter(kind=AuditKind.RESULTS_EXPORTED).count() == 1


def test_before_a_round_closes_the_page_says_when(browser, contest, week, first):
    type(week).objects.update(closes_at=NOON + timedelta(hours=1))
    assert "xét được sau khi kỳ thi đóng" in browser.get(PAGE).content.decode()
    assert (
        "mọi kỳ thi có xếp hạng đã chốt"
        in browser.get("/to-chuc/thu-do/dat-giai/").content.decode()
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_whatever_the_number_of_winners(
    browser, week, division, prize_of, count, django_assert_num_queries
):
    prize_of("Nhất", count=count)
    for correct in range(count):
        take(week, division, correct=5 - correct, at=NOON - timedelta(hours=2))
    browser.get(PAGE)
    with django_assert_num_queries(PAGE_QUERIES):
        browser.get(PAGE)


# Session, user; contest, organiser, round (3); terms, prizes, checks, who gets none, divisions and
# the list (6); results; this reading; what was announced; the head of the page (2).
PAGE_QUERIES = 16


@pytest.mark.parametrize("path", ["dat-giai/", "ky/1/dat-giai/", "dat-giai.xlsx"])
def test_the_pages_are_the_organisers(client, signed_in, week, stranger, path):
    OrganiserFactory(user=stranger)  # of another contest
    assert client.get(f"/to-chuc/thu-do/{path}").status_code == 302
    assert signed_in(stranger).get(f"/to-chuc/thu-do/{path}").status_code == 404


def test_a_check_is_of_a_person_who_is_to_win_here(browser, people, first):
    stranger = EntryFactory()  # of another contest
    assert confirm(browser, stranger).status_code == 404
    answer = confirm(browser, people[1], reason="Đã gọi")
    assert "không có trong danh sách xét giải" in str(answer.context["form"].errors)
    assert "Đã gọi" in answer.content.decode()
    assert not WinnerCheck.objects.exists()
