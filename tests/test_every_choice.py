"""Every member of every list of choices is handled: offered, put into words, obeyed, verified.

Adding a member alone must fail here, whatever else it leaves green."""

from datetime import timedelta

import pytest
from django.db.models import TextChoices

import quizsite.urls  # noqa: F401 -- brings the lists of choices of all pages
from contests.models import (
    AttemptPolicy,
    Contest,
    Division,
    EntryCode,
    PredictionScope,
    PredictionTarget,
    QualifyScope,
    Recognised,
    ResultDetail,
    Round,
    RoundPhase,
    TieCriterion,
    ToolStatement,
    WrittenTerms,
)
from contests.planning.forms_round import RoundForm
from contests.regulation.contest import contest_regulation
from contests.regulation.predictions import prediction_question
from contests.regulation.round import round_regulation
from contests.regulation.written import written_articles
from leaderboard.finals.true_values import true_predictions
from leaderboard.rules import may_show_rows
from leaderboard.standings import ranking, reasons
from questionbank.importing import cells
from questionbank.models import Audience, Difficulty, QuestionKind, Revision
from tests.factories import NOON, RoundFactory


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
        ("qualify_scope", QualifyScope),
        ("shown_after_submit", ResultDetail),
        ("shown_after_close", ResultDetail),
    ],
)
def test_each_setting_of_a_round_reads_differently_in_its_rules(field, choices):
    said = {value: regulation_of(**{field: value}) for value in choices.values}
    assert len(set(said.values())) == len(choices.values), said


def test_each_kind_of_question_reads_differently_in_the_rules_of_its_round():
    said = {kind: regulation_of(question_kinds=[kind]) for kind in QuestionKind.values}
    assert len(set(said.values())) == len(QuestionKind.values), said


def test_each_way_to_ask_about_tools_reads_differently_in_the_rules_of_a_written_round():
    said = set()
    for value in ToolStatement.values:
        round = Round(title="Bài", kind="written", opens_at=NOON, closes_at=NOON)
        round.written_terms = WrittenTerms(pk=None, tool_statement=value, takes_text=False)
        said.add(repr(written_articles(round, headings=[])))
    assert len(said) == len(ToolStatement.values)


def test_each_code_at_entry_reads_differently_in_the_rules():
    contest = {kind: Contest(entry_code=kind, title="Thi") for kind in EntryCode.values}
    said = {repr(contest_regulation(one, divisions=[])) for one in contest.values()}
    assert len(said) == len(EntryCode.values)


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("attempt_policy", AttemptPolicy),
        ("recognised", Recognised),
        ("prediction_target", PredictionTarget),
        ("prediction_scope", PredictionScope),
        ("qualify_scope", QualifyScope),
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
    round = RoundFactory(
        prediction_target=target, prediction_scope=scope, sub_question="Bao nhiêu hồ sơ?"
    )
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


# contests/stage/test_choices.py, contests/stage/desks/test_commands.py
STAGED = {"StagePartKind", "MarkAggregate", "MarksShown", "ScoresShown", "StageAnswerKind"}


def test_every_list_of_choices_is_looked_at_here_or_beside_its_code():
    """A new list of choices must be handled everywhere, too: it gets its tests, and a word here."""
    here = {
        *("AttemptPolicy", "Recognised", "PredictionTarget", "PredictionScope", "ResultDetail"),
        *("TieCriterion", "Audience", "Difficulty", "EntryCode", "QualifyScope", "ToolStatement"),
    }
    # The first four: test_architecture.py; of rulings: contests/rulings/test_decisions.py.
    states = {"ContestState", "RoundState", "AttemptState", "RevisionState", "RulingState"}
    states |= {"CaseState", "IncidentState", "AppealState", "CorrectionState", "SurveyState"}
    states |= {"ReturnState", "NoticeState", "BallotState", "WorkState"}
    states |= {"InitiativeState", "PanelState", "AssignmentState", "WorkStanding"}
    types = {"QuestionKind", "RoundKind"}  # the registries of types and of standings have theirs
    # In contests: planning/test_reuse.py, rulings/test_decisions.py, registration/test_marks.py,
    # appeals/test_appeals.py, regulation/test_document.py, eligibility/test_words.py,
    # eligibility/test_details.py, allowances/test_incidents.py,
    # planning/test_points.py, registration/test_entry_list.py, integrity/test_looking.py,
    # regulation/test_prizes.py, surveys/test_surveys.py, surveys/test_responding.py,
    # reasons of a return in returns/test_take_back.py, of an epoch in returns/test_noticing.py; in
    # leaderboard: prizes/. Of rosters: contests/roster/, leaderboard/participation/test_rosters.py.
    beside = {
        "AppealKind",
        "AppealOutcome",
        *("Reuse", "Scoring", "Affected", "Remedy"),
        *("RulingKind", "MarkKind", "ClausePlace"),
        "UnitAsked",
        "DetailKind",
        "EntryState",
        "EntryOrder",
        "SignKind",
        "PrizeKind",
        "PrizeLimit",
        "CollectiveMeasure",
        "WinnerState",
        "SurveyQuestionKind",
        "ServiceFactor",
        *("SampleDimension", "ResponseChannel", "ReturnReason", "EpochReason"),
    }
    # contests/judging/test_choices.py
    beside |= {"RubricMode", "GapUnit", "GapScope", "GapWay", "PanelRole", "AssignmentPurpose"}
    beside |= {"BulkStep", "MatchedBy", "PersonStatus"}  # questionbank/bulk/test_bulk.py
    beside |= {"DocumentKind"}  # leaderboard/official_documents/test_texts.py
    beside |= {"CertificateKind"}  # leaderboard/certificates/test_issuing.py
    beside |= {"CertificateDesign"}  # documents/test_certificate.py
    # contests/initiatives/test_choices.py
    beside |= {"InitiativeSource", "InitiativeEventKind", "HidingReason", "ReplyOutcome"}
    beside |= {"PeriodKind"}  # leaderboard/propaganda/test_periods.py
    beside |= {"SuspectSign", "EdgeRule"}  # voting/test_ballots.py, presentations/test_views.py
    only_words = {  # shown by their label
        *("BankRole.Kind", "ContestEvent.Kind", "HeadcountCategory"),
        *("AuditKind", "Role", "Subject", "Purpose", "RequestKind", "GuardianRelation", "Gender"),
        *("ResultState", "WhyUnsent", "StopReason", "EventKind"),
        *("CouncilLevel", "ToolStatement", "SieveReason", "StageMemberRole", "StageSeatRole"),
    }
    beside |= {"SieveOutcome", "LikenessState"}  # contests/written/sieve/test_decisions.py
    beside |= {"NoticeKind", "Channel"}  # notifications/test_letters.py
    found = {
        one.__qualname__
        for one in TextChoices.__subclasses__()
        if one.__module__.split(".")[0] in {"quizsite", "questionbank", "contests", "leaderboard"}
    }
    assert found == here | states | types | beside | only_words | STAGED


@pytest.mark.parametrize(
    ("model", "field", "choices"),
    [
        (Round, "attempt_policy", AttemptPolicy),
        (Round, "recognised", Recognised),
        (Revision, "kind", QuestionKind),
    ],
)
def test_a_list_that_grows_stands_in_no_migration(model, field, choices):
    found = model._meta.get_field(field)
    assert found.deconstruct()[3]["choices"] == choices.listed
    assert found.choices == choices.choices
