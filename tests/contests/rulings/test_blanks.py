"""A question that no longer counts, or that everybody has right, needs no answer."""

import pytest

from contests.models import Round, RulingKind
from contests.rulings.regrade import regrade_round
from tests.contests.rulings import test_decisions as scene
from tests.contests.rulings.test_decisions import now, rule, take

pytestmark = pytest.mark.django_db

round, organisers, question = scene.round, scene.organisers, scene.question


@pytest.mark.parametrize("kind", [RulingKind.ANNUL, RulingKind.GIVE])
def test_a_paper_that_left_only_this_question_blank_becomes_complete(
    round, organisers, question, kind
):
    Round.objects.update(tie_chain=["complete", "correct"])
    round.refresh_from_db()
    attempt = take(round, wrong=question)
    assert attempt.unanswered_count == 1
    before = round.standings.get().sort_key

    rule(round, question, organisers, kind=kind)
    assert regrade_round(round, at=now()) == 1

    attempt.refresh_from_db()
    assert attempt.unanswered_count == 0
    assert round.standings.get().sort_key < before
    assert scene.is_sound(round)


def test_a_paper_closed_before_blanks_were_counted_is_not_scored_anew(round, organisers, question):
    take(round)
    round.attempts.update(unanswered_count=None)

    rule(round, question, organisers, kind=RulingKind.GIVE)

    assert regrade_round(round, at=now()) == 0
    assert scene.is_sound(round)
