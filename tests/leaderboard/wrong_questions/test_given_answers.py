"""Organisers see what people wrote that was judged wrong, and accept more of it."""

from datetime import UTC, datetime, timedelta

import pytest

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Attempt, QuestionRuling, Round
from contests.monitoring.invariants import verify_round
from contests.papers.drawing import paper_source_of
from contests.rulings.decisions import confirm_ruling
from contests.rulings.regrade import regrade_round
from leaderboard.wrong_questions.given_answers import wrong_answers
from questionbank.question_types.number import ZERO
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import OrganiserFactory, RevisionFactory, RoundFactory, SectionFactory
from tests.stage import entry_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TEXT = {"kind": "text", "options": ["1"], "right": [1, "một cửa"]}
NUMBER = {"kind": "number", "options": ["ngày", "0"], "right": [30, 0]}


@pytest.fixture
def ask(organiser, colleague):
    """Let people answer one question of a round that is over."""

    def asked(question, *answers):
        paper_source_of.cache_clear()
        at = datetime.now(UTC)
        round = RoundFactory(opens_at=at - 3 * HOUR, closes_at=at - HOUR, time_limit_s=600)
        revision = RevisionFactory(**question)
        SectionFactory(round=round, count=2, pool=[RevisionFactory().pk, revision.pk])
        for user in (organiser, colleague):
            OrganiserFactory(contest=round.contest, user=user)
        for choice, text in answers:
            began = at - 2 * HOUR
            attempt = start_attempt(entry_in(round), round=round, at=began)
            position = [pk for pk, _order in attempt.paper].index(revision.pk) + 1
            facts = {"position": position, "choice": choice, "text": text, "saved_at": began}
            Answer.objects.create(attempt=attempt, seq=1, **facts)
            submit_attempt(attempt, at=began + timedelta(minutes=1))
        return round, revision

    return asked


def listed(round, revision):
    return [(one.words, one.papers) for one in wrong_answers(round, revision)]


def test_different_wrong_texts_are_counted_and_alike_ones_are_one(ask):
    said = ["Một cửa", "tại chỗ", "Tai cho.", "nhanh", "TẠI  CHỖ"]
    round, revision = ask(TEXT, *[(1, one) for one in said], (0, None))
    assert [papers for _words, papers in listed(round, revision)] == [3, 1]
    assert listed(round, revision)[1] == ("nhanh", 1)


def test_wrong_numbers_are_listed_with_their_unit(ask):
    round, revision = ask(NUMBER, *[(ZERO + one, None) for one in (30, 15, 15, -2)])
    assert listed(round, revision) == [("15\u00a0ngày", 2), ("−2\u00a0ngày", 1)]


def address(round, revision):
    return f"/to-chuc/{round.contest.slug}/ky/{round.number}/cau-hoi/{revision.pk}/"


def scores(round):
    return sorted(Attempt.objects.filter(round=round).values_list("correct_count", flat=True))


def test_two_organisers_accept_a_text_that_was_judged_wrong(ask, signed_in, organiser, colleague):
    round, revision = ask(TEXT, (1, "một cửa"), (1, "một cửa liên thông"), (1, "nhanh"))
    assert scores(round) == [0, 0, 1]
    page = signed_in(organiser).get(address(round, revision))
    assert "một cửa liên thông" in page.content.decode()
    assert AuditLine.objects.filter(kind=AuditKind.KEY_SEEN).exists()
    said = {"kind": "accept", "accepted": ["một cửa liên thông"], "also": "cơ chế một cửa"}
    signed_in(organiser).post(address(round, revision), said | {"reason": "Cũng gọi như vậy."})
    ruling = QuestionRuling.objects.get()
    assert ruling.accepted == [[1, "một cửa liên thông"], [1, "cơ chế một cửa"]]
    shown = signed_in(colleague).get(address(round, revision)).content.decode()
    assert "cơ chế một cửa" in shown
    confirm_ruling(ruling, by=colleague, at=datetime.now(UTC))
    regrade_round(Round.objects.get(pk=round.pk), at=datetime.now(UTC))
    assert scores(round) == [0, 1, 1]
    assert list(verify_round(Round.objects.get(pk=round.pk), at=datetime.now(UTC))) == []


def test_the_next_ruling_begins_with_what_is_accepted(ask, signed_in, organiser, colleague):
    round, revision = ask(TEXT, (1, "tại chỗ"), (1, "nhanh"))
    said = {"kind": "accept", "accepted": ["tại chỗ"], "reason": "Cũng đúng."}
    signed_in(organiser).post(address(round, revision), said)
    confirm_ruling(QuestionRuling.objects.get(), by=colleague, at=datetime.now(UTC))
    form = signed_in(organiser).get(address(round, revision)).context["form"]
    assert form["accepted"].initial == ["tại chỗ"]


@pytest.mark.parametrize("also", ["", "mười lăm", "1,5"])
def test_a_number_that_cannot_be_read_is_told_and_nothing_is_proposed(
    ask, signed_in, organiser, also
):
    round, revision = ask(NUMBER, (ZERO + 15, None))
    said = {"kind": "accept", "also": also, "reason": "Luật mới."}
    page = signed_in(organiser).post(address(round, revision), said)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not QuestionRuling.objects.exists()


def test_a_further_number_counts(ask, signed_in, organiser, colleague):
    round, revision = ask(NUMBER, (ZERO + 15, None), (ZERO + 1500, None))
    said = {"kind": "accept", "accepted": ["15"], "also": "1.500", "reason": "Luật mới."}
    signed_in(organiser).post(address(round, revision), said)
    ruling = QuestionRuling.objects.get()
    assert ruling.accepted == [[15, 0], [1500, 0]]
    confirm_ruling(ruling, by=colleague, at=datetime.now(UTC))
    regrade_round(Round.objects.get(pk=round.pk), at=datetime.now(UTC))
    assert scores(round) == [1, 1]


def test_before_the_end_nobody_reads_what_people_wrote(ask, signed_in, organiser):
    round, revision = ask(TEXT, (1, "nhanh"))
    Round.objects.filter(pk=round.pk).update(closes_at=datetime.now(UTC) + HOUR)
    assert "nhanh" not in signed_in(organiser).get(address(round, revision)).content.decode()
