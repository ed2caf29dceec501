"""What nobody has used yet can be taken back, and times of a published round can move."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from contests.attempts.start import start_attempt
from contests.models import Contest, Round, RoundPhase, RulingKind
from contests.planning import take_back
from contests.planning.publish_round import publish_round
from contests.planning.rounds import copy_round
from contests.planning.times import TimesFixed, TimesNotAllowed, doubts_about, move_times
from contests.rules import ReasonMissing
from contests.rulings.decisions import propose_ruling
from questionbank.models import Revision
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import NOON, EntryFactory, OrganiserFactory, RoundFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def upcoming() -> Round:
    return open_round(opens_at=NOON + DAY, closes_at=NOON + 2 * DAY, number=3)


def test_an_upcoming_round_becomes_a_draft_with_its_settings(upcoming, organiser):
    old = upcoming.pk
    draft = take_back.withdraw_round(upcoming, by=organiser, at=NOON, reason="Sai giờ")
    stored = Round.objects.get(contest=upcoming.contest)
    assert (stored.pk, stored.state, stored.number) == (draft.pk, "draft", 3)
    assert stored.pk != old  # processes keep pools by the round's id
    assert (stored.title, stored.time_limit_s) == (upcoming.title, upcoming.time_limit_s)
    assert [(one.count, one.pool) for one in stored.sections.all()] == [(3, [])]
    line = AuditLine.objects.get(kind=AuditKind.ROUND_WITHDRAWN)
    assert (line.reason, line.about_id) == ("Sai giờ", old)


def test_a_withdrawn_round_can_be_published_again(upcoming, organiser):
    draft = take_back.withdraw_round(upcoming, by=organiser, at=NOON, reason="Sai giờ")
    again = publish_round(draft, by=organiser, at=NOON)
    assert again.sections.get().pool


def test_a_disputed_question_stays_stopped_when_the_round_is_published_again(upcoming, organiser):
    question = Revision.objects.get(pk=upcoming.sections.get().pool[0])
    propose_ruling(upcoming, question, kind=RulingKind.ANNUL, reason="Sai", by=organiser, at=NOON)
    draft = take_back.withdraw_round(upcoming, by=organiser, at=NOON, reason="Sai giờ")
    again = publish_round(draft, by=organiser, at=NOON)
    assert question.pk in again.sections.get().pool
    assert again.stopped == [question.pk]


@pytest.mark.parametrize("at", [NOON + DAY - timedelta(seconds=5), NOON + DAY, NOON + 3 * DAY])
def test_a_round_that_has_opened_stays(upcoming, organiser, at):
    with pytest.raises(take_back.RoundHasBegun):
        take_back.withdraw_round(upcoming, by=organiser, at=at, reason="Sai giờ")


def test_a_round_with_papers_stays_even_if_a_clock_says_it_has_not_opened(organiser):
    round = open_round()
    start_attempt(entry_in(round), round=round, at=NOON)
    with pytest.raises(take_back.RoundHasBegun):
        take_back.withdraw_round(round, by=organiser, at=round.opens_at - HOUR, reason="Sai")
    assert round.attempts.count() == 1


def test_a_reason_is_asked_for(upcoming, organiser):
    with pytest.raises(ReasonMissing):
        take_back.withdraw_round(upcoming, by=organiser, at=NOON, reason=" ")
    with pytest.raises(ReasonMissing):
        move_times(
            upcoming,
            opens_at=NOON + DAY,
            closes_at=NOON + DAY * 3,
            by=organiser,
            at=NOON,
            reason="",
        )


def test_a_draft_is_deleted_and_the_trail_keeps_it(organiser):
    draft = RoundFactory(state="draft", title="Tuần 4")
    take_back.delete_draft_round(draft, by=organiser, at=NOON)
    assert not Round.objects.filter(pk=draft.pk).exists()
    assert AuditLine.objects.get(kind=AuditKind.ROUND_DELETED).before["title"] == "Tuần 4"


def test_a_published_round_is_not_deleted(upcoming, organiser):
    with pytest.raises(take_back.NotDraft):
        take_back.delete_draft_round(upcoming, by=organiser, at=NOON)


def test_a_contest_that_nobody_entered_becomes_a_draft(organiser):
    contest = RoundFactory(state="draft").contest
    take_back.withdraw_contest(contest, by=organiser, at=NOON, reason="Chưa duyệt")
    assert Contest.objects.get(pk=contest.pk).state == "draft"
    with pytest.raises(take_back.ContestHasRounds):
        take_back.delete_draft_contest(contest, by=organiser, at=NOON)
    contest.rounds.all().delete()
    take_back.delete_draft_contest(contest, by=organiser, at=NOON)
    assert not Contest.objects.filter(pk=contest.pk).exists()


@pytest.mark.parametrize("used", [EntryFactory, RoundFactory])
def test_a_contest_in_use_stays_published(used, organiser):
    contest = used().contest
    with pytest.raises(take_back.ContestInUse):
        take_back.withdraw_contest(contest, by=organiser, at=NOON, reason="Sai")


def moved(round, organiser, *, at=NOON, **times):
    times = {"opens_at": round.opens_at, "closes_at": round.closes_at} | times
    return move_times(round, by=organiser, at=at, reason="Mất điện", **times)


def test_a_round_to_come_moves_both_times(upcoming, organiser):
    round = moved(upcoming, organiser, opens_at=NOON + HOUR, closes_at=NOON + 5 * DAY)
    assert (round.opens_at, round.closes_at) == (NOON + HOUR, NOON + 5 * DAY)
    line = AuditLine.objects.get(kind=AuditKind.TIMES_MOVED)
    assert (set(line.after), line.reason) == ({"opens_at", "closes_at"}, "Mất điện")


def test_an_open_round_is_extended_and_new_papers_get_the_time(organiser):
    round = open_round(closes_at=NOON + timedelta(minutes=5), time_limit_s=600)
    before = start_attempt(entry_in(round), round=round, at=NOON)
    round = moved(round, organiser, closes_at=NOON + HOUR)
    after = start_attempt(entry_in(round), round=round, at=NOON)
    before.refresh_from_db()
    assert before.deadline_at == NOON + timedelta(minutes=5)  # what this person was told
    assert after.deadline_at == NOON + timedelta(minutes=10)
    assert round.phase(NOON + timedelta(minutes=30)) is RoundPhase.OPEN


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ({"opens_at": NOON - DAY}, "không đổi được giờ mở"),
        ({"closes_at": NOON + HOUR}, "chỉ gia hạn được"),
    ],
)
def test_an_open_round_is_only_extended(organiser, times, words):
    with pytest.raises(TimesNotAllowed, match=words):
        moved(open_round(), organiser, **times)


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ({"opens_at": NOON - HOUR}, "đã qua"),
        ({"opens_at": NOON + 3 * DAY}, "sau giờ mở"),
        ({"closes_at": NOON + DAY + timedelta(minutes=5)}, "dài hơn cả kỳ thi"),
    ],
)
def test_times_to_come_make_sense(upcoming, organiser, times, words):
    with pytest.raises(TimesNotAllowed, match=words):
        moved(upcoming, organiser, **times)


def test_a_closed_round_keeps_its_times(upcoming, organiser):
    with pytest.raises(TimesFixed):
        moved(upcoming, organiser, at=NOON + 3 * DAY, closes_at=NOON + 9 * DAY)


def test_doubts_name_a_past_opening_and_overlapping_rounds():
    week = RoundFactory(title="Tuần 1")
    draft = RoundFactory(contest=week.contest, state="draft", title="Tuần 2")
    doubts = [str(one) for one in doubts_about(draft, at=NOON)]
    assert any("đã qua" in one for one in doubts)
    assert any("Tuần 1" in one for one in doubts)
    later = RoundFactory(
        contest=week.contest, state="draft", opens_at=week.closes_at, closes_at=NOON + 20 * DAY
    )
    assert doubts_about(later, at=NOON) == []


def local(*moment):
    return datetime(*moment, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.mark.parametrize(
    ("opens", "closes", "next_opens", "next_closes"),
    [
        ((2026, 1, 1), (2026, 2, 1), (2026, 2, 1), (2026, 3, 1)),
        ((2026, 1, 1, 8), (2026, 1, 31, 23, 59), (2026, 2, 1, 8), (2026, 2, 28, 23, 59)),
        ((2026, 12, 1), (2027, 1, 1), (2027, 1, 1), (2027, 2, 1)),
        ((2026, 1, 5, 10), (2026, 1, 12, 9), (2026, 1, 12, 10), (2026, 1, 19, 9)),
        ((2026, 1, 10), (2026, 2, 10), (2026, 2, 14), (2026, 3, 17)),
    ],
)
def test_a_copy_takes_the_next_months_or_weeks(organiser, opens, closes, next_opens, next_closes):
    round = RoundFactory(opens_at=local(*opens), closes_at=local(*closes))
    copy = copy_round(round, by=organiser, at=NOON)
    assert (copy.opens_at, copy.closes_at) == (local(*next_opens), local(*next_closes))


def test_pages_take_back_and_move(signed_in, organiser, upcoming):
    OrganiserFactory(contest=upcoming.contest, user=organiser)
    client = signed_in(organiser)
    desk = f"/to-chuc/{upcoming.contest.slug}/ky/{upcoming.number}/"
    Round.objects.update(opens_at="2126-01-05T01:00Z", closes_at="2126-01-12T01:00Z")
    assert client.get(f"{desk}gio/").status_code == 200
    sent = {"opens_at": "2127-01-05T08:00", "closes_at": "2127-01-12T08:00", "reason": "Dời"}
    missing = client.post(f"{desk}gio/", sent | {"reason": ""})
    assert missing.context["form"].errors["reason"]
    Round.objects.update(opens_at="2029-01-05T01:00Z", closes_at="2029-01-12T01:00Z")
    late = {"opens_at": "2029-01-13T08:00", "closes_at": "2029-01-12T08:00", "reason": "Dời"}
    refused = client.post(f"{desk}gio/", late)
    assert "Giờ đóng phải sau giờ mở." in refused.content.decode()
    assert refused.context["form"]["reason"].value() == "Dời"
    sent = {"opens_at": "2029-01-06T08:00", "closes_at": "2029-01-12T08:00", "reason": "Dời"}
    assert client.post(f"{desk}gio/", sent).status_code == 302
    assert client.get(f"{desk}rut/").status_code == 200
    assert client.post(f"{desk}rut/", {"reason": "Sai đề"}).status_code == 302
    assert Round.objects.get().state == "draft"
    assert client.post(f"{desk}rut/").status_code == 302
    contest = f"/to-chuc/{upcoming.contest.slug}/rut/"
    assert client.post(contest, {"reason": "Chưa duyệt"}).status_code == 302
    assert client.post(contest).status_code == 302
    assert not Contest.objects.exists()


@pytest.mark.parametrize(
    ("opens", "closes", "page", "words"),
    [
        (-HOUR, HOUR, "rut", "không rút lại được"),
        (-DAY, -HOUR, "rut", "không rút lại được"),
        (-DAY, -HOUR, "gio", "đã đóng nên không đổi giờ"),
    ],
)
def test_a_page_asks_no_reason_for_what_it_would_refuse(
    signed_in, organiser, opens, closes, page, words
):
    at = timezone.now()
    round = open_round(opens_at=at + opens, closes_at=at + closes)
    OrganiserFactory(contest=round.contest, user=organiser)
    got = signed_in(organiser).get(f"/to-chuc/{round.contest.slug}/ky/{round.number}/{page}/")
    assert (got.status_code, words in got.content.decode()) == (409, True)


def test_publishing_asks_about_doubts_first(signed_in, organiser):
    draft = open_round(state="draft", opens_at=NOON - DAY, closes_at="2029-01-01T01:00Z")
    OrganiserFactory(contest=draft.contest, user=organiser)
    page = f"/to-chuc/{draft.contest.slug}/ky/{draft.number}/cong-bo/"
    client = signed_in(organiser)
    shown = client.post(page, {"reuse": "accept", "reason": "Ít câu"})
    assert "đã qua: kỳ thi mở ngay" in shown.content.decode()
    assert Round.objects.get().state == "draft"
    client.post(page, {"reuse": "accept", "reason": "Ít câu", "is_meant": "on"})
    assert Round.objects.get().state == "published"
    assert AuditLine.objects.get(kind=AuditKind.PUBLISHED).after["doubts"]
