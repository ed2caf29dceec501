"""The endpoint of devices: bad requests are told, stamps measure the way, frames leak nothing."""

import asyncio
import json

import pytest
from django.db import connection
from django.urls import reverse

from contests.models import StageAnswer, StageSeatRole
from contests.stage.devices import endpoint
from contests.stage.devices.delays import measured_delay, next_stamp
from contests.stage.devices.endpoint import DeviceEndpoint
from contests.stage.devices.rooms import ShowRooms, frame_for, watched_by
from contests.stage.devices.tokens import Watched, issue_socket_token
from tests.contests.stage.devices.hall import Hall, cookie_of, headers_of, now_ms
from tests.endpoints import HOST, ORIGIN, ask, ask_all

KEY = "Bộ phận Một cửa"


def posted(*bodies, headers):
    return ask_all(DeviceEndpoint, *(json.dumps(one).encode() for one in bodies), headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"show": 1}',
        b'{"show": "1", "do": "buzz"}',
        b'{"show": -1, "do": "buzz"}',
        b'{"show": 99999999999999999999, "do": "buzz"}',
        b'{"show": 1, "do": "buzz", "window": 3000000000}',
        b'{"show": 1, "do": "answer", "choice": -2}',
        b'{"show": 1, "do": "answer", "choice": true}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_request_is_refused_in_words(body):
    (reply,) = ask_all(DeviceEndpoint, body)
    assert (reply.status, reply.json["code"]) == (400, "malformed")


def test_a_foreign_page_and_a_device_without_a_seat_are_refused():
    body = b'{"show": 1, "do": "buzz"}'
    (foreign,) = ask_all(DeviceEndpoint, body, headers=[HOST])
    assert (foreign.status, foreign.json["code"]) == (403, "foreign_origin")
    (without,) = ask_all(DeviceEndpoint, body)
    assert (without.status, without.json["code"]) == (403, "no_seat")
    (frame,) = ask_all(DeviceEndpoint, b'{"show": 1, "do": "frame", "token": "1.host.0."}')
    assert frame.status == 403


@pytest.mark.django_db(transaction=True)
def test_devices_that_answer_together_are_all_kept():
    hall = Hall(bell={"seats": 20})
    seats = [hall.seat(StageSeatRole.BELL, n) for n in range(1, 21)]
    window = hall.ask("bell")
    body = {"show": hall.show.pk, "do": "answer", "run": 1, "window": window, "choice": 1}

    async def all_of_them():
        door = DeviceEndpoint()
        try:
            said = json.dumps(body).encode()
            asks = (ask(door, said, headers=headers_of(seat)) for seat in seats)
            return await asyncio.gather(*asks)
        finally:
            await door.stop()

    replies = asyncio.run(all_of_them())
    assert {(one.status, one.json["code"]) for one in replies} == {(200, "kept")}
    assert StageAnswer.objects.count() == 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", ["", "   ", "x" * 201, "a\0b", "a\u202eb"])
def test_a_text_is_one_line_that_can_be_read(text):
    hall = Hall()
    seat = hall.team_seat(0)
    body = {"show": hall.show.pk, "do": "answer", "run": 1, "window": 2, "text": text}
    (reply,) = posted(body, headers=headers_of(seat))
    assert (reply.status, reply.json["code"]) == (400, "bad_text")


@pytest.mark.django_db
def test_stamps_measure_the_way_and_a_device_cannot_write_one(monkeypatch):
    hall = Hall()
    seat = hall.team_seat(0)
    clock = [1_000]
    monkeypatch.setattr(endpoint, "now_ms", lambda: clock[0])
    stamp = ""
    for _n in range(4):
        body = {"show": hall.show.pk, "do": "ping", "stamp": stamp}
        (reply,) = posted(body, headers=headers_of(seat))
        stamp = reply.json["stamp"]
        clock[0] += 60
    assert measured_delay(stamp, seat=seat.pk, at_ms=clock[0]) == 30
    assert measured_delay(stamp, seat=seat.pk + 1, at_ms=clock[0]) == 0
    assert measured_delay("9.1.400-400:forged", seat=9, at_ms=2) == 0
    assert measured_delay(stamp, seat=seat.pk, at_ms=clock[0] + 200_000) == 0  # too old


def test_a_stamp_kept_for_long_adds_no_trip():
    first = next_stamp("", seat=1, received_ms=0, at_ms=0)
    kept = next_stamp(first, seat=1, received_ms=15_000, at_ms=15_000)
    assert measured_delay(kept, seat=1, at_ms=15_000) == 0


def frames(hall, *keys):
    return {news.key: news.frame for news in ShowRooms.read(None, keys)}


@pytest.mark.django_db
def test_no_frame_but_the_hosts_has_the_key_before_it_is_shown():
    hall = Hall()
    hall.questions["speed"].options = ["A", "B"]
    hall.ask("speed")
    for role in StageSeatRole:
        key = Watched(hall.show.pk, role)
        asked = json.loads(frames(hall, key)[key])["question"]
        assert (asked["key"] is None) == (role != StageSeatRole.HOST)
        assert (asked["right"] is None) == (role != StageSeatRole.HOST)
    hall.tell("key_revealed")
    key = Watched(hall.show.pk, "audience")
    assert json.loads(frames(hall, key)[key])["question"]["key"] == KEY


@pytest.mark.django_db
def test_no_juror_sees_anothers_marks_before_all_have_sent():
    hall = Hall()
    part = hall.parts["speed"]
    part.aggregate, part.marks_shown, part.maximum = "mean", "cards", 10
    part.save()
    jurors = [hall.seat(StageSeatRole.JUROR, n) for n in (1, 2)]
    hall.tell("jury_set", jurors=[one.pk for one in jurors])
    hall.tell("part_opened", part=part.pk)
    hall.tell("team_called", team=hall.teams[0].pk)
    mark = {"team": hall.teams[0].pk, "part": part.pk, "points": "7.25"}
    hall.tell("mark_sent", juror=jurors[0].pk, **mark)
    keys = [watched_by(one) for one in jurors] + [
        Watched(hall.show.pk, role) for role in ("audience", "screen", "team", "bell")
    ]
    found = frames(hall, *keys)
    assert "7.25" in found[keys[0]]
    assert [key.role for key in keys[1:] if "7.25" in found[key]] == []
    hall.tell("mark_sent", juror=jurors[1].pk, **mark)
    hall.tell("marks_shown", team=mark["team"], part=mark["part"])
    assert "7.25" in frames(hall, keys[-3])[keys[-3]]


@pytest.mark.django_db
def test_no_frame_names_the_audience():
    hall = Hall(bell={"seats": 3})
    hall.seat(StageSeatRole.AUDIENCE, 1, name="Nguyễn Văn Kín")
    hall.seat(StageSeatRole.BELL, 1, name="Trần Thị Kín")
    hall.ask("bell")
    found = frames(hall, *(Watched(hall.show.pk, role) for role in StageSeatRole))
    assert not any("Kín" in frame for frame in found.values())


@pytest.mark.django_db
def test_a_seat_taken_back_is_told_nothing_more():
    hall = Hall()
    key = watched_by(hall.seat(StageSeatRole.JUROR))
    assert "gone" not in json.loads(frames(hall, key)[key])
    stale = key._replace(digest="b" * 64)
    assert set(json.loads(frames(hall, stale)[stale])) == {"version", "gone"}


@pytest.mark.django_db
def test_versions_rise_with_events_and_with_answers_for_those_who_count():
    hall = Hall(bell={"seats": 3})
    window = hall.ask("bell")
    host, crowd = Watched(hall.show.pk, "host"), Watched(hall.show.pk, "bell")

    def versions():
        found = frames(hall, host, crowd)
        return [json.loads(found[key])["version"] for key in (host, crowd)]

    before = versions()
    seat = hall.seat(StageSeatRole.BELL)
    StageAnswer.objects.create(
        show=hall.show,
        run=1,
        question=window,
        seat=seat,
        kind="choice",
        choice=1,
        received_ms=1,
        judged_ms=1,
    )
    after = versions()
    assert (after[0] > before[0], after[1] == before[1]) == (True, True)
    hall.tell("answers_closed")
    assert all(new > old for new, old in zip(versions(), after, strict=True))


@pytest.mark.django_db(transaction=True)
def test_a_frame_comes_without_a_socket_too(monkeypatch):
    def read_and_close(watched):
        try:
            return frame_for(watched)
        finally:
            connection.close()  # of a thread that ends with this test's loop

    monkeypatch.setattr(endpoint, "frame_for", read_and_close)
    hall = Hall()
    hall.ask("speed")
    token = issue_socket_token(Watched(hall.show.pk, "audience"))
    (reply,) = posted({"show": hall.show.pk, "do": "frame", "token": token}, headers=[HOST, ORIGIN])
    assert reply.json["question"]["stem"].startswith("Thủ tục")


@pytest.mark.django_db
def test_presses_stand_in_the_order_made_and_desks_see_the_delay():
    hall = Hall()
    window = hall.ask("buzzer", mode=None)
    now = now_ms()
    for n, (received, delay) in enumerate([(now + 100, 5), (now + 190, 120)]):
        StageAnswer.objects.create(
            show=hall.show,
            run=1,
            question=window,
            seat=hall.team_seat(n),
            kind="buzz",
            received_ms=received,
            delay_ms=delay,
            judged_ms=received - delay,
        )
    host, team = Watched(hall.show.pk, "host"), Watched(hall.show.pk, "team")
    found = {key: json.loads(text) for key, text in frames(hall, host, team).items()}
    assert [one["name"] for one in found[team]["presses"]] == ["Phường Xanh", "Phường Đỏ"]
    assert [one["after_ms"] for one in found[team]["presses"]] == [0, 25]
    assert found[host]["presses"][0]["delay_ms"] == 120
    assert "delay_ms" not in found[team]["presses"][0]
    assert found[host]["settled_ms"] == now + 70 + 250


@pytest.mark.django_db
def test_a_phone_on_the_floor_is_told_the_shorter_list():
    hall = Hall(bell={"seats": 300})
    hall.ask("bell")
    phone, screen = Watched(hall.show.pk, "bell"), Watched(hall.show.pk, "screen")
    hall.tell("seat_out", seats=[7])
    found = frames(hall, phone, screen)
    assert json.loads(found[phone])["floor"] == {"out": [7]}
    assert len(found[phone]) < len(found[screen]) / 5
    hall.tell("seat_out", seats=list(range(1, 290)))
    assert json.loads(frames(hall, phone)[phone])["floor"] == {"in": list(range(290, 301))}


@pytest.mark.django_db
def test_the_hosts_desk_is_told_of_presses_and_of_each_phones_way(client):
    hall = Hall()
    window = hall.ask("buzzer", mode=None)
    name, value = cookie_of(hall.seat(StageSeatRole.HOST))
    client.cookies[name] = value
    address = reverse("contests:stage_state_host", args=[hall.show.code])
    before = client.get(address).json()
    assert before["presses"] == []
    StageAnswer.objects.create(
        show=hall.show,
        run=1,
        question=window,
        seat=hall.team_seat(0),
        kind="buzz",
        received_ms=now_ms(),
        delay_ms=40,
        judged_ms=now_ms() - 40,
    )
    known = f"{before['run']}.{before['v']}.{before['answers']['count']}"
    (press,) = client.get(address, {"v": known}).json()["presses"]
    assert (press["name"], press["delay_ms"]) == ("Phường Đỏ", 40)
