"""Organisers ask who handed a work in whether it becomes an idea; a yes makes it one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.initiatives.intake import ContestWork, Idea, SentBy, take_contest_work
from contests.models import (
    Initiative,
    InitiativeSource,
    OnwardAsk,
    RoundState,
    Work,
    WorkState,
)
from contests.rules import ContestRefusal
from contests.subjects import about_round, organiser
from contests.written.rules import check_owns
from contests.written.sieve.texts import body_of
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind, Role
from quizsite.audit.trail import Actor, record
from quizsite.notifications.models import NoticeKind
from quizsite.notifications.outbox import Occasion, notify

LONGEST_TITLE, LONGEST_PROBLEM, LONGEST_SOLUTION = 200, 3000, 5000


class ResultNotFixed(ContestRefusal):
    code = "result_not_fixed"
    status = 409
    message = gettext_lazy("Chỉ hỏi tác giả sau khi chốt kết quả, và chỉ với bài hợp lệ.")


class NobodyToAsk(ContestRefusal):
    code = "nobody_to_ask"
    status = 409
    message = gettext_lazy("Bài này không còn gắn với người dự thi nào nên không hỏi được ai.")


class NothingToRead(ContestRefusal):
    code = "nothing_to_read"
    status = 409
    message = gettext_lazy("Máy không đọc được chữ nào trong bài nên chưa thành ý tưởng được.")


class AskedAlready(ContestRefusal):
    code = "asked_already"
    status = 409
    message = gettext_lazy("Đã hỏi tác giả về bài này.")


class AnsweredAlready(ContestRefusal):
    code = "answered_already"
    status = 409
    message = gettext_lazy("Bạn đã trả lời về bài này. Hãy tải lại trang để xem.")


@dataclass(frozen=True, slots=True)
class Answer:
    is_agreed: bool
    is_name_shown: bool = False


def check_may_ask(work: Work) -> None:
    """The jury and the prizes come first: before the result is fixed nobody learns what it is."""
    if work.round.state != RoundState.FINALISED or work.state != WorkState.ACCEPTED:
        raise ResultNotFixed
    if work.entry is None:
        raise NobodyToAsk
    if not texts_of(work):
        raise NothingToRead


@transaction.atomic
def ask_author(work: Work, *, by: User, at: datetime) -> OnwardAsk:
    """Once a work; two organisers who ask at once ask once."""
    check_may_ask(work)
    try:
        with transaction.atomic():
            ask = OnwardAsk.objects.create(work=work, asked_by=by, asked_at=at)
    except IntegrityError as error:
        raise AskedAlready from error
    after = {"work": work.number}
    about = about_round(work.round)
    record(about, kind=AuditKind.ONWARD_ASKED, by=organiser(by), at=at, after=after)
    _tell(ask, at=at)
    return ask


def _tell(ask: OnwardAsk, *, at: datetime) -> None:
    work, contest = ask.work, ask.work.round.contest
    if work.entry is None or contest.is_rehearsal or contest.is_sample:
        return
    facts = {
        "contest": contest.title,
        "title": work.title,
        "path": reverse("contests:onward_answer", args=[contest.slug, work.pk]),
    }
    occasion = Occasion(NoticeKind.WORK_ONWARD, f"onward:{ask.pk}", facts, contest.pk)
    notify([work.entry.user_id], occasion, at=at)


@transaction.atomic
def answer_ask(ask: OnwardAsk, answer: Answer, *, by: User, at: datetime) -> Initiative | None:
    """Answered once, by who handed the work in; a no leaves the work as it is."""
    work = ask.work
    check_owns(work, by)
    waiting = OnwardAsk.objects.filter(pk=ask.pk, answered_at=None)
    if not waiting.update(answered_at=at, is_agreed=answer.is_agreed):
        raise AnsweredAlready
    actor = Actor(by, Role.PERSON)
    made = None
    if answer.is_agreed:
        made = take_contest_work(_as_idea(work, by, answer), by=actor, at=at)
        OnwardAsk.objects.filter(pk=ask.pk).update(initiative=made)
    after = {"work": work.number, "is_agreed": answer.is_agreed}
    record(about_round(work.round), kind=AuditKind.ONWARD_ANSWERED, by=actor, at=at, after=after)
    return made


def _as_idea(work: Work, by: User, answer: Answer) -> ContestWork:
    problem, solution = as_problem_and_solution(texts_of(work))
    idea = Idea(
        title=_within(work.title, LONGEST_TITLE),
        problem=_within(problem, LONGEST_PROBLEM),
        solution=_within(solution, LONGEST_SOLUTION),
        axis=work.axis,
        unit=work.entry.unit if work.entry else None,
        source=InitiativeSource.CONTEST,
        is_sample=work.round.contest.is_sample,
        may_be_shown=work.may_be_shown,
    )
    author = SentBy(by.full_name, user=by, is_name_shown=answer.is_name_shown)
    return ContestWork(f"work:{work.pk}", work.round.contest.title, idea, author)


def texts_of(work: Work) -> list[str]:
    """What was written under each heading, then the words of files."""
    version = work.versions.order_by("-number").first()
    if version is None:
        return []
    headings = work.round.written_terms.headings.all()
    said = [str(version.texts.get(str(one.pk), "")) for one in headings]
    files = version.files.select_related("facts")
    said += [body_of(one.facts) for one in files if hasattr(one, "facts")]
    return [text.strip() for text in said if text.strip()]


def as_problem_and_solution(texts: Sequence[str]) -> tuple[str, str]:
    """A work begins with what is wrong; one without headings says both in one text."""
    first, *rest = texts
    return (first, "\n\n".join(rest)) if rest else (first, first)


def _within(text: str, most: int) -> str:
    more = _("(xem tiếp ở bài dự thi)")
    return text if len(text) <= most else f"{text[: most - len(more) - 2].rstrip()}… {more}"
