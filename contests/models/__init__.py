"""Facts of a contest: what is announced (contest, division, round, section, prize), who may
compete, what people do (entry, attempt, answer, appeal), what single people are given beyond the
rules (allowance, incident), what is decided about a question (ruling) or a final result
(correction), what answers say about questions (analysis), what people learn with (practised
question, study item), what a survey asks and was answered, what people write (work), what the
sieve finds in it, how juries mark it (panel), and how an idea goes on (initiative)."""

from contests.models.allowed import (
    Affected,
    Allowance,
    Incident,
    IncidentState,
    Remedy,
)
from contests.models.analysed import QuestionFigures, RoundAnalysis
from contests.models.announced import (
    Contest,
    ContestOrganiser,
    Division,
    Round,
    Section,
    ends_after,
)
from contests.models.appealed import (
    APPEAL_MOVES,
    Appeal,
    AppealKind,
    AppealOutcome,
    AppealState,
)
from contests.models.chair_orders import ChairOrder
from contests.models.choices import (
    CONDITIONS,
    CONTEST_MOVES,
    JURY_CRITERIA,
    ROUND_MOVES,
    WORK_KINDS,
    WRITTEN_CRITERIA,
    AttemptPolicy,
    ContestState,
    EntryCode,
    PredictionScope,
    PredictionTarget,
    Recognised,
    ResultDetail,
    RoundKind,
    RoundPhase,
    RoundState,
    TieCriterion,
)
from contests.models.competing import (
    MARKS_KEPT_FOR,
    BarredPerson,
    BarredUnit,
    EntryMark,
    LikelyDouble,
    MarkKind,
    PledgeText,
    PrizelessLine,
)
from contests.models.corrected import CORRECTION_MOVES, CorrectionState, ResultCorrection
from contests.models.eligible import (
    DETAIL_KEPT_DAYS,
    OLDEST_ASKED,
    AskedDetail,
    DetailKind,
    DivisionRule,
    EntryDetail,
    Gender,
    Quota,
    UnitAsked,
)
from contests.models.initiated import (
    INITIATIVE_MOVES,
    MOST_IDEA_FILES,
    ColumnKeeper,
    HidingReason,
    Initiative,
    InitiativeEvent,
    InitiativeEventKind,
    InitiativeFile,
    InitiativeSender,
    InitiativeShingle,
    InitiativeSource,
    InitiativeState,
    OfficialReply,
    Referral,
    ReplyOutcome,
    ReplyTemplate,
    ReplyTerm,
    Voice,
)
from contests.models.judged import (
    ASSIGNMENT_MOVES,
    HELD,
    MOST_COMMON_WORKS,
    MOST_MARKERS,
    PANEL_MOVES,
    TO_MARK,
    Assignment,
    AssignmentPurpose,
    AssignmentState,
    GapScope,
    GapUnit,
    GapWay,
    JudgedWork,
    MarkSheet,
    Panel,
    PanelMember,
    PanelRole,
    PanelState,
    RubricItem,
    RubricMode,
    SheetDraft,
    WorkBar,
    WorkIntake,
    WorkStanding,
)
from contests.models.old_events import ContestEvent as _ContestEvent  # noqa: F401 -- its table
from contests.models.onward import OnwardAsk
from contests.models.practised import PractisedQuestion
from contests.models.presented import MOST_FINALISTS, EdgeRule, Finalist, WorkFinal
from contests.models.prizes import (
    CollectiveMeasure,
    CollectiveRule,
    Prize,
    PrizeKind,
    PrizeLimit,
    PrizeTerms,
)
from contests.models.qualifying import Admission, Qualification, QualifyScope
from contests.models.recognised import (
    MOST_APPLICANTS,
    Applicant,
    Application,
    Council,
    CouncilBallot,
    CouncilLevel,
    CouncilMember,
    Pilot,
    PilotFigure,
    Recognition,
    Spread,
)
from contests.models.regulation import ClausePlace, RegulationVersion, RuleClause
from contests.models.responses import (
    PrintedBatch,
    PrintedForm,
    Remark,
    Response,
    ResponseChannel,
    ResponseCode,
)
from contests.models.returned import (
    RETURN_MOVES,
    ReturnedPaper,
    ReturnReason,
    ReturnState,
)
from contests.models.roles import DoubleRole, Invitation, PastRole
from contests.models.rostered import (
    ROSTER_KEPT_FOR,
    DifferentPerson,
    MatchedBy,
    RosterInvitation,
    RosterPerson,
    RosterPreview,
    RosterTerm,
    SignedHeadcount,
)
from contests.models.ruled import QuestionRuling, RulingKind, RulingState
from contests.models.sealed import SealedCode
from contests.models.sieved import (
    LIKENESS_MOVES,
    KeptFacts,
    LikenessLook,
    LikenessPair,
    LikenessState,
    SampleEssay,
    SieveCheck,
    SieveDecision,
    SieveOutcome,
    SieveReason,
    SieveTerms,
)
from contests.models.staged import (
    MarkAggregate,
    MarksShown,
    ScoresShown,
    Show,
    StageAnswer,
    StageAnswerKind,
    StageEvent,
    StageMember,
    StageMemberRole,
    StagePackage,
    StagePart,
    StagePartKind,
    StageQuestion,
    StageSeat,
    StageSeatRole,
    StageTeam,
    StageTeamUnit,
)
from contests.models.studied import StudyItem
from contests.models.sub_answers import BEST_MARK, SubAnswer, TextMark
from contests.models.surveyed import (
    SURVEY_MOVES,
    SampleDimension,
    SampleStratum,
    ServiceFactor,
    Survey,
    SurveyPhase,
    SurveyPlace,
    SurveyQuestion,
    SurveyQuestionKind,
    SurveyState,
)
from contests.models.suspected import (
    CASE_MOVES,
    CaseEntry,
    CaseState,
    IntegrityCase,
    IntegrityLook,
    SignKind,
)
from contests.models.taken import (
    ATTEMPT_MOVES,
    VOIDED_FROM,
    Answer,
    Attempt,
    AttemptState,
    DeviceClass,
    EntrantAge,
    Entry,
    EntryQuerySet,
    FormerBankRole,
    FormerEntrant,
    GuardianRelation,
    SaveRefusal,
    time_used_ms,
)
from contests.models.voted import (
    BALLOT_MOVES,
    MOST_SHARE_PERCENT,
    Annulment,
    Ballot,
    BallotPhase,
    BallotState,
    Candidate,
    SuspectSign,
    Vote,
)
from contests.models.work_results import WorkResult
from contests.models.written import (
    COUNTED_STATES,
    MOST_AUTHORS,
    MOST_FILES,
    MOST_WORDS,
    WORK_MOVES,
    ToolStatement,
    Work,
    WorkAuthor,
    WorkDraft,
    WorkFile,
    WorkHeading,
    WorkPiece,
    WorkState,
    WorkVersion,
    WrittenTerms,
)

# One name a line would be half of this file.
# fmt: off
__all__ = [
    "APPEAL_MOVES", "ASSIGNMENT_MOVES", "ATTEMPT_MOVES", "BALLOT_MOVES", "BEST_MARK",
    "CASE_MOVES", "CONDITIONS", "CONTEST_MOVES", "CORRECTION_MOVES", "COUNTED_STATES",
    "DETAIL_KEPT_DAYS", "HELD", "INITIATIVE_MOVES", "JURY_CRITERIA", "LIKENESS_MOVES",
    "MARKS_KEPT_FOR", "MOST_APPLICANTS", "MOST_AUTHORS", "MOST_COMMON_WORKS", "MOST_FILES",
    "MOST_FINALISTS", "MOST_IDEA_FILES", "MOST_MARKERS", "MOST_SHARE_PERCENT", "MOST_WORDS",
    "OLDEST_ASKED", "PANEL_MOVES", "RETURN_MOVES", "ROSTER_KEPT_FOR", "ROUND_MOVES",
    "SURVEY_MOVES", "TO_MARK", "VOIDED_FROM", "WORK_KINDS", "WORK_MOVES", "WRITTEN_CRITERIA",
    "Admission", "Affected", "Allowance", "Annulment", "Answer", "Appeal", "AppealKind",
    "AppealOutcome", "AppealState", "Applicant", "Application", "AskedDetail", "Assignment",
    "AssignmentPurpose", "AssignmentState", "Attempt", "AttemptPolicy", "AttemptState",
    "Ballot", "BallotPhase", "BallotState", "BarredPerson", "BarredUnit", "Candidate",
    "CaseEntry", "CaseState", "ChairOrder", "ClausePlace", "CollectiveMeasure",
    "CollectiveRule", "ColumnKeeper", "Contest", "ContestOrganiser", "ContestState",
    "CorrectionState", "Council", "CouncilBallot", "CouncilLevel", "CouncilMember",
    "DetailKind", "DeviceClass", "DifferentPerson", "Division", "DivisionRule", "DoubleRole",
    "EdgeRule", "EntrantAge", "Entry", "EntryCode", "EntryDetail", "EntryMark", "EntryQuerySet",
    "Finalist", "FormerBankRole", "FormerEntrant", "GapScope", "GapUnit", "GapWay", "Gender",
    "GuardianRelation", "HidingReason", "Incident", "IncidentState", "Initiative",
    "InitiativeEvent", "InitiativeEventKind", "InitiativeFile", "InitiativeSender",
    "InitiativeShingle", "InitiativeSource", "InitiativeState", "IntegrityCase",
    "IntegrityLook", "Invitation", "JudgedWork", "KeptFacts", "LikelyDouble", "LikenessLook",
    "LikenessPair", "LikenessState", "MarkAggregate", "MarkKind", "MarkSheet", "MarksShown",
    "MatchedBy", "OfficialReply", "OnwardAsk", "Panel", "PanelMember", "PanelRole",
    "PanelState", "PastRole", "Pilot", "PilotFigure", "PledgeText", "PractisedQuestion",
    "PredictionScope", "PredictionTarget", "PrintedBatch", "PrintedForm", "Prize", "PrizeKind",
    "PrizeLimit", "PrizeTerms", "PrizelessLine", "Qualification", "QualifyScope",
    "QuestionFigures", "QuestionRuling", "Quota", "Recognised", "Recognition", "Referral",
    "RegulationVersion", "Remark", "Remedy", "ReplyOutcome", "ReplyTemplate", "ReplyTerm",
    "Response", "ResponseChannel", "ResponseCode", "ResultCorrection", "ResultDetail",
    "ReturnReason", "ReturnState", "ReturnedPaper", "RosterInvitation", "RosterPerson",
    "RosterPreview", "RosterTerm", "Round", "RoundAnalysis", "RoundKind", "RoundPhase",
    "RoundState", "RubricItem", "RubricMode", "RuleClause", "RulingKind", "RulingState",
    "SampleDimension", "SampleEssay", "SampleStratum", "SaveRefusal", "ScoresShown",
    "SealedCode", "Section", "ServiceFactor", "SheetDraft", "Show", "SieveCheck",
    "SieveDecision", "SieveOutcome", "SieveReason", "SieveTerms", "SignKind", "SignedHeadcount",
    "Spread", "StageAnswer", "StageAnswerKind", "StageEvent", "StageMember", "StageMemberRole",
    "StagePackage", "StagePart", "StagePartKind", "StageQuestion", "StageSeat", "StageSeatRole",
    "StageTeam", "StageTeamUnit", "StudyItem", "SubAnswer", "Survey", "SurveyPhase",
    "SurveyPlace", "SurveyQuestion", "SurveyQuestionKind", "SurveyState", "SuspectSign",
    "TextMark", "TieCriterion", "ToolStatement", "UnitAsked", "Voice", "Vote", "Work",
    "WorkAuthor", "WorkBar", "WorkDraft", "WorkFile", "WorkFinal", "WorkHeading", "WorkIntake",
    "WorkPiece", "WorkResult", "WorkStanding", "WorkState", "WorkVersion", "WrittenTerms",
    "ends_after", "time_used_ms",
]
# fmt: on
