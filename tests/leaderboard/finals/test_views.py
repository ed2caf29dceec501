"""Pages of the unit desk and of finalising."""

import io
from datetime import timedelta

import pandas as pd
import pytest
from django.urls import reverse

from contests.models import RoundState
from leaderboard.finals.final_ranking import continue_final_ranking
from leaderboard.finals.results_file import results_workbook
from quizsite.accounts.models import UnitContact
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.audit.lines import said_in
from tests.factories import (
    NOON,
    EntryFactory,
    HeadcountFactory,
    OrganiserFactory,
)
from tests.leaderboard.cast import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_noon")]


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


# Session, user, usersessions; unit, contact (2); contest, rounds; participation (6); people (2).
# Then the quotas, and whether this reading is noted already.
DESK_QUERIES = 20

FINALISE = "/to-chuc/thu-do/ky/1/chot/"
SEEN = {"dong-y": "on"}


@pytest.fixture
def closed_week(week):
    type(week).objects.update(
        opens_at=NOON - timedelta(days=7), closes_at=NOON - timedelta(hours=1)
    )
    return week


def test_finalising_without_the_tick_is_refused_in_words(
    signed_in, contest, closed_week, division, organiser
):
    OrganiserFactory(contest=contest, user=organiser)
    take(closed_week, division, correct=5)

    page = signed_in(organiser).post(FINALISE)

    assert "đánh dấu vào ô dưới rồi bấm chốt lại" in page.content.decode()
    closed_week.refresh_from_db()
    assert closed_week.finalised_at is None


def test_organiser_sees_what_will_be_frozen_and_freezes_it(
    signed_in, contest, closed_week, division, organiser
):
    OrganiserFactory(contest=contest, user=organiser)
    take(closed_week, division, correct=5)
    client = signed_in(organiser)

    shown = client.get(FINALISE).context["results"]
    answer = client.post(FINALISE, SEEN)

    assert [(one.people, one.attempts, one.perfect) for one in shown] == [(1, 1, 1)]
    assert answer.status_code == 302
    closed_week.refresh_from_db()
    assert closed_week.state == RoundState.FINALISED
    assert closed_week.result_digest in client.get(FINALISE).content.decode()


def test_finalising_twice_is_refused_in_words(signed_in, contest, closed_week, division, organiser):
    OrganiserFactory(contest=contest, user=organiser)
    client = signed_in(organiser)
    client.post(FINALISE, SEEN)

    assert client.post(FINALISE, SEEN).status_code == 409


@pytest.fixture
def half_ranked(signed_in, contest, closed_week, division, organiser, monkeypatch):
    """What a request leaves of a round too large for its time; the organiser's browser."""
    monkeypatch.setattr("leaderboard.finals.views.RANKED_WITHIN_S", 0)
    monkeypatch.setattr("leaderboard.finals.final_ranking.BATCH", 2)
    OrganiserFactory(contest=contest, user=organiser)
    for seconds in range(5):
        take(closed_week, division, seconds=seconds)
    client = signed_in(organiser)
    client.post(FINALISE, SEEN)
    closed_week.refresh_from_db()
    return client


def test_organiser_sees_how_far_the_ranking_is(half_ranked, closed_week):
    shown = half_ranked.get(FINALISE)
    continue_final_ranking(closed_week)
    final = half_ranked.get(FINALISE)

    assert shown.context["percent"] == 40
    assert "Đã xếp 40%" in shown.content.decode()
    assert "Đã chốt kết quả." not in shown.content.decode()
    assert closed_week.result_digest in final.content.decode()


def test_nobody_takes_half_a_ranking_home(half_ranked):
    file = half_ranked.get(f"{FINALISE}ket-qua.xlsx")

    assert file.status_code == 409
    assert "đang được chốt" in file.content.decode()


def test_finalising_again_meanwhile_is_refused_in_words(half_ranked):
    answer = half_ranked.post(FINALISE, SEEN)

    assert answer.status_code == 409
    assert "đang được chốt" in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/to-chuc/thu-do/", "Tiến độ chốt kết quả"),
        ("/to-chuc/thu-do/ky/1/", "Tiến độ chốt kết quả"),
        ("/cuoc-thi/thu-do/", "Đang chốt kết quả"),
    ],
)
def test_pages_tell_a_ranking_under_way_from_a_final_one(half_ranked, closed_week, page, words):
    under_way = half_ranked.get(page).content.decode()
    continue_final_ranking(closed_week)
    final = half_ranked.get(page).content.decode()

    assert words in under_way
    assert "đã chốt" not in under_way.lower()
    assert words not in final
    assert "đã chốt" in final.lower()


def test_open_round_offers_no_button(signed_in, contest, week, division, organiser):
    OrganiserFactory(contest=contest, user=organiser)
    client = signed_in(organiser)

    assert '<button class="btn btn-danger' not in client.get(FINALISE).content.decode()
    assert client.post(FINALISE, SEEN).status_code == 409


@pytest.mark.parametrize(
    ("seconds", "words"), [(-1, "Hãy quay lại sau lúc đó"), (1, "vài giây nữa chốt được")]
)
def test_page_says_whether_the_round_is_open_or_has_just_closed(
    signed_in, contest, week, division, organiser, seconds, words
):
    week.closes_at = NOON - timedelta(seconds=seconds)
    week.save()
    OrganiserFactory(contest=contest, user=organiser)
    assert words in signed_in(organiser).get(FINALISE).content.decode()


def test_organiser_takes_home_names_places_and_contacts(
    signed_in, contest, closed_week, division, department, organiser, contestant
):
    OrganiserFactory(contest=contest, user=organiser)
    take(closed_week, division, unit=department, user=contestant, correct=5)
    for _ in range(2):
        take(closed_week, division, correct=4)

    response = signed_in(organiser).get(f"{FINALISE}ket-qua.xlsx")

    content = io.BytesIO(response.getvalue())
    table = pd.read_excel(content, engine="calamine", header=5)
    assert table["Hạng"].tolist() == [1, 2, 2]
    assert table["Số câu đúng"].tolist() == [5, 4, 4]
    first = table.iloc[0]
    assert (first["Họ và tên"], first["Thư điện tử"], first["Đơn vị"]) == (
        contestant.full_name,
        contestant.email,
        "Sở Nội vụ",
    )
    header = pd.read_excel(content, engine="calamine", header=None, nrows=4)[0].tolist()
    assert header[2] == "Kết quả tạm thời, số liệu lúc thứ Hai, 23/11/2026, 12:00:00"


def test_who_takes_the_results_home_stands_in_the_contests_trail(
    signed_in, contest, closed_week, division, organiser
):
    OrganiserFactory(contest=contest, user=organiser)
    assert signed_in(organiser).get(f"{FINALISE}ket-qua.xlsx").getvalue()
    line = AuditLine.objects.get()
    assert said_in(line) == (AuditKind.RESULTS_EXPORTED, "organiser", organiser.pk, "")
    assert (line.contest, line.about_id) == (contest.pk, closed_week.pk)
    assert line.after == {"file": "ket-qua-thu-do-ky-1.xlsx"}


def test_one_results_file_at_a_time(signed_in, contest, closed_week, division, organiser):
    OrganiserFactory(contest=contest, user=organiser)
    first = results_workbook(closed_week, at=NOON)

    meanwhile = signed_in(organiser).get(f"{FINALISE}ket-qua.xlsx")
    first.close()

    assert meanwhile.status_code == 503
    results_workbook(closed_week, at=NOON).close()


@pytest.mark.parametrize("count", [1, 3])
def test_results_file_costs_the_same_for_one_and_for_many(
    contest, closed_week, division, count, django_assert_num_queries
):
    for _ in range(count):
        take(closed_week, division)

    with django_assert_num_queries(8):  # units (3), sealed names, divisions, lines, fields (2)
        content = results_workbook(closed_week, at=NOON)
        assert b"".join(content)
        content.close()


def test_stranger_does_not_get_the_results_file(signed_in, week, division, stranger):
    assert signed_in(stranger).get(f"{FINALISE}ket-qua.xlsx").status_code == 404


def test_stranger_does_not_find_the_finalising_page(signed_in, week, division, stranger):
    assert signed_in(stranger).get(FINALISE).status_code == 404


def test_addresses_are_the_agreed_ones():
    assert reverse("leaderboard:board", args=["a"]) == "/cuoc-thi/a/bang-xep-hang/"
    assert reverse("leaderboard:participation", args=["a", "b"]) == "/cuoc-thi/a/don-vi/b/"
    assert reverse("leaderboard:unit_desk", args=["b"]) == "/don-vi/b/"
