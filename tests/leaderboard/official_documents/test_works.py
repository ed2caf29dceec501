"""Documents of written rounds and finals speak of works and juries, not of questions."""

import pytest

from contests.awards import Award
from contests.models import Panel, Prize, PrizeTerms, Round
from leaderboard.document_models import DocumentKind
from leaderboard.finals.finalise import finalise_round
from leaderboard.official_documents.content import as_stored, digest_of, restored
from leaderboard.official_documents.issue import write_document
from leaderboard.official_documents.read_result import content_of
from leaderboard.official_documents.snapshots import take_snapshot
from tests.contests.presentations.cast import AFTER, marked_essay
from tests.leaderboard.official_documents.test_texts import said

pytestmark = pytest.mark.django_db
RESULTS = (
    DocumentKind.AWARD_DECISION,
    DocumentKind.MINUTES,
    DocumentKind.NOTICE,
    DocumentKind.REPORT,
    DocumentKind.PROPOSAL,
)


@pytest.fixture
def award():
    essay, _works, _by = marked_essay([90, 80])
    PrizeTerms.objects.create(contest=essay.contest, checks_winners=False)
    Prize.objects.create(contest=essay.contest, round=essay, title="Nhất", position=1)
    finalise_round(essay, by=None, at=AFTER)
    round = Round.objects.select_related("contest").get(pk=essay.pk)
    found = Award(round.contest, round)
    take_snapshot(found, by=None, at=AFTER)
    return found


def test_no_document_speaks_of_questions_or_papers_where_works_were_marked(award):
    for kind in RESULTS:
        text = said(write_document(award, kind, at=AFTER))
        for word in ("lượt thi", "đúng tất cả", "hệ thống thi chấm"):
            assert word not in text, (kind, word)


def test_decision_and_notice_count_works_and_list_points_without_a_time(award):
    decision = write_document(award, DocumentKind.AWARD_DECISION, at=AFTER)
    text = said(decision)
    assert "Có 2 người dự thi với 2 bài; 2 bài được ban giám khảo chấm." in text
    assert "90/100" in text
    assert "80/100" in text
    assert "00:00" not in text
    tables = [block for one in decision.annexes for block in one.blocks if hasattr(block, "rows")]
    assert tables
    assert all(len(row) == len(one.columns) for one in tables for row in one.rows)


def test_minutes_name_the_jury_and_the_digest_of_its_marks(award):
    panel = Panel.objects.get(round=award.round)
    text = said(write_document(award, DocumentKind.MINUTES, at=AFTER))
    assert f"{panel.title} chấm 2 bài" in text
    assert panel.digest[:16] in text
    assert "Điểm cao nhất 90/100, điểm trung bình 85/100." in said(
        write_document(award, DocumentKind.REPORT, at=AFTER)
    )


def test_what_is_frozen_of_works_is_read_again_as_it_was(award):
    content = content_of(award, at=AFTER)
    assert restored(as_stored(content)) == content
    assert digest_of(as_stored(content)) == digest_of(as_stored(content_of(award, at=AFTER)))
