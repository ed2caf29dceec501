"""An author writes a revision, a second person publishes it, and a reviewer retires it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from questionbank import rules
from questionbank.authoring.borrowed_words import keep_suggesters
from questionbank.authoring.completeness import check_complete, lacks_of
from questionbank.authoring.known_kinds import check_kinds_known
from questionbank.authoring.passages import store_passages
from questionbank.authoring.trail import record_axes, record_drafts, record_moves
from questionbank.authoring.wording import (
    PassageText,
    Wording,
    attached_of,
    passage_text_of,
)
from questionbank.blind_solves.solves import check_solved, solved_among
from questionbank.edit_versions import ChangedMeanwhile
from questionbank.models import (
    REVISION_MOVES,
    AnswerKey,
    Axis,
    Passage,
    Question,
    Revision,
    RevisionState,
)
from questionbank.pictures.store import note_used
from questionbank.question_types.registry import QUESTION_TYPES
from questionbank.review_models import RevisionWriter
from questionbank.signals import revision_retired
from questionbank.subjects import about_question, author, of_the_bank, reviewer
from quizsite import two_people
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind

State = RevisionState
IN_WORK = (State.DRAFT, State.IN_REVIEW)


class CodeTaken(rules.BankRefusal):
    code = "code_taken"
    status = 409
    message = _("Mã câu hỏi này đã có. Hãy chọn mã khác hoặc sửa câu có mã đó.")


class NothingChanged(rules.BankRefusal):
    code = "nothing_changed"
    status = 409
    message = _("Nội dung không có gì thay đổi so với phiên bản hiện tại.")


class AxisFixed(rules.BankRefusal):
    code = "axis_fixed"
    status = 409
    message = _("Câu đã ban hành giữ nguyên trục nội dung. Hãy soạn câu mới với mã khác.")


class MoveNotAllowed(rules.BankRefusal):
    code = "move_not_allowed"
    status = 409
    message = _("Phiên bản này không còn ở bước đó. Hãy tải lại trang để xem tình trạng mới.")


class AlreadyMoved(MoveNotAllowed):
    code = "already_moved"
    message = _("Người khác vừa xử lý phiên bản này. Hãy tải lại trang để xem kết quả.")


@transaction.atomic
def add_question(
    axis: Axis, *, code: str, wording: Wording, by: User, at: datetime, is_sample: bool = False
) -> Revision:
    rules.check_may_write(by)
    try:
        with transaction.atomic():
            question = Question.objects.create(
                axis=axis, code=code, created_at=at, is_sample=is_sample
            )
    except IntegrityError as error:
        raise CodeTaken from error
    return write_draft(question, wording=wording, by=by, at=at)


@transaction.atomic
def write_draft(question: Question, *, wording: Wording, by: User, at: datetime) -> Revision:
    """Add a revision with this text, and retire the one in work until now."""
    current = current_revisions([question.pk]).get(question.pk)
    if current and current.state != State.RETIRED and wording_of(current) == wording:
        raise NothingChanged
    return write_drafts({question: wording}, by=by, at=at)[0]


@transaction.atomic
def revise_question(
    question: Question,
    *,
    axis: Axis,
    wording: Wording,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Question:
    """Give the question a new text, another axis, or both.

    `version` is the number of the revision that the author had before them."""
    if version is not None:
        list(Question.objects.select_for_update().filter(pk=question.pk).values("pk"))
        if current_revisions([question.pk])[question.pk].number != version:
            raise ChangedMeanwhile
    is_moved = axis.pk != question.axis_id
    if is_moved:
        move_to_axis(question, axis=axis, by=by, at=at)
    try:
        write_draft(question, wording=wording, by=by, at=at)
    except NothingChanged:
        if not is_moved:
            raise
    return question


@transaction.atomic
def write_drafts(
    wordings: Mapping[Question, Wording],
    *,
    by: User,
    at: datetime,
    authors: Mapping[Question, User] | None = None,
) -> list[Revision]:
    """Write drafts of many questions in a fixed number of statements.

    `authors` names who wrote the words, where that is not who stores them."""
    rules.check_may_write(by)
    ids = [question.pk for question in wordings]
    # Revision numbers have no gaps, so authors of the same question wait for each other.
    list(Question.objects.select_for_update().filter(pk__in=ids).order_by("pk").values("pk"))
    before = {
        pk: (revision.number, wording_of(revision))
        for pk, revision in current_revisions(ids).items()
    }
    note_used([one.digest for wording in wordings.values() for one in wording.all_pictures], at=at)
    passages = store_passages([one.passage for one in wordings.values() if one.passage], at=at)
    Revision.objects.filter(question__in=ids, state__in=IN_WORK).update(state=State.RETIRED)
    last = dict(
        Revision.objects.filter(question__in=ids)
        .order_by()
        .values_list("question")
        .annotate(Max("number"))
    )
    written = Revision.objects.bulk_create(
        [
            _draft(
                question,
                wording,
                passages=passages,
                number=last.get(question.pk, 0) + 1,
                by=(authors or {}).get(question, by),
                at=at,
            )
            for question, wording in wordings.items()
        ],
        batch_size=500,
    )
    AnswerKey.objects.bulk_create(
        [
            AnswerKey(
                revision=revision,
                right_options=list(wording.right),
                explanation=wording.explanation,
            )
            for revision, wording in zip(written, wordings.values(), strict=True)
        ],
        batch_size=500,
    )
    _keep_writers(written, before=before)
    words = {question.pk: wording for question, wording in wordings.items()}
    keep_suggesters(written, before=before, wordings=words)
    record_drafts(written, before=before, wordings=wordings, by=by, at=at)
    _carry_passages(passages, by=by, at=at)
    return written


def _carry_passages(passages: Mapping[PassageText, Passage], *, by: User, at: datetime) -> None:
    """Give the other questions of a passage whose text has changed a draft with the new one."""
    changed = {one.code: said for said, one in passages.items() if one.number > 1}
    if not changed:
        return
    behind = Question.objects.filter(revisions__passage__code__in=changed).distinct()
    current = current_revisions(behind.values_list("pk", flat=True))
    questions = behind.in_bulk(list(current))
    others = {
        questions[pk]: replace(wording_of(one), passage=changed[one.passage.code])
        for pk, one in current.items()
        if one.state != State.RETIRED
        and one.passage is not None
        and one.passage.code in changed
        and passage_text_of(one.passage) != changed[one.passage.code]
    }
    if others:
        write_drafts(others, by=by, at=at)


def _keep_writers(
    written: Iterable[Revision], *, before: Mapping[int, tuple[int, Wording]]
) -> None:
    """Words that came from a suggestion stay somebody's own in later revisions."""
    new = {one.question_id: one for one in written}
    known = RevisionWriter.objects.filter(revision__question__in=list(new)).order_by("pk")
    RevisionWriter.objects.bulk_create(
        RevisionWriter(revision=new[question_id], user_id=user_id)
        for question_id, number, user_id in known.values_list(
            "revision__question", "revision__number", "user"
        )
        if question_id in before and before[question_id][0] == number
    )


def _draft(
    question: Question,
    wording: Wording,
    *,
    passages: Mapping[PassageText, Passage],
    number: int,
    by: User,
    at: datetime,
) -> Revision:
    return Revision(
        question=question,
        number=number,
        stem=wording.stem,
        options=list(wording.options),
        kind=wording.kind,
        is_multiple=QUESTION_TYPES[wording.kind].is_multiple(wording.right),
        audience=wording.audience,
        difficulty=wording.difficulty,
        document_id=wording.document_id,
        article=wording.article,
        lacks=" ".join(wording.lacks),
        author=by,
        created_at=at,
        search_key=wording.search_key,
        pictures=[asdict(one) for one in wording.pictures],
        passage=passages.get(wording.passage) if wording.passage else None,
        passage_place=wording.passage_place,
    )


@transaction.atomic
def move_to_axis(question: Question, *, axis: Axis, by: User, at: datetime) -> Question:
    """Move a question that was never published; rounds count published ones by axis."""
    rules.check_may_write(by)
    if question.revisions.exclude(published_at=None).exists():
        raise AxisFixed
    old, question.axis = question.axis, axis
    question.save(update_fields=["axis"])
    record_axes([(question, old, axis)], by=by, at=at)
    return question


@transaction.atomic
def send_to_review(revision: Revision, *, by: User, at: datetime) -> Revision:
    rules.check_may_write(by)
    check_complete(revision)
    record_moves([revision], kind=AuditKind.QUESTION_SENT, to=State.IN_REVIEW, by=author(by), at=at)
    return _move(revision, to=State.IN_REVIEW, review_note="")


@transaction.atomic
def return_to_draft(revision: Revision, *, note: str, by: User, at: datetime) -> Revision:
    rules.check_may_return(by, revision)
    record_moves(
        [revision],
        kind=AuditKind.QUESTION_RETURNED,
        to=State.DRAFT,
        by=author(by) if revision.author_id == by.pk else reviewer(by),
        at=at,
        reason=note,
    )
    return _move(revision, to=State.DRAFT, review_note=note)


@transaction.atomic
def publish_revision(revision: Revision, *, by: User, at: datetime, reason: str = "") -> Revision:
    """Put a revision into the bank's pool, and retire the one published until now.

    A second person does it, never its author, unless there is no second one (two_people)."""
    rules.check_may_review(by)
    check_complete(revision)
    check_kinds_known([revision.kind])
    # A reviewer who answers now is waited for, or is told that it is published.
    list(Revision.objects.select_for_update(of=("self",)).filter(pk=revision.pk).values("pk"))
    is_alone = two_people.confirm(
        about_question(revision.question),
        by=reviewer(by),
        proposed_by=by.pk if rules.wrote(by, revision) else revision.author_id,
        others=rules.other_reviewers(by),
        at=at,
        reason=reason,
    )
    if not is_alone:  # nobody else could have answered
        check_solved(revision)
    record_moves(
        [revision], kind=AuditKind.QUESTION_PUBLISHED, to=State.PUBLISHED, by=reviewer(by), at=at
    )
    Revision.objects.published().filter(question=revision.question_id).exclude(
        pk=revision.pk
    ).update(state=State.RETIRED)
    return _move(revision, to=State.PUBLISHED, reviewer=by, published_at=at)


@transaction.atomic
def retire(revision: Revision, *, note: str, by: User, at: datetime) -> Revision:
    rules.check_may_retire(by, revision)
    return _retire(revision, note=note, by=by, at=at)


@transaction.atomic
def retire_as_proposed(revision: Revision, *, note: str, by: User, at: datetime) -> Revision:
    """Retire what another person proposed to; the reviewer may have written it."""
    rules.check_may_review(by)
    return _retire(revision, note=note, by=by, at=at)


def _retire(revision: Revision, *, note: str, by: User, at: datetime) -> Revision:
    record_moves(
        [revision],
        kind=AuditKind.QUESTION_RETIRED,
        to=State.RETIRED,
        by=of_the_bank(by),
        at=at,
        reason=note,
    )
    was_published = revision.state == State.PUBLISHED
    revision = _move(revision, to=State.RETIRED, review_note=note)
    if was_published:
        revision_retired.send(Revision, revision=revision, at=at, reason=note)
    return revision


def _move(revision: Revision, *, to: RevisionState, **fields: Any) -> Revision:
    if to not in REVISION_MOVES[State(revision.state)]:
        raise MoveNotAllowed
    # Two people may act at once; only the update that still finds the state it saw wins.
    won = Revision.objects.filter(pk=revision.pk, state=revision.state).update(state=to, **fields)
    if not won:
        raise AlreadyMoved
    revision.refresh_from_db()
    return revision


@dataclass(frozen=True, slots=True)
class Moved:
    """Counts the revisions that moved, and those that could not: own ones, incomplete ones, and
    those that nobody has solved blind, or not as the key says."""

    done: int
    own: int = 0
    incomplete: int = 0
    unsolved: int = 0


@transaction.atomic
def send_all_to_review(revision_ids: Iterable[int], *, by: User, at: datetime) -> Moved:
    """Send those of the selected revisions to review that are still drafts."""
    rules.check_may_write(by)
    drafts, incomplete = _complete(_locked(revision_ids, state=State.DRAFT))
    record_moves(drafts, kind=AuditKind.QUESTION_SENT, to=State.IN_REVIEW, by=author(by), at=at)
    ids = [revision.pk for revision in drafts]
    done = Revision.objects.filter(pk__in=ids).update(state=State.IN_REVIEW, review_note="")
    return Moved(done=done, incomplete=incomplete)


def _complete(revisions: list[Revision]) -> tuple[list[Revision], int]:
    """Those that lack nothing, and how many do lack something."""
    complete = [revision for revision in revisions if not lacks_of(revision)]
    return complete, len(revisions) - len(complete)


def _locked(revision_ids: Iterable[int], *, state: RevisionState) -> list[Revision]:
    """Those of the revisions that are in this state, and stay so until the transaction ends."""
    found = Revision.objects.select_for_update(of=("self",)).select_related("question__axis")
    return list(found.filter(pk__in=list(revision_ids), state=state).order_by("pk"))


@transaction.atomic
def publish_all(
    revision_ids: Iterable[int], *, by: User, at: datetime, is_checked_elsewhere: bool = False
) -> Moved:
    """Publish those of the selected revisions that wait for review and have another author.

    The sample's questions were checked before they came here, so nobody solves them again."""
    rules.check_may_review(by)
    # Lock them first: if a reviewer gives one back now, its published predecessor must stay.
    waiting, incomplete = _complete(_locked(revision_ids, state=State.IN_REVIEW))
    own = set(RevisionWriter.objects.filter(user=by).values_list("revision", flat=True))
    others = [one for one in waiting if one.author_id != by.pk and one.pk not in own]
    ready = others if is_checked_elsewhere else solved_among(others)
    check_kinds_known([revision.kind for revision in others])
    questions = [revision.question_id for revision in ready]
    Revision.objects.published().filter(question__in=questions).update(state=State.RETIRED)
    record_moves(
        ready, kind=AuditKind.QUESTION_PUBLISHED, to=State.PUBLISHED, by=reviewer(by), at=at
    )
    done = Revision.objects.filter(pk__in=[one.pk for one in ready]).update(
        state=State.PUBLISHED, reviewer=by, published_at=at
    )
    return Moved(
        done=done,
        own=len(waiting) - len(others),
        incomplete=incomplete,
        unsolved=len(others) - len(ready),
    )


def current_revisions(question_ids: Iterable[int]) -> dict[int, Revision]:
    """Return for each question the revision in work, else the published one, else the last."""
    found: dict[int, Revision] = {}
    revisions = (
        Revision.objects.filter(question__in=list(question_ids))
        .select_related("answer_key", "passage")
        .order_by("number")
    )
    for revision in revisions:
        best = found.get(revision.question_id)
        if best is None or revision.state != State.RETIRED or best.state == State.RETIRED:
            found[revision.question_id] = revision
    return found


def wording_of(revision: Revision) -> Wording:
    """Read a revision's wording; the caller selects `answer_key` and `passage` along with it."""
    return Wording(
        kind=revision.kind,
        stem=revision.stem,
        options=tuple(revision.options),
        right=tuple(revision.answer_key.right_options),
        explanation=revision.answer_key.explanation,
        audience=revision.audience,
        difficulty=revision.difficulty,
        document_id=revision.document_id,
        article=revision.article,
        lacks=tuple(revision.lacks.split()),
        pictures=attached_of(revision.pictures),
        passage=passage_text_of(revision.passage),
        passage_place=revision.passage_place,
    )
