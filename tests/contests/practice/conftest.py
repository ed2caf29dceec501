"""What practising needs: questions in a practice set."""

import pytest

from contests.practice.progress import keep_progress
from questionbank.models import QuestionSet
from tests.factories import NOON, RevisionFactory


@pytest.fixture
def practice_set(db):
    """Make a practice set of these revisions, or of three new ones."""

    def make(*revisions, name="Luyện tập", is_common=True):
        made = QuestionSet.objects.create(
            name=name, is_practice=True, is_common=is_common, created_at=NOON
        )
        revisions = revisions or [RevisionFactory(right=[n]) for n in range(3)]
        made.questions.set([one.question for one in revisions])
        return list(revisions)

    return make


@pytest.fixture
def at_noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def keeps_progress(contestant):
    """The contestant has agreed that progress is kept."""
    keep_progress(contestant, at=NOON)
