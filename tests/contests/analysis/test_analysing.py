"""What is stored is what single rows say, counted here once more in another way."""

from datetime import timedelta
from math import isclose

import pandas as pd
import pytest
from django.utils import timezone

from contests.analysis.analysing import analyse_round
from contests.analysis.jobs import analyse_closed_rounds
from contests.analysis.rules import NotOver
from contests.analysis.sources import has_changed_since, source_of, waiting_rounds
from contests.models import (
    Answer,
    Attempt,
    Entry,
    QuestionFigures,
    QuestionRuling,
    Round,
    RoundAnalysis,
)
from quizsite.jobs.worker import Worker
from tests.contests.analysis.conftest import AFTER, QUESTIONS
from tests.factories import NOON


def analyse(stage):
    return analyse_round(stage.round, at=AFTER)


def figures(stage, n=0):
    return QuestionFigures.objects.get(revision=stage.revisions[n]).figures


def single_rows(stage):
    """A row for each question of each paper, read one by one."""
    given = {(one.attempt_id, one.position): one.choice for one in Answer.objects.all()}
    rows = []
    for attempt in Attempt.objects.select_related("entry__unit").filter(number=1):
        for position, (revision, order) in enumerate(attempt.paper, start=1):
            choice = given.get((attempt.pk, position), 0)
            chosen = order[choice.bit_length() - 1] if choice else None
            rows.append((attempt.pk, attempt.entry.division_id, revision, chosen))
    frame = pd.DataFrame(rows, columns=["paper", "division", "revision", "chosen"])
    frame["right"] = (frame["chosen"] == 0).astype(int)
    frame["rest"] = frame.groupby("paper")["right"].transform("sum") - frame["right"]
    return frame


def test_figures_are_those_of_single_rows(stage):
    stage.crowd(80, division=0)
    stage.crowd(70, division=1, unit=1)
    analysis = analyse(stage)
    assert (analysis.papers, analysis.later) == (150, 0)
    single = single_rows(stage)
    for n, revision in enumerate(stage.revisions):
        rows, found = single[single["revision"] == revision.pk], figures(stage, n)
        assert (found["asked"], found["blank"], found["right"]) == (
            150,
            rows["chosen"].isna().sum(),
            rows["right"].sum(),
        )
        moved = rows[["right", "rest"]] - rows.groupby("division")[["right", "rest"]].transform(
            "mean"
        )
        assert isclose(found["r"][0], moved["right"].corr(moved["rest"]), abs_tol=1e-4)
        assert [sum(one) for one in found["options"]] == [
            (rows["chosen"] == option).sum() for option in range(4)
        ]
        for division, part in rows.groupby("division"):
            own = found["divisions"][str(division)]
            assert (own["asked"], own["right"]) == (len(part), part["right"].sum())
            assert isclose(own["r"][0], part["right"].corr(part["rest"]), abs_tol=1e-4)


def test_thirds_are_people_by_their_other_answers(stage):
    stage.crowd(90)
    analyse(stage)
    single, found = single_rows(stage), figures(stage)
    rows = single[single["revision"] == stage.revisions[0].pk]
    rank = rows["rest"].rank(method="average") - 0.5
    best = (rank > len(rows) * 2 / 3) | (rows["rest"] == rows["rest"].max())
    weakest = (rank < len(rows) / 3) | (rows["rest"] == rows["rest"].min())
    assert found["thirds"] == [best.sum(), len(rows) - best.sum() - weakest.sum(), weakest.sum()]
    assert found["options"][1][0] == (rows[best]["chosen"] == 1).sum()
    assert found["right_thirds"][2] == rows[weakest]["right"].sum()


def test_axes_are_counted_by_division_and_kind_of_unit(stage):
    stage.crowd(40, division=0, unit=0)
    stage.crowd(30, division=0, unit=1)
    single = analyse(stage) and single_rows(stage)
    groups = RoundAnalysis.objects.get().summary["axes"]
    assert [(len(one["kinds"]), one["people"]) for one in groups] == [(0, 70), (1, 40), (1, 30)]
    first = stage.revisions[0].question.axis_id
    of_axis = single[single["revision"].isin([one.pk for one in stage.revisions[::2]])]
    assert [first, of_axis["right"].sum(), len(of_axis)] in groups[0]["axes"]


def test_later_papers_of_a_person_and_those_of_voided_people_are_not_counted(stage):
    entries = stage.crowd(40)
    stage.papers(entries[:7], stage.answers, number=2)
    Entry.objects.filter(pk=entries[-1].pk).update(voided_at=NOON)
    analysis = analyse(stage)
    assert (analysis.papers, analysis.later) == (39, 8)
    assert figures(stage)["asked"] == 39
    assert figures(stage)["exposed"] == 47


def test_an_annulled_question_is_judged_by_its_key_and_left_out_of_scores(stage):
    stage.crowd(60)
    analyse(stage)
    before = figures(stage, 0)
    give_ruling(stage, "annul")
    analyse(stage)
    assert figures(stage, 0)["right"] == before["right"]
    assert figures(stage, 1)["r"] != before["r"]
    axis = stage.revisions[0].question.axis_id
    (whole,) = RoundAnalysis.objects.get().summary["axes"]
    assert {pk: n for pk, _right, n in whole["axes"]}[axis] == 60 * 2


def give_ruling(stage, kind, **more):
    return QuestionRuling.objects.create(
        round=stage.round,
        revision=stage.revisions[0],
        kind=kind,
        state="in_force",
        reason="Sai",
        proposed_at=NOON,
        decided_at=AFTER + timedelta(hours=1),
        **more,
    )


def test_a_broken_question_rises_to_the_top(stage):
    entries = stage.entries(90)
    stage.papers(entries, lambda n: [1 if n % 10 > 4 else 0, *stage.answers(n)[1:]])
    analyse(stage)
    worst = QuestionFigures.objects.first()
    assert worst.revision == stage.revisions[0]
    kinds = [one["kind"] for one in worst.figures["flags"]]
    assert kinds[:2] == ["broken", "negative"]
    (broken,) = [one for one in worst.figures["flags"] if one["kind"] == "broken"]
    assert broken["answer"] == 0b10
    assert broken["chosen"] > broken["key"]


@pytest.mark.parametrize("choices", [[None] * QUESTIONS, [0] * QUESTIONS, [1] * QUESTIONS])
def test_all_the_same_is_analysed(stage, choices):
    stage.papers(stage.entries(40), lambda _n: list(choices))
    analyse(stage)
    found = figures(stage)
    assert found["right"] == (40 if choices[0] == 0 else 0)
    assert "r" not in found
    kinds = {one["kind"] for one in found["flags"]}
    assert kinds & {"everybody", "nobody"}
    assert "broken" not in kinds or choices[0] == 1


def test_one_person_and_nobody_are_analysed(stage):
    analysis = analyse(stage)
    assert (analysis.papers, analysis.questions.count()) == (0, 0)
    stage.crowd(1)
    analyse(stage)
    found = figures(stage)
    assert found["asked"] == 1
    assert "right" not in found
    assert found["divisions"] == {str(stage.divisions[0].pk): {}}


def test_time_is_what_passed_since_the_save_before(stage):
    stage.papers(stage.entries(40), lambda _n: [0] * QUESTIONS, gap_s=25)
    analyse(stage)
    assert figures(stage)["time"] == {"known": 40, "mean": 25.0, "median": 25.0}


def test_rounds_before_are_counted(stage):
    stage.crowd(30)
    analyse(stage)
    other = Round.objects.create(
        **{
            field: getattr(stage.round, field)
            for field in ("contest", "state", "opens_at", "time_limit_s", "tie_chain", "created_at")
        },
        number=99,
        title="Tuần 2",
        closes_at=stage.round.closes_at + timedelta(hours=1),
    )
    Attempt.objects.filter(entry__in=Entry.objects.order_by("pk")[:10]).update(round=other)
    analyse_round(other, at=AFTER)
    latest = QuestionFigures.objects.get(analysis__round=other, revision=stage.revisions[0])
    assert latest.figures["before"] == {"rounds": 1, "papers": 30}


def test_an_open_round_is_refused(stage):
    with pytest.raises(NotOver):
        analyse_round(stage.round, at=NOON)


def test_closed_rounds_are_analysed_by_the_clock_and_again_after_a_change(stage, settings):
    settings.TIMETABLE = {}
    now = timezone.now()
    Round.objects.update(opens_at=now - timedelta(days=2), closes_at=now - timedelta(hours=1))
    entries = stage.crowd(30)
    analyse_closed_rounds.func()
    assert Worker("here").run_next()
    assert waiting_rounds(now) == []
    analysis = RoundAnalysis.objects.select_related("round").get()
    assert analysis.source == source_of(stage.round)
    assert not has_changed_since(analysis)
    Entry.objects.filter(pk=entries[0].pk).update(voided_at=timezone.now())
    assert has_changed_since(analysis)
    assert waiting_rounds(now) == [stage.round]
    analyse_closed_rounds.func()
    assert Worker("here").run_next()
    assert RoundAnalysis.objects.get().papers == 29


def test_a_ruling_makes_a_new_analysis(stage):
    stage.crowd(30)
    analysis = analyse(stage)
    source = source_of(stage.round)
    give_ruling(stage, "accept", accepted=[[1]])
    assert source_of(stage.round) != source
    assert has_changed_since(analysis)
    before = figures(stage)["right"]
    analyse(stage)
    assert figures(stage)["right"] > before
