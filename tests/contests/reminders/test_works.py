"""Authors whose work is still a draft are reminded; results of works are told to all who wrote."""

from datetime import timedelta

import pytest

from contests.models import WorkAuthor
from contests.notices.concerned import not_handed_in, with_papers
from contests.reminders.plan import (
    plan_reminder,
    preview_reminder,
    reminder_words,
    rounds_to_remind,
)
from contests.subjects import organiser as acting
from contests.written.hand_in import hand_in
from quizsite.notifications.letters import words_of
from quizsite.notifications.mailings import write_due_mailings
from quizsite.notifications.models import Notice, NoticeKind
from tests.contests.notices.test_telling import agrees
from tests.contests.presentations.cast import AFTER, final_of, marked_essay
from tests.contests.written.cast import CLOSING, MIDDAY, entered, ready_work, written_round
from tests.factories import OrganiserFactory

pytestmark = pytest.mark.django_db
DUE = CLOSING - timedelta(days=2)


@pytest.fixture
def essay():
    return written_round(max_authors=2)


def test_only_whoever_has_a_draft_and_nothing_handed_in_is_reminded(essay):
    draft, done = ready_work(essay), ready_work(essay)
    hand_in(done, at=MIDDAY)
    entered(essay)  # has begun nothing
    helped = ready_work(essay)
    WorkAuthor.objects.create(
        work=done, entry=helped.entry, full_name="Cùng viết", position=1, share_percent=50
    )
    assert list(not_handed_in(essay)) == [draft.entry]
    assert set(with_papers(essay)) == {done.entry, helped.entry}


def test_the_letter_says_how_long_is_left_and_that_drafts_hand_nothing_in(essay):
    work, by = ready_work(essay), OrganiserFactory(contest=essay.contest).user
    agrees(work.entry.user)
    preview = preview_reminder(essay, unit=None, due_at=DUE)
    assert (preview.concerned, preview.reached) == (1, 1)
    assert "còn 2 ngày" in reminder_words(preview.occasion, at=DUE)
    plan_reminder(essay, unit=None, due_at=DUE, most=None, by=acting(by), at=MIDDAY)
    write_due_mailings(at=DUE, between=lambda: None)
    notice = Notice.objects.get(person=work.entry.user)
    subject, *_paragraphs, last = words_of(NoticeKind.REMINDER, notice.facts | {"left": "2 ngày"})
    assert subject == f"Còn 2 ngày, bạn chưa nộp: {essay.title}"
    assert last.startswith("Bản nháp không tự nộp")
    assert notice.facts["path"].endswith(f"/bai-viet/{essay.number}/")


def test_a_final_reminds_nobody(essay):
    essay, _works, by = marked_essay([80])
    final = final_of(essay, by)
    final.round.state = "published"
    final.round.save(update_fields=["state"])
    assert rounds_to_remind(essay.contest, at=AFTER) == []
