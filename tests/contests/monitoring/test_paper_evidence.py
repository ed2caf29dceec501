"""An organiser sees what one person was asked and answered, and when, but no key."""

from datetime import UTC, datetime, timedelta

import pytest

from contests.attempts.close import submit_attempt
from contests.attempts.start import start_attempt
from contests.models import Answer, Round, SaveRefusal
from questionbank.models import Revision
from quizsite.audit.kinds import AuditKind
from quizsite.models import AuditLine
from tests.factories import OrganiserFactory, RoundFactory, SectionFactory
from tests.stage import entry_in, open_round

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SAVED = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def paper(contestant, organiser):
    at = datetime.now(UTC)
    round = open_round(
        opens_at=at - HOUR, closes_at=at + HOUR, prediction_target="entrants", questions=2, count=2
    )
    OrganiserFactory(contest=round.contest, user=organiser)
    attempt = start_attempt(entry_in(round, user=contestant), round=round, at=at)
    for position, choice, seq in ((0, 43, 9), (1, 0b100, 7)):
        Answer.objects.create(
            attempt=attempt, position=position, choice=choice, seq=seq, saved_at=SAVED
        )
    SaveRefusal.objects.create(attempt=attempt, code="late", last_at=SAVED)
    return submit_attempt(attempt, at=at)


def close(paper):
    Round.objects.filter(pk=paper.round_id).update(closes_at=datetime.now(UTC) - HOUR)


def address(paper):
    contest = paper.round.contest
    return f"/to-chuc/{contest.slug}/du-thi/{paper.entry_id}/bai/{paper.code}/"


def test_it_shows_each_answer_with_its_time_and_number(signed_in, organiser, paper):
    close(paper)
    page = signed_in(organiser).get(address(paper))
    text = page.content.decode()
    first, second = page.context["questions"]
    assert [one["is_chosen"] for one in first["shown"]] == [False, False, True, False]
    assert first["stem"] == Revision.objects.get(pk=paper.paper[0][0]).stem
    assert "nhận lúc thứ Hai, 23/11/2026, 08:02:03, lần ghi 7 của cửa sổ 1" in text
    assert second["answer"] is None
    assert "không có câu trả lời nào đến máy chủ" in text
    assert "42 (nhận lúc" in text
    assert "có, lần cuối thứ Hai, 23/11/2026, 08:02:03" in text


def test_it_tells_no_key_and_leaves_a_line(signed_in, organiser, paper):
    text = signed_in(organiser).get(address(paper)).content.decode()
    assert "Vì luật nói vậy" not in text
    assert "đáp án</span>" not in text
    assert "is-right" not in text
    line = AuditLine.objects.get(kind=AuditKind.PAPER_SEEN)
    assert (line.by_id, line.about_id) == (organiser.pk, paper.entry_id)


def test_ticks_wait_while_a_round_still_asks_the_question(signed_in, organiser, paper):
    """A paper with a full score would tell each key: of the own round, and of another contest's."""
    page = signed_in(organiser).get(address(paper))
    assert not any(option["is_chosen"] for option in page.context["questions"][0]["shown"])
    assert "nhận lúc thứ Hai, 23/11/2026, 08:02:03, lần ghi 7" in page.content.decode()

    close(paper)
    other = RoundFactory(title="Tuần 9", closes_at=datetime.now(UTC) + HOUR)
    SectionFactory(round=other, count=1, pool=[paper.paper[0][0]])
    page = signed_in(organiser).get(address(paper))
    first, second = page.context["questions"]
    assert not any(option["is_chosen"] for option in first["shown"])
    assert "kỳ thi “Tuần 9”" in page.content.decode()
    assert second["withheld"] is None


def test_others_find_nothing(signed_in, stranger, contestant, paper):
    for person in (stranger, contestant, OrganiserFactory().user):
        assert signed_in(person).get(address(paper)).status_code == 404


def test_a_paper_of_another_person_is_not_found_under_this_one(signed_in, organiser, paper):
    other = entry_in(paper.round)
    wrong = address(paper).replace(f"/{paper.entry_id}/", f"/{other.pk}/")
    assert signed_in(organiser).get(wrong).status_code == 404


def test_a_number_of_more_than_64_bits_is_not_found(signed_in, organiser, paper):
    """SQLite refuses it in a filter by row."""
    wrong = address(paper).replace(f"/{paper.entry_id}/", f"/{9**40}/")
    assert signed_in(organiser).get(wrong).status_code == 404
