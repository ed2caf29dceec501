"""Bad input at the answer endpoint gets a clear refusal and harms no other save."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from contests.attempts.start import start_attempt, take_up
from contests.delivery import answer_endpoint, notes
from contests.delivery.answer_endpoint import AnswerEndpoint
from contests.delivery.tokens import issue_save_token
from contests.delivery.turned_away import TurnedAway
from contests.models import Answer, Attempt
from quizsite.operations import metrics
from quizsite.operations.metric_windows import take_snapshot
from tests.endpoints import HOST, ORIGIN, ask_all
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def attempt() -> Attempt:
    at = datetime.now(UTC)
    round = open_round(opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=1))
    return take_up(start_attempt(entry_in(round), round=round, at=at))


def post(*bodies, **options):
    """Send requests to the endpoint; give (status, payload) of each."""
    return [(reply.status, reply.json) for reply in ask_all(AnswerEndpoint, *bodies, **options)]


def body_of(attempt, *changes):
    return json.dumps({"ticket": issue_save_token(attempt), "changes": changes}).encode()


def test_a_save_is_acknowledged_with_the_time_left(attempt):
    ((status, payload),) = post(body_of(attempt, [1, 2, 7]))
    assert (status, payload["code"], payload["seq"]) == (200, "saved", 7)
    assert 0 < payload["left_ms"] <= 900_000
    assert Answer.objects.get().choice == 2


def test_a_save_that_is_turned_away_is_noted_by_its_paper(attempt, monkeypatch):
    """Nothing of it reaches the database, which may be what is too busy."""
    noted = []
    monkeypatch.setattr(TurnedAway, "note", lambda _self, *what: noted.append(what))
    monkeypatch.setattr(answer_endpoint, "MAX_WAITING", 0)
    forged = json.dumps({"ticket": f"{attempt.pk}.1.4.0:x", "changes": []}).encode()
    nonsense = json.dumps({"ticket": "x/1/2", "changes": []}).encode()
    post(body_of(attempt, [1, 2, 7]), forged, nonsense, body_of(attempt, [99, 1, 1]))
    pk = str(attempt.pk)
    expected = {("busy", pk), ("bad_ticket", f"?{pk}"), ("bad_ticket", ""), ("bad_position", pk)}
    assert set(noted) == expected


def test_what_was_stored_is_in_the_log_when_the_endpoint_has_stopped(attempt, caplog):
    caplog.set_level("INFO", logger=notes.LOGGER)
    post(body_of(attempt, [1, 2, 7]), body_of(attempt, [2, 2, 8]))
    assert f"{attempt.pk}/1/7" in caplog.text
    assert f"{attempt.pk}/2/8" in caplog.text


def test_what_was_stored_is_in_the_log_soon_although_nothing_follows(attempt, caplog, monkeypatch):
    caplog.set_level("INFO", logger=notes.LOGGER)
    monkeypatch.setattr(answer_endpoint, "LINE_EVERY_S", 0.01)
    seen = []

    async def wait():
        for _ in range(1000):
            if f"{attempt.pk}/1/7" in caplog.text:
                seen.append("before the end")
                return
            await asyncio.sleep(0.01)

    post(body_of(attempt, [1, 2, 7]), after=wait)
    assert seen == ["before the end"]


def test_many_at_once_are_written_together(attempt, django_assert_max_num_queries):
    answers = post(*[body_of(attempt, [1, seq % 4, seq]) for seq in range(1, 65)])
    assert {status for status, _ in answers} == {200}
    assert Answer.objects.get().seq == 64


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"[" * 5000,
        b"\xff\xfe",
        b'{"ticket": "\xc3(", "changes": []}',
        b'{"ticket": 1, "changes": []}',
        b'{"ticket": "x"}',
        b'{"ticket": "x", "changes": {}}',
        json.dumps({"ticket": "x", "changes": [[1, 1, 1]] * 201}).encode(),
    ],
)
def test_a_malformed_body_is_refused(attempt, body):
    (bad, good) = post(body, body_of(attempt, [1, 1, 1]))
    assert (bad[0], bad[1]["code"]) == (400, "malformed")
    assert good[0] == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ([4, 1, 1], "bad_position"),
        ([-1, 1, 1], "bad_position"),
        ([10**9, 1, 1], "bad_position"),
        ([1, -1, 1], "bad_value"),
        ([1, 2**31, 1], "bad_value"),
        ([1, 1, 0], "bad_value"),
        ([1, 1, 2**53 + 1], "bad_value"),
        ([True, 1, 1], "malformed"),
        ([1, 1.5, 1], "malformed"),
        ([1, "1", 1], "malformed"),
        ([1, None, 1], "malformed"),
        ([1, 1], "malformed"),
        ("abc", "malformed"),
    ],
)
def test_a_wrong_change_is_refused_whole(attempt, change, code):
    ((status, payload),) = post(body_of(attempt, [1, 1, 1], change))
    assert (status, payload["code"]) == (400, code)
    assert payload["message"]
    assert not Answer.objects.exists()


def test_a_forged_or_foreign_token_is_refused(attempt):
    token = issue_save_token(attempt)
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), "1.1.3.9", f"{token}x", ""):
        body = json.dumps({"ticket": wrong, "changes": [[1, 1, 1]]}).encode()
        ((status, payload),) = post(body)
        assert (status, payload["code"]) == (403, "bad_ticket")


@pytest.mark.parametrize(
    "origin", [(), ((b"origin", b"null"),), ((b"origin", b"https://xau.example"),)]
)
def test_a_missing_or_foreign_origin_is_refused(attempt, origin):
    ((status, payload),) = post(body_of(attempt, [1, 1, 1]), headers=(HOST, *origin))
    assert (status, payload["code"]) == (403, "foreign_origin")


@pytest.mark.parametrize(
    ("page", "status"),
    [
        (b"http://testserver/bai-thi/", 200),
        (b"http://testserver", 200),
        (b"http://testserver.xau.example/", 403),
        (b"http://testserver@xau.example/", 403),
        (b"http://xau.example/?http://testserver/", 403),
        (b"testserver", 403),
    ],
)
def test_a_browser_that_sends_no_origin_is_known_by_its_page(attempt, page, status):
    headers = (HOST, (b"referer", page))
    ((answer, _payload),) = post(body_of(attempt, [1, 1, 1]), headers=headers)
    assert answer == status


def test_with_origins_spelled_out_the_host_alone_is_not_enough(attempt, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://thi.example.vn"]
    ((status, _),) = post(body_of(attempt, [1, 1, 1]))
    assert status == 403
    good = (HOST, (b"origin", b"https://thi.example.vn"))
    ((status, _),) = post(body_of(attempt, [1, 1, 1]), headers=good)
    assert status == 200


def test_an_oversized_body_is_refused_by_its_length_and_by_its_size(attempt):
    said = (HOST, ORIGIN, (b"content-length", b"99999999"))
    assert post(b"{}", headers=said)[0][0] == 413
    assert post(b"x" * 20_000)[0][0] == 413


def test_only_posts_are_taken(attempt):
    assert post(b"", method="GET")[0][0] == 405


def test_a_full_queue_says_so_and_claims_nothing(attempt, monkeypatch):
    monkeypatch.setattr(answer_endpoint, "MAX_WAITING", 1)
    answers = post(*[body_of(attempt, [1, 1, seq]) for seq in range(1, 30)])
    assert {status for status, _ in answers} == {200, 503}
    best = max(payload["seq"] for status, payload in answers if status == 200)
    assert Answer.objects.get().seq == best


def test_a_tab_that_was_superseded_is_told_so(attempt):
    body = body_of(attempt, [1, 1, 1])
    take_up(attempt)
    ((status, payload),) = post(body)
    assert (status, payload["code"]) == (409, "superseded")
    assert payload["message"].startswith("Bài đang được làm ở cửa sổ khác")


def test_saves_are_counted_by_verdict_and_refusals_by_reason(attempt):
    before = take_snapshot(at=0)
    forged = json.dumps({"ticket": "x", "changes": []}).encode()
    post(body_of(attempt, [1, 1, 1]), body_of(attempt, [2, 1, 2]), forged, b"x" * 20_000)
    after = take_snapshot(at=1)
    grown = {name: after.counts[name] - before.counts[name] for name in after.counts}
    assert (grown["saves"], grown["saves_refused"], grown["saves_busy"]) == (2, 2, 0)
    assert after.buckets["commit"][-1] > before.buckets["commit"][-1]
    assert after.buckets["save"][-1] == after.buckets["commit"][-1]


def test_how_many_wait_is_told_when_asked(attempt, monkeypatch):
    waiting = []
    written = answer_endpoint.write_saves

    def slow(saves):
        waiting.append(metrics.SAVES_WAITING.collect()[0].samples[0].value)
        return written(saves)

    monkeypatch.setattr(answer_endpoint, "write_saves", slow)
    monkeypatch.setattr(answer_endpoint, "MAX_BATCH", 1)
    post(*(body_of(attempt, [1, 1, seq]) for seq in range(1, 4)))
    assert waiting == [2, 1, 0]
