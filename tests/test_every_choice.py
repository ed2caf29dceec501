"""Every member of every list of choices is handled: offered, put into words, obeyed, verified.

Adding a member alone must fail here, whatever else it leaves green."""

from datetime import timedelta

import pytest
from django.db.models import TextChoices

from contests.attempts.rules import attempts_left
from contests.attempts.usage import usage_of
from contests.models import (
    AttemptPolicy,
    Contest,
    Division,
    PredictionScope,
    PredictionTarget,
    Recognised,
    ResultDetail,
    Round,
    RoundPhase,
    TieCriterion,
)
from contests.monitoring.invariants import verify_round
from contests.planning.forms_round import RoundForm
from contests.regulation.contest import contest_regulation
from contests.regulation.round import prediction_question, round_regulation, round_summary
from leaderboard.finals.finalise import true_predictions
from leaderboard.rules import may_show_rows
from leaderboard.standings import ranking, reasons
from questionbank.importing import cells
from questionbank.models import Audience, Difficulty
from tests.factories import NOON, AttemptFactory, EntryFactory, RoundFactory


def regulation_of(**settings) -> str:
    """The rules in words of a round that differs from the usual one by these settings alone."""
    usual = {
        "title": "Tuần 1",
        "opens_at": NOON,
        "closes_at": NOON + timedelta(days=7),
        "time_limit_s": 1200,
        "tie_chain": ["correct", "prediction"],
        "attempt_limit": 3,
        "prediction_target": PredictionTarget.ALL_CORRECT,
    }
    round = Round(**{**usual, **settings})
    return repr(round_regulation(round, sections=[]))


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("attempt_policy", AttemptPolicy),
        ("recognised", Recognised),
        ("prediction_target", PredictionTarget),
        ("prediction_scope", PredictionScope),
        ("shown_after_submit", ResultDetail),
        ("shown_after_close", ResultDetail),
    ],
)
def test_each_setting_of_a_round_reads_differently_in_its_rules(field, choices):
    said = {value: regulation_of(**{field: value}) for value in choices.values}
    assert len(set(said.values())) == len(choices.values), said


@pytest.mark.parametrize("policy", AttemptPolicy.values)
@pytest.mark.django_db
def test_each_attempt_policy_is_obeyed_and_verified(policy):
    round = RoundFactory(attempt_policy=policy, attempt_limit=2, prediction_target="none")
    entry = EntryFactory(contest=round.contest)
    left = attempts_left(usage_of(entry, round=round, at=NOON), round=round)
    assert left == {"once": 1, "per_round": 2, "per_day": 2, "unlimited": None}[policy]
    assert round_summary(round, sections=[])
    assert list(verify_round(round, at=NOON)) == []


# Of three attempts, the first a day before the other two, with two allowed: how many are left,
# and whether the verifier objects. The day changes at midnight in Hà Nội.
USED_UP = {
    AttemptPolicy.ONCE: (0, True),
    AttemptPolicy.PER_ROUND: (0, True),
    AttemptPolicy.PER_DAY: (0, False),
    AttemptPolicy.UNLIMITED: (None, False),
}
MIDNIGHT = NOON.replace(hour=17)


@pytest.mark.parametrize("policy", AttemptPolicy)
@pytest.mark.django_db
def test_each_attempt_policy_counts_its_own_period(policy):
    round = RoundFactory(
        attempt_policy=policy, attempt_limit=2, closes_at=MIDNIGHT + timedelta(days=2)
    )
    entry = EntryFactory(contest=round.contest)
    minutes = [-1, 1, 2]
    for number, minute in enumerate(minutes, start=1):
        AttemptFactory(
            entry=entry,
            round=round,
            number=number,
            paper=[],
            state="submitted",
            started_at=MIDNIGHT + timedelta(minutes=minute),
            deadline_at=MIDNIGHT + timedelta(minutes=minute + 20),
            finished_at=MIDNIGHT + timedelta(minutes=minute, seconds=30),
            correct_count=0,
        )
    at = MIDNIGHT + timedelta(minutes=5)
    left = attempts_left(usage_of(entry, round=round, at=at), round=round)
    objected = any(one.invariant == 3 for one in verify_round(round, at=at))
    assert (left, objected) == USED_UP[policy]


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("attempt_policy", AttemptPolicy),
        ("recognised", Recognised),
        ("prediction_target", PredictionTarget),
        ("prediction_scope", PredictionScope),
        ("shown_after_submit", [ResultDetail.NOTHING, ResultDetail.SCORE]),  # no key before the end
        ("shown_after_close", ResultDetail),
    ],
)
@pytest.mark.django_db
def test_each_setting_of_a_round_can_be_chosen_in_its_form(field, choices):
    form = RoundForm(instance=RoundFactory())
    assert [value for value, _label in form.fields[field].choices] == [str(one) for one in choices]


@pytest.mark.parametrize("target", [one for one in PredictionTarget if one != "none"])
@pytest.mark.parametrize("scope", PredictionScope.values)
@pytest.mark.django_db
def test_each_prediction_has_a_question_and_a_true_value(target, scope):
    round = RoundFactory(prediction_target=target, prediction_scope=scope)
    assert prediction_question(round)
    assert set(true_predictions(round).values()) <= {0}


@pytest.mark.parametrize("name", TieCriterion.values)
def test_each_criterion_ranks_and_gives_its_reason(name):
    assert name in ranking.CRITERIA
    assert name in reasons._WORDS


@pytest.mark.parametrize("name", Recognised.values)
def test_each_way_to_recognise_an_attempt_chooses_one(name):
    assert name in ranking._POLICIES


@pytest.mark.parametrize("phase", list(RoundPhase))
def test_in_each_phase_a_board_shows_or_withholds_its_rows(phase, monkeypatch):
    monkeypatch.setattr(Round, "phase", lambda _round, _at: phase)
    withheld = Round(shown_after_submit="nothing", shown_after_close="nothing")
    shown = Round(shown_after_submit="score", shown_after_close="score")
    never, if_shown = {RoundPhase.FINALISING}, {RoundPhase.OPEN, RoundPhase.CLOSED}
    assert may_show_rows([shown], at=NOON) == (phase not in never)
    assert may_show_rows([withheld], at=NOON) == (phase not in never | if_shown)


@pytest.mark.parametrize("audience", Audience.values)
def test_each_audience_reads_differently_in_the_rules(audience):
    def rules(value: str) -> str:
        return repr(contest_regulation(Contest(), divisions=[Division(name="A", audience=value)]))

    assert len({rules(value) for value in Audience.values}) == len(Audience.values)
    assert cells.audience(str(Audience(audience).label)) == audience


@pytest.mark.parametrize("difficulty", Difficulty.values)
def test_each_difficulty_is_read_from_a_file(difficulty):
    assert cells.difficulty(str(Difficulty(difficulty).label)) == difficulty


def test_every_list_of_choices_is_looked_at_here_or_beside_its_code():
    """A new list of choices must be handled everywhere, too: it gets its tests, and a word here."""
    here = {
        *("AttemptPolicy", "Recognised", "PredictionTarget", "PredictionScope", "ResultDetail"),
        *("TieCriterion", "Audience", "Difficulty"),
    }
    states = {"ContestState", "RoundState", "AttemptState", "RevisionState"}  # test_architecture.py
    types = {"QuestionKind", "RoundKind"}  # the registries of types and of standings have theirs
    beside = {"Reuse"}  # contests/planning/test_reuse.py
    only_words = {  # shown by their label
        *("BankRole.Kind", "ContestEvent.Kind", "HeadcountCategory"),
        *("AuditKind", "Role", "Subject"),
    }
    found = {
        one.__qualname__
        for one in TextChoices.__subclasses__()
        if one.__module__.split(".")[0] in {"quizsite", "questionbank", "contests", "leaderboard"}
    }
    assert found == here | states | types | beside | only_words
