"""The sample shows each kind of question in a practice round of its own."""

import pytest
from django.core.management import call_command

from contests.attempts.start import start_attempt
from contests.models import Contest
from contests.papers.drawing import paper_source_of
from questionbank.authoring.wording import warnings_of
from questionbank.importing.columns import QUESTIONS
from questionbank.importing.plan import check_file
from questionbank.models import Axis, DrawnFrom, QuestionKind, Revision
from questionbank.programme import AXES
from questionbank.sample_bank import KINDS, load_documents
from questionbank.sample_sources import sources_of
from quizsite.tables.reader import read_table
from tests.factories import NOON
from tests.stage import entry_in

pytestmark = pytest.mark.django_db
NEW = set(QuestionKind.values) - {"choice"}


def test_the_file_of_kinds_is_read_without_a_problem_or_a_warning():
    for position, (code, name) in enumerate(AXES, start=1):
        Axis.objects.get_or_create(code=code, defaults={"name": name, "position": position})
    load_documents()
    plan = check_file(read_table(KINDS, QUESTIONS))
    assert plan.problems == []
    assert len(plan.planned) == 8
    for one in plan.planned:
        wording = one.wording
        said = warnings_of(wording.stem, wording.options, wording.right, kind=wording.kind)
        assert said == [], one.code
    assert all(source.may_be_published for source in sources_of(KINDS).values())


@pytest.mark.slow
def test_everybody_may_try_the_kinds_and_no_ranked_round_draws_them():
    paper_source_of.cache_clear()
    for command in ("load_sample_units", "load_sample_bank"):
        call_command(command, verbosity=0)
    call_command("load_sample_contest", at=NOON.isoformat(), password="thi-cchc")
    for _ in range(2):
        call_command("load_sample_kinds")
    contest = Contest.objects.get(slug="thu-dang-cau-hoi")
    round = contest.rounds.get()
    assert (contest.is_sample, round.is_practice) == (True, True)
    assert set(round.question_kinds) == NEW
    paper = start_attempt(entry_in(round), round=round, at=round.opens_at)
    asked = Revision.objects.filter(pk__in=[pk for pk, _order in paper.paper])
    assert {one.kind for one in asked} == NEW
    ranked = Revision.objects.published().drawn_from(DrawnFrom((), is_practice=False))
    assert not ranked.filter(kind__in=NEW).exists()
