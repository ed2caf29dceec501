"""The bank reads on a question's page what closed rounds found out about it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contests.analysis.analysing import analyse_round
from contests.models import Contest, Round
from questionbank.models import BankRole
from questionbank.round_figures import round_figures_of
from tests.factories import UserFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def analysed(stage):
    stage.crowd(60)
    now = timezone.now()
    Round.objects.update(opens_at=now - 9 * HOUR, closes_at=now - HOUR)
    stage.round.refresh_from_db()
    analyse_round(stage.round, at=now)
    return stage


def test_a_bank_role_reads_the_figures_of_closed_rounds(analysed, signed_in):
    author = UserFactory()
    BankRole.objects.create(user=author, kind=BankRole.Kind.AUTHOR)
    question = analysed.revisions[0].question
    (found,) = round_figures_of(question.pk, at=timezone.now())
    assert (found.asked, found.revision, found.round) == (60, 1, analysed.round.title)
    page = signed_in(author).get(f"/to-chuc/ngan-hang/cau-hoi/{question.pk}/")
    assert "Số liệu qua các kỳ thi" in page.text
    assert found.share in page.text


def test_a_round_that_somebody_still_makes_up_and_a_rehearsal_tell_nothing(analysed):
    question = analysed.revisions[0].question_id
    Round.objects.update(extended_until=timezone.now() + HOUR)
    assert round_figures_of(question, at=timezone.now()) == []
    Round.objects.update(extended_until=None)
    Contest.objects.update(is_rehearsal=True)
    assert round_figures_of(question, at=timezone.now()) == []


def test_others_do_not_find_the_page(analysed, signed_in, stranger):
    question = analysed.revisions[0].question
    assert signed_in(stranger).get(f"/to-chuc/ngan-hang/cau-hoi/{question.pk}/").status_code == 403
