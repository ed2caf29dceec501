"""The board's page, its snapshot for polling, own place and the projector."""

import re

import pytest
from django.template.loader import render_to_string

from leaderboard.boards.board import BoardKey, advance_board
from tests.factories import (
    NOON,
    DivisionFactory,
)
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]


BOARD = "/cuoc-thi/thu-do/bang-xep-hang/"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("number", ["1", ""])
def test_board_asks_the_same_whatever_its_length(
    client, week, division, count, number, django_assert_num_queries
):
    for seconds in range(count):
        take(week, division, correct=5, seconds=seconds)
    client.get(BOARD, {"ky": number})

    with django_assert_num_queries(4):  # contest, rounds, divisions, board
        response = client.get(BOARD, {"ky": number})

    assert len(response.context["page"].rows) == count


def test_board_works_without_a_script(client, week, division):
    entry = take(week, division, correct=5)
    take(week, division, correct=5, seconds=61)

    page = client.get(BOARD, {"ky": "1"}).content.decode()

    assert entry.display_name in page
    assert "cùng 5 câu đúng, làm bài nhanh hơn 1 giây" in page


def test_board_marks_who_takes_part_without_a_prize(client, week, division):
    entry = take(week, division, correct=5)
    type(entry).objects.update(is_prizeless=True)
    page = client.get(BOARD, {"ky": "1"}).content.decode()
    assert '<span class="below" data-prizeless>Không xét giải</span>' in page
    assert "Bảng này thi nhưng không xét giải" not in page

    type(division).objects.update(is_prizeless=True)
    assert "Bảng này thi nhưng không xét giải" in client.get(BOARD).content.decode()


def test_board_never_shows_a_full_name(client, week, division, contestant):
    take(week, division, user=contestant)

    page = client.get(BOARD).content.decode()

    assert "T. T. Bình" in page
    assert "Trần Thị Bình" not in page


def test_own_line_is_there_even_below_the_page(signed_in, week, division, contestant, monkeypatch):
    monkeypatch.setattr("leaderboard.boards.board.TOP", 2)
    for seconds in (1, 2, 3):
        take(week, division, correct=5, seconds=seconds)
    own = take(week, division, correct=1, user=contestant)

    page = signed_in(contestant).get(BOARD, {"ky": "1"}).context["page"]

    assert [row["place"] for row in page.rows] == [1, 2]
    assert (page.own["id"], page.own["place"], page.is_own_shown) == (own.pk, 4, False)


def test_later_pages_go_on_where_the_first_ended(client, week, division, monkeypatch):
    monkeypatch.setattr("leaderboard.boards.board.TOP", 2)
    monkeypatch.setattr("leaderboard.boards.page.TOP", 2)
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

    assert (told["row"]["id"], told["row"]["place"]) == (own.pk, 2)
    assert nothing == {"row": None}


def test_scores_withheld_are_on_no_page(signed_in, week, division, contestant):
    type(week).objects.update(shown_after_submit="nothing")
    take(week, division, correct=5, user=contestant)
    client = signed_in(contestant)

    page = client.get(BOARD, {"ky": "1"}).content.decode()

    assert "5/5" not in page
    # Nor that there are none.
    assert re.search(r"<div hidden data-perfect>.*</dt><dd data-total=.perfect.></dd>", page)
    assert client.get(BOARD + "du-lieu/", {"ky": "1"}).json()["rows"] == []
    assert client.get(BOARD + "cua-toi/", {"ky": "1"}).json()["row"] is None


def test_projector_shows_twelve_and_the_way_in(client, week, division):
    for seconds in range(14):
        take(week, division, seconds=seconds)

    response = client.get(BOARD, {"ky": "1", "man-chieu": "1"})

    assert len(response.context["rows"]) == 12
    assert "<svg" in response.context["qr"]
    assert "style=" not in response.content.decode()


def test_a_row_bears_its_id_as_the_script_compares_it():
    """Without separators: "1.234" would be another row for the script."""
    row = {"id": 1234, "place": 1, "name": "An", "unit": "Sở", "why": ""}
    assert 'data-id="1234"' in render_to_string("leaderboard/_row.html", {"row": row})
