import pytest

from contests.models import RoundState, Show, StageEvent, StageSeat
from contests.stage.desks.commands import draw
from contests.stage.rows import state_of
from tests.contests.stage.cast import happen, jurors, made_show, on
from tests.contests.stage.desks.devices import address, device, record
from tests.factories import NOON

pytestmark = pytest.mark.django_db
HOST, CLERK, CLOCK, JUROR = "ban-dieu-khien", "thu-ky", "bam-gio", "giam-khao"


@pytest.fixture
def show() -> Show:
    return on(made_show())


@pytest.fixture
def mark(show):
    return {"team": show.teams.first().pk, "part": show.parts.first().pk, "points": "8.5"}


def code_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(
    ("role", "place"),
    [("host", HOST), ("secretary", CLERK), ("timekeeper", CLOCK), ("juror", JUROR)],
)
def test_each_desk_has_its_page_and_its_state_and_no_other(show, role, place):
    client = device(show, role)
    assert client.get(address(show, place)).status_code == 200
    assert client.get(address(show, place, "trang-thai/")).json()["v"] == 4
    others = {HOST, CLERK, CLOCK, JUROR} - {place}
    assert {client.get(address(show, one)).status_code for one in others} == {404}
    StageSeat.objects.filter(role=role).update(is_out_of_use=True)
    assert client.get(address(show, place, "trang-thai/")).status_code == 404


def test_strangers_find_no_desk_and_organisers_all_but_the_jurors(
    show, client, organiser, signed_in
):
    assert client.get(address(show, HOST)).status_code == 404
    person = signed_in(organiser)
    assert person.get(address(show, HOST)).status_code == 404
    show.round.contest.organisers.add(organiser, through_defaults={"since": NOON})
    statuses = [person.get(address(show, one)).status_code for one in (HOST, CLERK, CLOCK, JUROR)]
    assert statuses == [200, 200, 200, 404]


def test_a_seat_of_a_draft_opens_nothing(show):
    client = device(show, "host")
    show.round.__class__.objects.update(state=RoundState.DRAFT)
    assert client.get(address(show, HOST)).status_code == 404


def test_who_has_the_newest_state_is_told_in_a_few_bytes(show):
    client = device(show, "host")
    made = client.get(address(show, HOST, "trang-thai/"), {"v": "1.4.0"}).json()
    assert set(made) == {"same", "now"}
    assert "phase" in client.get(address(show, HOST, "trang-thai/"), {"v": "1.3.0"}).json()


def test_what_a_desk_records_is_answered_with_the_state_after_it(show):
    answer = record(device(show, "host"), show, HOST, "clock_started", seconds=60)
    assert code_of(answer) == (200, "recorded")
    assert answer.json()["frame"]["clock"]["running"] is True
    assert StageEvent.objects.last().seat.role == "host"


def test_a_refusal_comes_with_its_code_and_its_words(show):
    answer = record(device(show, "host"), show, HOST, "clock_paused")
    assert (answer.status_code, answer.json()) == (
        409,
        {"code": "clock_stands", "message": "Đồng hồ không chạy."},
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"kind": 3}',
        b'{"kind": "team_called", "payload": {"team": 1e999}}',
        b'{"kind": "team_called", "payload": {"team": 99999999999999999999}}',
        b'{"kind": "clock_stopped", "after": -1}',
        b'{"kind": "clock_stopped", "token": "a\\u0000"}',
        b'{"kind": "draw", "payload": {"teams": "x"}}',
        b'{"kind": "draw", "payload": {"teams": [1], "witness": 3}}',
        b'{"a": ' + b"[" * 20_000,
        b"x" * 70_000,
    ],
)
def test_what_is_no_event_is_refused_and_never_a_fault(show, body):
    client = device(show, "host")
    answer = client.post(address(show, HOST, "ghi/"), body, content_type="application/json")
    assert code_of(answer) == (400, "bad_event")


def test_a_juror_sends_the_own_mark_once(show, mark):
    seats = jurors(show)
    client = device(show, "juror", number=2)
    assert code_of(record(client, show, JUROR, "mark_sent", juror=seats[0], **mark)) == (
        403,
        "not_yours",
    )
    assert code_of(record(client, show, JUROR, "mark_sent", juror=seats[1], **mark)) == (
        200,
        "recorded",
    )
    assert code_of(record(client, show, JUROR, "mark_sent", juror=seats[1], **mark)) == (
        409,
        "sent_already",
    )
    assert client.get(address(show, JUROR, "trang-thai/")).json()["sheets"] == [
        {"team": mark["team"], "part": mark["part"], "points": "8.5", "reopened": False}
    ]


def test_a_mark_sent_again_after_a_lost_answer_is_kept_once(show, mark):
    client, seat = device(show, "juror", number=2), jurors(show)[1]
    more = {"token": "abc", "run": 1}
    sent = [
        record(client, show, JUROR, "mark_sent", juror=seat, **mark, more=more) for _ in range(2)
    ]
    assert [one.json()["sequence"] for one in sent] == [5, 5]


def test_only_the_chair_opens_a_sheet_again(show, mark):
    chair, other = device(show, "juror"), device(show, "juror", number=2)
    first, second, _third = jurors(show)
    record(other, show, JUROR, "mark_sent", juror=second, **mark)
    about = {"team": mark["team"], "part": mark["part"], "reason": "chấm nhầm đội"}
    again = {"juror": second, **about}
    assert record(other, show, JUROR, "marks_reopened", **again).status_code == 403
    assert record(chair, show, JUROR, "marks_reopened", **again).status_code == 200
    assert record(other, show, JUROR, "mark_sent", juror=second, **mark).status_code == 200
    assert first not in state_of(show).sheet(mark["team"], mark["part"]).marks


def test_paper_marks_are_typed_twice_alike(show, mark):
    client, seat = device(show, "secretary"), jurors(show)[0]
    typed = {"juror": seat, "paper": True, **mark}
    assert code_of(record(client, show, CLERK, "mark_sent", juror=seat, **mark)) == (
        403,
        "not_yours",
    )
    for again in ({}, {"again": "8.25"}):
        answer = record(client, show, CLERK, "mark_sent", **typed, more=again)
        assert code_of(answer) == (409, "typed_otherwise")
    assert (
        record(client, show, CLERK, "mark_sent", **typed, more={"again": "8.50"}).status_code == 200
    )


def test_a_desk_takes_back_what_it_may_do_itself(show, mark):
    host, clock = device(show, "host"), device(show, "timekeeper")
    called = StageEvent.objects.last().sequence
    assert record(clock, show, CLOCK, "undone", sequence=called).status_code == 403
    sent = happen(show, "mark_sent", juror=jurors(show)[0], **mark).sequence
    assert record(host, show, HOST, "undone", sequence=sent).status_code == 403
    assert record(host, show, HOST, "undone", sequence=called).status_code == 200


def test_lots_are_drawn_by_the_server_with_a_seed_that_shows_them_again(show):
    teams = list(show.teams.values_list("pk", flat=True))
    answer = record(
        device(show, "secretary"), show, CLERK, "draw", teams=teams, witness="Trần Thị Hoa"
    )
    assert answer.status_code == 200
    drawn = StageEvent.objects.last().payload
    assert drawn["winners"] == draw(teams, drawn["seed"])
    assert sorted(drawn["winners"]) == teams


def test_a_host_begins_a_rehearsal_and_then_the_show():
    show = made_show()
    client = device(show, "host")
    for run, how in enumerate(("chay-thu", "chinh-thuc"), 1):
        client.post(f"/san-khau/{show.code}/bat-dau/", {"luot": how})
        show.refresh_from_db()
        state = state_of(show)
        assert (show.run, state.is_rehearsal, len(state.jury)) == (run, run == 1, 3)
    answer = client.post(f"/san-khau/{show.code}/bat-dau/", {"luot": "chay-thu"})
    assert answer.status_code == 409
