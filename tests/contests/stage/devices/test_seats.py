"""Seats: a code works once, a name gets the lowest free number, and a seat can be taken back."""

import re
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.urls import reverse

from contests.models import StageSeat, StageSeatRole
from contests.stage.devices import guesses, seats
from contests.stage.devices.seats import CodeSpent, add_seat, join_bell, take_back, take_with_code
from contests.stage.devices.tokens import (
    Watched,
    cookie_name,
    issue_socket_token,
    read_socket_token,
)
from quizsite.accounts.signing_in.tries import Limit
from quizsite.models import AuditLine
from tests.contests.stage.devices.hall import Hall, cookie_of
from tests.factories import NOON, UserFactory
from tests.people import browser_of
from tests.stage import race

pytestmark = pytest.mark.django_db


def seat_with_code(hall, **fields):
    return add_seat(hall.show, StageSeatRole.JUROR, by=None, at=NOON, **fields)


def join(client, hall, **posted):
    return client.post(reverse("contests:stage_join", args=[hall.show.code]), posted)


def organiser_of(hall):
    user = UserFactory()
    hall.show.round.contest.organisers.add(user, through_defaults={"since": NOON})
    return browser_of(user), user


def test_a_scanned_code_gives_its_seat_once(client):
    hall = Hall()
    seat = seat_with_code(hall)
    typed = seats.in_groups(seat.code).lower()
    response = join(client, hall, lam="ghe", ma=typed)
    assert response.url == f"/san-khau/{hall.show.code}/giam-khao/"
    cookie = response.cookies[cookie_name(hall.show.pk)]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/san-khau/")
    assert not cookie["secure"]  # a hall has plain http
    seat.refresh_from_db()
    assert (seat.code, len(seat.token_digest)) == (None, 64)
    again = join(client, hall, lam="ghe", ma=typed)
    assert again.status_code == 422
    assert "đã có người dùng" in again.content.decode()


@pytest.mark.parametrize("typed", ["", "BCD", "\0\0", "B" * 500, "AEIOU-01OIL"])
def test_what_can_be_no_code_is_told_at_the_field(client, typed):
    response = join(client, Hall(), lam="ghe", ma=typed)
    assert response.status_code == 422
    assert "field-error" in response.content.decode()


def test_a_code_of_another_show_opens_nothing():
    seat = seat_with_code(Hall())
    other = Hall(code="KHACXX").show
    with pytest.raises(CodeSpent):
        take_with_code(other, seat.code, at=NOON)


def test_names_of_the_audience_are_names(client):
    hall = Hall()
    for name in ("", "12345", "x" * 90, "<b>An</b>"):
        assert join(client, hall, lam="khan_gia", ten=name).status_code == 422
    response = join(client, hall, lam="khan_gia", ten="  Nguyễn \u0007  Văn\u202e An ")
    assert response.url.endswith("/khan-gia/")
    assert StageSeat.objects.get().name == "Nguyễn Văn An"


def test_the_floor_gives_the_lowest_free_number_and_no_more_than_there_are(client):
    hall = Hall(bell={"seats": 3})
    first, second, _third = (
        join_bell(hall.show, name="An", most=3, at=NOON).seat for _n in range(3)
    )
    assert (first.number, second.number) == (1, 2)
    response = join(client, hall, lam="rung_chuong", ten="Trần Thị Bình")
    assert "Không còn ghế trống" in response.content.decode()
    take_back(second, by=UserFactory(), at=NOON)
    StageSeat.objects.filter(pk=second.pk).update(number=None)
    assert join_bell(hall.show, name="Bình", most=3, at=NOON).seat.number == 2


def test_a_seat_taken_back_opens_nothing_and_gets_another_code(client):
    hall = Hall()
    seat = hall.team_seat(0)
    client.cookies[cookie_of(seat)[0]] = cookie_of(seat)[1]
    page = reverse("contests:stage_phone_team", args=[hall.show.code])
    assert client.get(page).status_code == 200
    browser, _user = organiser_of(hall)
    address = reverse(
        "contests:stage_seat_back",
        args=[hall.show.round.contest.slug, hall.show.round.number, seat.pk],
    )
    assert browser.post(address).status_code == 302
    assert client.get(page).url == reverse("contests:stage_join", args=[hall.show.code])
    seat.refresh_from_db()
    assert (len(seat.code), seat.token_digest) == (10, "")
    line = AuditLine.objects.get(kind="stage_seat_taken_back")
    assert line.after == {"stage_seat": str(seat)}


def test_only_the_shows_organisers_see_codes():
    hall = Hall()
    seat_with_code(hall)
    address = reverse(
        "contests:stage_seats", args=[hall.show.round.contest.slug, hall.show.round.number]
    )
    browser, _user = organiser_of(hall)
    page = browser.get(address).content.decode()
    assert seats.in_groups(StageSeat.objects.get().code) in page
    assert browser_of(UserFactory()).get(address).status_code == 404
    response = browser.post(address, {"role": "team"})
    assert (response.status_code, "Hãy chọn đội" in response.content.decode()) == (422, True)


def test_wrong_codes_are_bounded_and_right_ones_are_not_counted(client, monkeypatch):
    monkeypatch.setattr(guesses, "WRONG", (Limit(2, guesses.WRONG[0].within),))
    hall = Hall()
    for _n in range(4):
        seat = seat_with_code(hall)
        assert join(client, hall, lam="ghe", ma=seat.code).status_code == 302
    for _n in range(2):
        assert join(client, hall, lam="ghe", ma="BCDFG-BCDFG").status_code == 422
    response = join(client, hall, lam="ghe", ma=seat_with_code(hall).code)
    assert "quá nhiều mã sai" in response.content.decode()


def test_a_code_stands_in_no_address_and_no_line_of_the_log(client, caplog):
    caplog.set_level("INFO")
    hall = Hall()
    seat = seat_with_code(hall)
    browser, _user = organiser_of(hall)
    address = reverse(
        "contests:stage_seats", args=[hall.show.round.contest.slug, hall.show.round.number]
    )
    browser.get(address)
    join(client, hall, lam="ghe", ma=seat.code)
    assert seat.code not in caplog.text
    assert not any(seat.code in str(record.msg) for record in caplog.records)


def test_a_draft_of_a_round_lets_nobody_in(client):
    hall = Hall()
    hall.show.round.state = "draft"
    hall.show.round.save()
    assert client.get(reverse("contests:stage_join", args=[hall.show.code])).status_code == 404
    response = client.post(reverse("contests:stage_entry"), {"ma": hall.show.code})
    assert response.status_code == 422


def test_the_shows_code_leads_in(client):
    hall = Hall()
    response = client.post(reverse("contests:stage_entry"), {"ma": " bcd fgh "})
    assert response.url == reverse("contests:stage_join", args=[hall.show.code])


def test_a_screen_is_for_the_desks_and_organisers_alone(client):
    hall = Hall()
    page = reverse("contests:stage_hall", args=[hall.show.code])
    assert client.get(page).status_code == 302
    for role, status in (("audience", 302), ("juror", 302), ("screen", 200)):
        name, value = cookie_of(hall.seat(role))
        client.cookies[name] = value
        assert client.get(page).status_code == status
    browser, _user = organiser_of(hall)
    for look in ("hall", "floor", "overlay"):
        page = reverse(f"contests:stage_{look}", args=[hall.show.code])
        response = browser.get(page)
        assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)


def test_a_forged_token_is_none():
    watched = Watched(1, "juror", 2, "a" * 64)
    token = issue_socket_token(watched)
    assert read_socket_token(token) == watched
    assert read_socket_token(token[:-1] + "x") is None
    assert read_socket_token("1.host.0.") is None


@pytest.mark.slow
class TestRaces:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_of_two_who_scan_one_code_one_gets_the_seat(self):
        hall = Hall()
        seat = seat_with_code(hall)
        code = seat.code
        found = race([lambda: take_with_code(hall.show, code, at=NOON)] * 2)
        assert sorted(type(one).__name__ for one in found) == ["CodeSpent", "Taken"]

    def test_without_the_condition_both_would_get_it(self):
        """The control: looking first and storing then lets both in."""
        hall = Hall()
        seat = seat_with_code(hall)
        code, both_looked = seat.code, Barrier(2)

        def looked_first():
            found = StageSeat.objects.get(show=hall.show, code=code)
            both_looked.wait(timeout=20)
            found.code, found.token_digest = None, seats.new_secret()
            found.save()
            return found

        found = race([looked_first] * 2)
        assert [type(one).__name__ for one in found] == ["StageSeat", "StageSeat"]

    def test_two_who_join_the_floor_at_once_get_two_numbers(self):
        hall = Hall(bell={"seats": 9})
        found = race([lambda: join_bell(hall.show, name="An", most=9, at=NOON)] * 3)
        assert sorted(one.seat.number for one in found) == [1, 2, 3]


def test_nginx_logs_no_token_of_a_socket_and_sends_posts_to_live_processes():
    text = (Path(__file__).resolve().parents[4] / "deploy" / "nginx.conf").read_text()
    first = re.search(r'"~(\S+)"\s+"\$before\*\*\*"', text)[1].replace("?<", "?P<")
    assert re.match(first, "/ws/san-khau/1.host.0.:secret/")["before"] == "/ws/san-khau/"
    (own,) = re.findall(rf"location = {settings.STAGE_PATH} \{{(.*?)\n        \}}", text, re.S)
    assert "proxy_pass http://saves;" in own
    assert "non_idempotent" in own


def test_odd_addresses_and_odd_forms_are_answered(client):
    hall = Hall()
    browser, _user = organiser_of(hall)
    contest, number = hall.show.round.contest.slug, hall.show.round.number
    public = [f"/san-khau/{code}/" for code in ("khong-co", "a" * 300, "%00", "kh%C3%B4ng")]
    public += [f"{one}man-hinh/" for one in public] + [f"{one}doi/" for one in public]
    desk = [f"/to-chuc/{contest}/san-khau/{n}/ghe/" for n in ("0", "9" * 30, "-1")]
    desk += [f"/to-chuc/{contest}/san-khau/{number}/ghe/{n}/thu/" for n in ("0", "9" * 30)]
    for path in public + desk:
        assert browser.get(path).status_code in {302, 400, 404, 405}
        assert browser.post(path).status_code in {302, 400, 404, 405}
    seats_page = f"/to-chuc/{contest}/san-khau/{number}/ghe/"
    for posted in ({}, {"role": "audience"}, {"role": "team", "team": "9" * 30}, {"role": "\0"}):
        assert browser.post(seats_page, posted).status_code == 422
    for posted in ({}, {"lam": "x"}, {"lam": "khan_gia"}, {"lam": ["ghe", "ghe"]}):
        assert join(client, hall, **posted).status_code == 422
    assert client.post("/san-khau/", {"ma": "\0" * 9}).status_code == 422
