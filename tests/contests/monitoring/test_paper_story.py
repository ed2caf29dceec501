"""Whoever says that answers are lost: one page and one command say what the server knows."""

import asyncio
import io
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt, take_up
from contests.delivery import notes
from contests.delivery.notes import note_saves
from contests.delivery.paper_page import SEQ_PER_TAB
from contests.delivery.saves import Change, Save, Verdict, write_saves
from contests.delivery.tokens import save_token_of
from contests.delivery.turned_away import MOST_CLAIMED, MOST_PAPERS, TurnedAway
from contests.models import Answer, SaveRefusal
from contests.monitoring.paper_log import moments_in_log
from contests.monitoring.paper_story import story_of
from quizsite.audit.kinds import AuditKind, Role
from quizsite.models import AuditLine
from quizsite.operations import logs
from tests.factories import OrganiserFactory, UserFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
CHROME = "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile"


@pytest.fixture
def attempt(contestant, organiser):
    at = datetime.now(UTC)
    round = open_round(opens_at=at - HOUR, closes_at=at + HOUR, questions=4, count=4)
    OrganiserFactory(contest=round.contest, user=organiser)
    return take_up(start_attempt(entry_in(round, user=contestant), round=round, at=at))


def save(attempt, *positions, token=None, n=1):
    token = token or save_token_of(attempt)
    first = token.writer * SEQ_PER_TAB + n
    changes = tuple(Change(one, 1, first + k) for k, one in enumerate(positions))
    return write_and_note(Save(token, changes)).verdict


def write_and_note(one):
    (receipt,) = receipts = write_saves([one])
    note_saves([one], receipts)
    return receipt


def said(attempt):
    return [one.said for one in story_of(attempt).moments]


def test_each_answer_has_its_time_change_and_tab(attempt):
    save(attempt, 1, 3)
    take_up(attempt)
    save(attempt, 2)
    assert said(attempt) == [
        "Bắt đầu làm bài, máy chủ phát đề",
        "Nhận và lưu câu 1, lần ghi 1 của cửa sổ 1",
        "Nhận và lưu câu 3, lần ghi 2 của cửa sổ 1",
        "Nhận và lưu câu 2, lần ghi 1 của cửa sổ 2",
        "Hạn nộp",
    ]
    summary = " ".join(story_of(attempt).summary)
    assert "câu trả lời của 3 trên 4 câu" in summary
    assert "Chưa có câu trả lời cho câu 4." in summary
    assert "câu đã lưu đến từ cửa sổ: 1 và 2." in summary


def test_refused_saves_are_counted_by_reason(attempt):
    old = save_token_of(attempt)
    take_up(attempt)
    for _ in range(3):
        assert save(attempt, 1, token=old) is Verdict.SUPERSEDED
    submit_attempt(attempt, at=datetime.now(UTC))
    assert save(attempt, 2) is Verdict.CLOSED
    attempt.refresh_from_db()
    counts = dict(SaveRefusal.objects.values_list("code", "count"))
    assert counts == {"superseded": 3, "closed": 1}
    assert SaveRefusal.objects.too_late().get().code == "closed"
    summary = " ".join(story_of(attempt).summary)
    assert "3 lượt gửi tới không được lưu vì gửi từ cửa sổ cũ" in summary
    assert "Không có câu trả lời nào của bài này từng tới máy chủ." in summary


def test_questions_about_the_time_left_are_no_refusals(attempt):
    submit_attempt(attempt, at=datetime.now(UTC))
    write_and_note(Save(save_token_of(attempt), ()))
    assert not SaveRefusal.objects.exists()


def address(attempt):
    contest = attempt.round.contest
    return reverse("contests:paper_story", args=[contest.slug, attempt.entry_id, attempt.code])


def test_the_page_shows_no_choice_and_leaves_a_line(signed_in, organiser, attempt):
    save(attempt, 1)
    text = signed_in(organiser).get(address(attempt)).content.decode()
    assert "Nhận và lưu câu 1, lần ghi 1 của cửa sổ 1" in text
    assert "Câu hỏi số" not in text
    line = AuditLine.objects.get(kind=AuditKind.PAPER_SEEN)
    assert (line.by_id, line.role, line.about_id) == (
        organiser.pk,
        Role.ORGANISER,
        attempt.entry_id,
    )


def test_staff_follow_papers_of_contests_that_are_not_theirs(signed_in, attempt):
    assert signed_in(UserFactory(is_staff=True)).get(address(attempt)).status_code == 200
    assert AuditLine.objects.get(kind=AuditKind.PAPER_SEEN).role == Role.STAFF


def test_others_find_nothing(signed_in, stranger, contestant, attempt):
    for person in (stranger, contestant, OrganiserFactory().user):
        assert signed_in(person).get(address(attempt)).status_code == 404
    assert not AuditLine.objects.filter(kind=AuditKind.PAPER_SEEN).exists()


@pytest.fixture
def log():
    """What our processes write, as the journal would give it back."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure({"level": "INFO"})
    root.handlers[0].setStream(written := io.StringIO())
    yield written
    root.handlers[:] = before
    root.setLevel(level)


def test_the_log_names_papers_positions_and_devices_but_no_person_and_no_choice(attempt, log):
    save(attempt, 1, 2)
    notes.note_taken(attempt, user_agent=CHROME)
    saves, taken = [json.loads(line) for line in log.getvalue().splitlines()]
    first = SEQ_PER_TAB + 1
    moment, *papers = saves["papers"].split()
    assert papers == [f"{attempt.pk}/1/{first}", f"{attempt.pk}/2/{first + 1}"]
    assert datetime.fromtimestamp(int(moment[1:]) / 1e6, UTC) <= datetime.now(UTC)
    assert (taken["attempt"], taken["tab"]) == (attempt.pk, 1)
    assert taken["device"] == "Chrome trên Android"
    assert attempt.entry.user.full_name not in log.getvalue()


def test_the_log_tells_of_this_paper_and_of_trouble_meanwhile(attempt, log):
    other = start_attempt(entry_in(attempt.round), round=attempt.round, at=datetime.now(UTC))
    notes.note_started([(attempt, "Safari trên iPhone"), (other, "Firefox trên Windows")])
    save(attempt, 1)
    save(other, 2)
    logging.getLogger("contests.batches").error("batch_failed")
    notes.note_handed_in([other.pk, attempt.pk])
    lines = [f"Nov 30 thi[1]: {line}" for line in log.getvalue().splitlines()]
    found = list(moments_in_log([*lines, "{broken", '{"timestamp": 5, "error"}', ""], attempt))
    assert [one.said for one in found] == [
        "Phát đề, mở cửa sổ 1 trên Safari trên iPhone",
        "Nhận và lưu câu 1, lần ghi 1 của cửa sổ 1",
        "Máy chủ: batch_failed ",
        "Đóng bài theo yêu cầu nộp",
    ]
    assert {one.source.isdigit() for one in found} == {True}


def test_saves_that_were_gathered_keep_their_moments(attempt, log):
    lines, kept = notes.SaveLines(), []
    for position in (1, 2):
        change = Change(position, 1, SEQ_PER_TAB + position)
        one = Save(save_token_of(attempt), (change,))
        receipts = write_saves([one])
        lines.add([one], receipts)
        kept.append(receipts[0].server_at)
    old = take_up(take_up(attempt)).writer - 1
    late = Save(save_token_of(attempt)._replace(writer=old), (Change(3, 1, SEQ_PER_TAB + 3),))
    lines.add([late], receipts := write_saves([late]))
    assert log.getvalue() == ""
    lines.write()
    found = list(moments_in_log(log.getvalue().splitlines(), attempt))
    assert [one.at for one in found] == [*kept, receipts[0].server_at]
    assert "Không lưu" in found[-1].said
    lines.write()  # nothing is said twice
    assert len(log.getvalue().splitlines()) == 1


def test_a_full_line_is_written_at_once(attempt, log, monkeypatch):
    monkeypatch.setattr(notes, "MOST_IN_A_LINE", 2)
    lines = notes.SaveLines()
    for position in (1, 2, 3):
        one = Save(save_token_of(attempt), (Change(position, 1, SEQ_PER_TAB + position),))
        lines.add([one], write_saves([one]))
    assert [json.loads(line)["papers"].count("/") for line in log.getvalue().splitlines()] == [4]


def test_a_line_of_the_version_before_is_read(attempt):
    line = {"event": "saves", "papers": f"{attempt.pk}/2/{SEQ_PER_TAB + 1}"}
    line["timestamp"] = attempt.started_at.isoformat()
    (moment,) = moments_in_log([json.dumps(line)], attempt)
    assert (moment.at, moment.said) == (
        attempt.started_at,
        "Nhận và lưu câu 2, lần ghi 1 của cửa sổ 1",
    )


@pytest.mark.parametrize(
    "line",
    [
        {"event": "saves", "papers": "%s/1"},
        {"event": "saves", "papers": "%s/x/y"},
        {"event": "saves", "refused": "%s"},
        {"event": "request", "path": "/bai/%s/"},
        {"event": "saves", "level": ["error"], "said": "%s"},
    ],
)
def test_a_line_that_cannot_be_read_ends_no_story(attempt, line):
    at = {"timestamp": attempt.started_at.isoformat()}
    text = json.dumps(line | at)
    text = text.replace("%s", str(attempt.code if "path" in line else attempt.pk))
    deep = f'{{"level":"error","x":{"[" * 100_000}{attempt.pk}'
    taken = json.dumps(at | {"event": "paper_taken", "attempt": attempt.pk, "tab": 1})
    assert len(list(moments_in_log([text, deep, taken], attempt))) == 1


def test_a_number_within_another_number_is_no_line_of_this_paper(attempt, log):
    notes.note_handed_in([int(f"{attempt.pk}7"), int(f"9{attempt.pk}")])
    assert list(moments_in_log(log.getvalue().splitlines(), attempt)) == []


def follow(*words):
    call_command("follow_paper", *words, stdout=(out := io.StringIO()))
    return out.getvalue()


def test_the_command_finds_a_paper_by_its_code_its_number_and_its_person(attempt, log, tmp_path):
    save(attempt, 1)
    notes.note_taken(attempt, user_agent=CHROME)
    file = tmp_path / "log"
    file.write_text(log.getvalue())
    person = f"#{attempt.entry.user_id}"
    for name in (str(attempt.code), str(attempt.pk), person):
        told = follow(name, "--log", str(file))
        assert "câu trả lời của 1 trên 4 câu" in told
        assert "Mở bài ở cửa sổ 1 trên Chrome trên Android [tiến trình" in told
    assert AuditLine.objects.filter(kind=AuditKind.PAPER_SEEN, role=Role.OPERATOR).count() == 3
    assert "journalctl" in follow(person)


def test_the_command_says_if_the_log_knows_newer_answers_than_are_held(attempt, log, tmp_path):
    """After a restore somebody may bring back only such receipts as they like."""
    save(attempt, 1, 2)
    save(attempt, 1, n=5)
    file = tmp_path / "log"
    file.write_text(log.getvalue())
    assert "CHÚ Ý" not in follow(str(attempt.code), "--log", str(file))

    Answer.objects.filter(attempt=attempt, position=1).update(seq=SEQ_PER_TAB + 1)
    told = follow(str(attempt.code), "--log", str(file))

    assert "nhận lần chọn mới hơn lần đang giữ hoặc đang chờ ở câu 1." in told


def turned_away(attempt, *noted):
    async def note_all():
        turned = TurnedAway()
        for code, paper in noted:
            turned.note(code, paper.replace("%s", str(attempt.pk)))
        turned.write()

    asyncio.run(note_all())


def test_what_was_turned_away_is_told_by_paper(attempt, log):
    turned_away(attempt, ("busy", "%s"), ("busy", "%s"), ("busy", "%s7"), ("bad_ticket", "?%s"))
    found = list(moments_in_log(log.getvalue().splitlines(), attempt))
    assert [one.said for one in found] == [
        "Chưa ghi gì, 2 lượt trong ít giây trước: máy chủ bận, máy người thi tự gửi lại",
        (
            "1 lượt tự xưng là của bài này, không chắc từ máy người thi:"
            " phiếu của trang không còn đúng, phải tải lại trang"
        ),
    ]


def test_what_is_written_of_turned_away_saves_is_bounded(attempt, log):
    forged = [("bad_ticket", f"?{n}") for n in range(1, 2000)]
    busy = [("busy", str(n)) for n in range(1, 2000)]
    turned_away(attempt, *forged, *busy)
    (line,) = log.getvalue().splitlines()
    said = json.loads(line)["papers"].split()
    assert len(said) == MOST_CLAIMED + MOST_PAPERS
    assert json.loads(line)["others"] == 2 * 1999 - len(said)
    assert len(line) < 8000


def test_nobody_writes_a_moment_into_the_story_by_an_address(attempt, log, tmp_path):
    """Its letters are chosen by whoever asks; the code of the own paper is known."""
    path = f"/x/{attempt.code}\n30/11 10:00:00.000000  Nhận và lưu câu 5\x1b[2J\u202e"
    said = {"event": "request", "method": "GET", "path": path, "status": 404}
    line = said | {"timestamp": datetime.now(UTC).isoformat(), "process": 7}
    file = tmp_path / "log"
    file.write_text(json.dumps(line))
    told = follow(str(attempt.code), "--log", str(file)).splitlines()
    (asked,) = [one for one in told if "Nhận và lưu câu 5" in one]
    assert "Trang GET" in asked
    assert asked.isprintable()


@pytest.mark.parametrize("name", ["0", "99999999999999999999999", "không ai", "#5", "a@b.vn", " "])
def test_the_command_says_if_there_is_no_such_paper(name):
    with pytest.raises(CommandError, match="Không có bài thi nào"):
        follow(name)


def test_a_log_that_is_not_there_is_said(attempt):
    with pytest.raises(CommandError, match="Không đọc được nhật ký"):
        follow(str(attempt.code), "--log", "/no/such/file")
