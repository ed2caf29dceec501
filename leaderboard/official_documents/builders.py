"""Which function writes which kind of document, and which kinds need no frozen result."""

from __future__ import annotations

from collections.abc import Callable

from leaderboard.document_models import DocumentKind
from leaderboard.official_documents import texts
from leaderboard.official_documents.appeal_minutes import appeal_minutes
from leaderboard.official_documents.case import Case
from leaderboard.official_documents.plans import invitation, plan
from quizsite.documents.structure import OfficialDocument

BUILDERS: dict[DocumentKind, Callable[[Case], OfficialDocument]] = {
    DocumentKind.AWARD_DECISION: texts.award_decision,
    DocumentKind.MINUTES: texts.minutes,
    DocumentKind.NOTICE: texts.notice,
    DocumentKind.REPORT: texts.report,
    DocumentKind.PROPOSAL: texts.proposal,
    DocumentKind.INVITATION: invitation,
    DocumentKind.REMINDERS: texts.reminder,
    DocumentKind.APPEAL_MINUTES: appeal_minutes,
    DocumentKind.PLAN: plan,
    DocumentKind.REGULATION_DECISION: texts.regulation_decision,
    DocumentKind.REGULATION: texts.regulation,
}
OF_RULES = frozenset({DocumentKind.PLAN, DocumentKind.REGULATION_DECISION, DocumentKind.REGULATION})
OF_APPEALS = frozenset({DocumentKind.APPEAL_MINUTES})
WITHOUT_SNAPSHOT = OF_RULES | OF_APPEALS
