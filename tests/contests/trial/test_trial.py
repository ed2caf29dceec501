"""Strangers try three questions of practice sets; nothing is stored, and no ranked key is told."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from contests.models import Section
from contests.trial.questions import DRAWS, trial_of
from questionbank.models import AnswerKey, QuestionSet
from tests.factories import NOON, RevisionFactory
from tests.stage import OF_KINDS, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    cache.clear()


@pytest.fixture
def round():
    return open_round()


@pytest.fixture
def practice(round):
    """Five questions of a common practice set; the last of them has two right options."""
    made = [RevisionFactory(stem=f"Câu luyện {n}", right=[1]) for n in range(4)]
    made.append(RevisionFactory(stem="Câu luyện nhiều đáp án", right=[0, 2]))
    kept = QuestionSet.objects.create(name="Luyện tập", is_practice=True, created_at=NOON)
    kept.questions.set([one.question for one in made])
    return made


def page_of(round, name="trial"):
    return reverse(f"contests:{name}", args=[round.contest.slug])


def answered(client, round, draw=0, *, right=True):
    """Answer a draw as somebody who knows, or does not, every key."""
    said = {"de": draw, "ma": client.get(page_of(round), {"de": draw}).context["mark"]}
    for n, question in enumerate(trial_of(round.contest, draw, at=NOON)):
        ticked = question.right if right else [3]
        for shown in ticked:
            said |= {f"c{n}-{shown}": "1"} if question.is_multiple else {f"c{n}": shown}
    return client.get(page_of(round, "trial_answers"), said)


def test_a_stranger_tries_three_questions_and_reads_why_at_once(client, round, practice):
    assert page_of(round) in client.get(f"/cuoc-thi/{round.contest.slug}/").text
    page = client.get(page_of(round))
    assert len(page.context["asked"]) == 3
    for key in AnswerKey.objects.all():
        assert key.explanation not in page.text or not key.explanation

    answers = answered(client, round)
    assert "Bạn đúng 3/3 câu" in answers.text
    explanation = AnswerKey.objects.get(
        revision=trial_of(round.contest, 0, at=NOON)[0].revision
    ).explanation
    assert explanation in answers.text
    assert "Bạn đúng 0/3 câu" in answered(client, round, right=False).text


def test_nothing_is_stored_and_nobody_gets_a_session(client, round, practice):
    before = rows()
    for draw in range(3):
        answered(client, round, draw)
    assert rows() == before
    assert not client.cookies


def rows():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        counted = {}
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608 -- the database's own names
            counted[table] = cursor.fetchone()[0]
    return counted


def test_every_draw_is_of_practice_sets_alone(round, practice):
    ranked = {pk for section in Section.objects.all() for pk in section.pool}
    drawn = {q.revision for n in range(DRAWS) for q in trial_of(round.contest, n, at=NOON)}
    assert drawn <= {one.pk for one in practice}
    assert len(drawn) > 3  # and not always the same
    assert not drawn & ranked


def test_a_question_that_a_ranked_round_asks_after_all_is_left_out(round, practice):
    """However it came into a pool: the rule on keys decides, not where the question lies."""
    section = round.sections.get()
    Section.objects.filter(pk=section.pk).update(pool=[*section.pool, practice[0].pk])
    cache.clear()
    drawn = {q.revision for n in range(DRAWS) for q in trial_of(round.contest, n, at=NOON)}
    assert practice[0].pk not in drawn
    assert drawn


def test_a_contest_with_practice_sets_of_its_own_draws_from_them(client, round, practice):
    own = QuestionSet.objects.create(
        name="Riêng", is_practice=True, is_common=False, created_at=NOON
    )
    made = [RevisionFactory(stem=f"Câu riêng {n}") for n in range(3)]
    own.questions.set([one.question for one in made])
    round.contest.question_sets.add(own)
    page = client.get(page_of(round)).text
    assert page.count("Câu riêng") == 3


def test_too_few_practice_questions_offer_nothing(client, round):
    assert page_of(round) not in client.get(f"/cuoc-thi/{round.contest.slug}/").text
    assert client.get(page_of(round)).status_code == 404
    assert client.get(page_of(round, "trial_answers")).status_code == 404


def test_a_crowd_of_strangers_costs_a_few_queries_a_minute(
    client, round, practice, django_assert_max_num_queries
):
    mark = trial_mark(client, round)
    with django_assert_max_num_queries(2):  # the contest itself, for each page
        client.get(page_of(round))
        client.get(page_of(round, "trial_answers"), {"ma": mark})


def trial_mark(client, round):
    return re.search(r'name="ma" value="(\w+)"', client.get(page_of(round)).text)[1]


@pytest.mark.parametrize(
    "said",
    [
        {"de": "-1"},
        {"de": "999999999999"},
        {"de": "\u0663"},
        {"c0": "99"},
        {"c0": "x"},
        {"c0-7": "1", "c1-0": "2"},
        {"ma": "x"},
    ],
)
def test_made_up_answers_do_no_harm(client, round, practice, said):
    mark = trial_mark(client, round)
    page = client.get(page_of(round, "trial_answers"), {"ma": mark, **said})
    assert page.status_code in (200, 302)
    assert client.get(page_of(round), said).status_code == 200


def test_answers_to_questions_that_changed_meanwhile_lead_to_the_new_ones(client, round, practice):
    mark = trial_mark(client, round)
    QuestionSet.objects.get().questions.remove(practice[1].question, practice[2].question)
    cache.clear()
    answer = client.get(page_of(round, "trial_answers"), {"ma": mark})
    assert answer.status_code in (200, 302)
    if answer.status_code == 302:
        assert answer.url == page_of(round)


@pytest.mark.parametrize("draw", range(3))
def test_each_kind_is_tried_by_its_own_fields(client, round, draw):
    made = [
        RevisionFactory(stem=f"Câu {kind}?", kind=kind, options=options, right=key)
        for kind, (options, key) in OF_KINDS.items()
        if kind != "choice"
    ]
    kept = QuestionSet.objects.create(name="Luyện tập", is_practice=True, created_at=NOON)
    kept.questions.set([one.question for one in made])
    page = client.get(page_of(round), {"de": draw})
    said = {"de": draw, "ma": page.context["mark"]}
    for n, question in enumerate(trial_of(round.contest, draw, at=NOON)):
        assert f'name="c{n}-0"' in page.text
        said |= {f"c{n}-{row}": str(value) for row, value in enumerate(question.right)}
    assert "Bạn đúng 3/3 câu" in client.get(page_of(round, "trial_answers"), said).text
    said["c0-0"] = "9"
    assert "Bạn đúng 2/3 câu" in client.get(page_of(round, "trial_answers"), said).text
