"""A reviewer answers before the key opens; whoever disagrees with it settles that in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from questionbank.blind_solves.knowledge import Known, closed_questions, known_to, siblings_of
from questionbank.models import AnswerKey, Revision, RevisionState
from questionbank.posted import unread_words
from questionbank.question_types.registry import QUESTION_TYPES, bank_order
from questionbank.question_types.unread import UnreadAnswer
from questionbank.question_types.written import answer_of, text_of
from questionbank.review_models import BankSettings, BlindSolve
from questionbank.rules import BankRefusal, ReasonMissing, Role, check_may_review, roles_of
from questionbank.subjects import THE_BANK, about_question, reviewer
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import Actor, record
from quizsite.language.vietnamese import visible


class NotInReview(BankRefusal):
    code = "not_in_review"
    status = 409
    message = _("Câu này không còn chờ duyệt nên không cần giải nữa. Hãy tải lại danh sách.")


class AlreadySolved(BankRefusal):
    code = "already_solved"
    status = 409
    message = _("Bạn đã trả lời câu này; câu trả lời đầu tiên được giữ. Hãy mở câu để xem đáp án.")


class NoAnswer(BankRefusal):
    code = "no_answer"
    status = 400
    message = _(
        "Bạn chưa trả lời. Hãy trả lời, hoặc ghi nhận xét vì sao không câu trả lời nào đúng rồi bấm"
        " nút ở dưới."
    )


class Unread(NoAnswer):
    """What was typed is no answer of the question's kind, or leaves rows blank."""

    code = "unread"


class NotSolved(BankRefusal):
    code = "not_solved"
    status = 409
    message = _(
        "Chưa có người duyệt nào giải câu này trước khi xem đáp án. Hãy nhờ một người duyệt chưa"
        " biết đáp án giải ở mục Chờ duyệt."
    )


class DisagreementOpen(BankRefusal):
    code = "disagreement_open"
    status = 409
    message = _(
        "Có lời giải khác đáp án mà chưa khép. Hãy sửa câu hỏi, hoặc người giải ghi vì sao đáp án"
        " vẫn đúng rồi mới ban hành."
    )


class NotSettling(BankRefusal):
    code = "not_settling"
    message = _("Lời giải này do chính người giải, hoặc một người duyệt không soạn câu, khép lại.")


class AlreadySettled(BankRefusal):
    code = "already_settled"
    status = 409
    message = _("Lời giải này vừa được khép. Hãy tải lại trang để xem.")


class NothingToSettle(BankRefusal):
    code = "nothing_to_settle"
    status = 409
    message = _("Lời giải này giống đáp án hoặc không tính nên không có gì để khép.")


def asks_blind_solve() -> bool:
    return not BankSettings.objects.filter(asks_blind_solve=False).exists()


def order_of(revision: Revision) -> range:
    """A reviewer sees the options in bank order, which tells nothing about any key."""
    return bank_order(revision.options, kind=revision.kind)


def read_answer(revision: Revision, values: Sequence[str]) -> int:
    """Read what the form sends; of a question with rows every row is to be answered."""
    kind, order = QUESTION_TYPES[revision.kind], order_of(revision)
    try:
        answer = kind.read_answer(order, values, revision.options)
    except UnreadAnswer as unread:
        raise Unread(unread_words(unread)) from unread
    except ValueError as error:
        raise NoAnswer from error
    if not answer:  # that no answer is right has a button of its own
        raise NoAnswer
    if any(row.get("chosen") == 0 for row in kind.review(revision.options, order, (), answer)):
        raise Unread(_("Còn dòng chưa trả lời. Hãy trả lời mọi dòng."))
    return answer


@transaction.atomic
def solve(
    revision: Revision,
    *,
    answer: int | None,
    remark: str = "",
    shown_at: datetime | None = None,
    by: User,
    at: datetime,
) -> BlindSolve:
    """Keep what a reviewer answered; None opens the key without an answer, which never counts."""
    check_may_review(by)
    if answer == 0 and not visible(remark):
        raise NoAnswer
    if not _locked_in_review(revision):
        raise NotInReview
    counts = answer is not None and not known_to(by, [revision])
    if solve_of(by, revision) is not None:
        raise AlreadySolved
    try:
        with transaction.atomic():
            made = BlindSolve.objects.create(
                revision=revision,
                solver=by,
                answer=None if answer is None else int(answer),
                answer_text=text_of(answer or 0),
                remark=visible(remark),
                counts=counts,
                shown_at=shown_at,
                solved_at=at,
            )
    except IntegrityError as error:  # in another tab
        raise AlreadySolved from error
    record(
        about_question(revision.question),
        kind=AuditKind.QUESTION_SOLVED,
        by=reviewer(by),
        at=at,
        after={"revision": revision.number, "solve_counts": counts},
    )
    return made


def _locked_in_review(revision: Revision) -> bool:
    """Whoever publishes or gives it back waits for the answer, or has done so before."""
    found = Revision.objects.select_for_update(of=("self",)).filter(pk=revision.pk)
    return found.values_list("state", flat=True).first() == RevisionState.IN_REVIEW


def solve_of(user: User, revision: Revision) -> BlindSolve | None:
    """Find what this person answered, to this revision or to one that asks the same."""
    same = [one.pk for one in siblings_of([revision])[revision.pk]]
    return BlindSolve.objects.filter(solver=user, revision__in=same).first()


@dataclass(frozen=True, slots=True)
class ReadSolve:
    """A solve beside the key of the revision in question."""

    solve: BlindSolve
    agrees: bool
    is_settled: bool
    shown: Any  # what the kind's template of a review shows

    @property
    def is_open(self) -> bool:
        """A disagreement that nobody has settled; of an answer that counts."""
        return self.solve.counts and not self.agrees and not self.is_settled

    @property
    def minutes(self) -> int | None:
        if self.solve.shown_at is None:
            return None
        return max(1, round((self.solve.solved_at - self.solve.shown_at).total_seconds() / 60))


def read_solves(revision: Revision) -> list[ReadSolve]:
    """Read all answers to what this revision asks; only for who may see its key."""
    return read_solves_of([revision])[revision.pk]


def read_solves_of(revisions: Sequence[Revision]) -> dict[int, list[ReadSolve]]:
    """The same for many revisions in a fixed number of statements."""
    siblings = siblings_of(revisions)
    ids = {other.pk for same in siblings.values() for other in same}
    by_revision: dict[int, list[BlindSolve]] = defaultdict(list)
    solves = BlindSolve.objects.filter(revision__in=ids).select_related("solver", "settled_by")
    for solve in solves:
        by_revision[solve.revision_id].append(solve)
    keys = AnswerKey.objects.filter(revision__in={one.pk for one in revisions})
    rights = dict(keys.values_list("revision", "right_options"))
    return {
        one.pk: [
            _read(solve, one, rights[one.pk])
            for other in siblings[one.pk]
            for solve in by_revision[other.pk]
        ]
        for one in revisions
    }


def _read(solve: BlindSolve, revision: Revision, right: list[int]) -> ReadSolve:
    kind, order = QUESTION_TYPES[revision.kind], order_of(revision)
    answer = answer_of(solve.answer or 0, solve.answer_text)
    return ReadSolve(
        solve=solve,
        agrees=kind.is_right(order, right, answer),
        # Words about one key say nothing about another.
        is_settled=solve.settled_at is not None and solve.settled_key == right,
        shown=kind.review(revision.options, order, right, answer),
    )


def check_solved(revision: Revision) -> None:
    """Publishing asks this: somebody answered blind, and no disagreement is left open."""
    if refusal := _refusal(read_solves(revision), is_asked=asks_blind_solve()):
        raise refusal


def why_not_solved(solves: Sequence[ReadSolve]) -> str:
    refusal = _refusal(solves, is_asked=asks_blind_solve())
    return str(refusal.message) if refusal else ""


def solved_among(revisions: Sequence[Revision]) -> list[Revision]:
    """Keep those that publishing would not refuse for their solves."""
    read, is_asked = read_solves_of(revisions), asks_blind_solve()
    return [one for one in revisions if not _refusal(read[one.pk], is_asked=is_asked)]


def _refusal(solves: Sequence[ReadSolve], *, is_asked: bool) -> BankRefusal | None:
    if any(one.is_open for one in solves):
        return DisagreementOpen()
    if is_asked and not any(one.solve.counts for one in solves):
        return NotSolved()
    return None


def may_settle(user: User, solve: BlindSolve, revision: Revision) -> bool:
    """The solver, or another reviewer who has not written the question and may see its key."""
    if Role.REVIEWER not in roles_of(user):
        return False
    if solve.solver_id == user.pk:
        return True
    if closed_questions(user, among=[revision.question_id]):
        return False
    return known_to(user, [revision]).get(revision.pk) != Known.WRITTEN


@transaction.atomic
def settle(
    solve: BlindSolve, *, revision: Revision, words: str, by: User, at: datetime
) -> BlindSolve:
    """Say why the key of this revision stands though somebody answered otherwise."""
    check_may_review(by)
    if not may_settle(by, solve, revision):
        raise NotSettling
    if not visible(words):
        raise ReasonMissing
    right = AnswerKey.objects.get(revision=revision).right_options
    if not solve.counts or _read(solve, revision, right).agrees:
        raise NothingToSettle
    unchanged = BlindSolve.objects.filter(pk=solve.pk, settled_at=solve.settled_at)
    said = {"settlement": visible(words), "settled_by": by, "settled_at": at, "settled_key": right}
    if not unchanged.update(**said):
        raise AlreadySettled
    record(
        about_question(revision.question),
        kind=AuditKind.SOLVE_SETTLED,
        by=reviewer(by),
        at=at,
        after={"revision": revision.number},
    )
    solve.refresh_from_db()
    return solve


@transaction.atomic
def ask_blind_solve(*, is_asked: bool, by: Actor, at: datetime, reason: str) -> None:
    """The staff decides whether publishing needs a blind solve; no change leaves no line."""
    if not visible(reason):
        raise ReasonMissing
    row, _made = BankSettings.objects.select_for_update().get_or_create(pk=BankSettings.ONLY)
    if row.asks_blind_solve == is_asked:
        return
    row.asks_blind_solve = is_asked
    row.save(update_fields=["asks_blind_solve"])
    record(
        THE_BANK,
        kind=AuditKind.SETTING_CHANGED,
        by=by,
        at=at,
        before={"asks_blind_solve": not is_asked},
        after={"asks_blind_solve": is_asked},
        reason=visible(reason),
    )
