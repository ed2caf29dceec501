"""Organisers freeze the result that all documents of an award are written from."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.awards import Award
from contests.registration.decision_order import begin_decision
from contests.subjects import organiser
from leaderboard.document_models import ResultSnapshot
from leaderboard.official_documents.content import Content, as_stored, digest_of, restored
from leaderboard.official_documents.read_result import content_of
from leaderboard.prizes.checking import about_award
from leaderboard.rules import LeaderboardRefusal
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record


class NoSnapshot(LeaderboardRefusal):
    code = "no_snapshot"
    status = 409
    message = _("Chưa lấy số liệu cho văn bản. Ở trang “Văn bản”, hãy bấm “Lấy số liệu lúc này”.")


@transaction.atomic
def take_snapshot(award: Award, *, by: User | None, at: datetime) -> ResultSnapshot:
    """Freeze the result as it is now in the place of the one frozen before.

    It takes its turn with voiding and finalising, so what it reads belongs together."""
    at = begin_decision(award.contest.pk, at=at)
    stored = as_stored(content_of(award, at=at))
    before = snapshot_of(award)
    snapshot, _is_new = ResultSnapshot.objects.update_or_create(
        contest=award.contest,
        round=award.round,
        defaults={
            "content": stored,
            "digest": digest_of(stored),
            "is_official": stored["is_official"],
            "taken_at": at,
            "taken_by": by,
        },
    )
    record(
        about_award(award),
        kind=AuditKind.DOCUMENTS_FROZEN,
        by=organiser(by),
        at=at,
        before={"digest": before.digest} if before else {},
        after={"digest": snapshot.digest, "is_official": snapshot.is_official},
    )
    return snapshot


def snapshot_of(award: Award) -> ResultSnapshot | None:
    own = ResultSnapshot.objects.filter(contest=award.contest, round=award.round)
    return own.first()


def needed_snapshot(award: Award) -> ResultSnapshot:
    snapshot = snapshot_of(award)
    if snapshot is None:
        raise NoSnapshot
    return snapshot


def frozen_content(snapshot: ResultSnapshot) -> Content:
    return restored(snapshot.content)


def has_changed(award: Award, snapshot: ResultSnapshot, *, at: datetime) -> bool:
    """The result of now would give other documents than the frozen one does."""
    return digest_of(as_stored(content_of(award, at=at))) != snapshot.digest


def in_groups(digest: str) -> str:
    """The first sixteen signs of a digest, as people compare them: 0123 4567 89ab cdef"""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))
