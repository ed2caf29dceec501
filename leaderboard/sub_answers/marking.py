"""One organiser marks answers in words to a round's sub-question; another confirms the marks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import Attempt, Round, RoundState, TextMark
from contests.registration.decision_order import begin_decision
from contests.rules import other_organisers
from contests.signals import attempts_regraded
from contests.subjects import about_round, organiser
from leaderboard.rules import (
    LeaderboardRefusal,
    PapersOpen,
    RoundFinalised,
    TooEarly,
    may_be_finalised_from,
)
from leaderboard.sub_answers.given_words import words_given
from quizsite import two_people
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.language.moments import moment


class NoWords(LeaderboardRefusal):
    code = "no_words"
    status = 404
    message = gettext_lazy("Kỳ thi này không có câu hỏi phụ trả lời bằng lời.")


class WordsChanged(LeaderboardRefusal):
    code = "words_changed"
    status = 409
    message = gettext_lazy("Danh sách câu trả lời đã thay đổi. Hãy tải lại trang rồi chấm tiếp.")


class NothingMarked(LeaderboardRefusal):
    code = "nothing_marked"
    message = gettext_lazy("Chưa có điểm nào mới. Hãy ghi điểm từ 0 đến 10 rồi lưu.")


class NothingToConfirm(LeaderboardRefusal):
    code = "nothing_to_confirm"
    status = 409
    message = gettext_lazy("Không còn điểm nào chờ xác nhận. Hãy tải lại trang.")


class MarksInUse(LeaderboardRefusal):
    code = "marks_in_use"
    status = 409
    message = gettext_lazy(
        "Kết quả đang được kiểm tra theo các điểm đã xác nhận nên điểm đó không đổi được nữa."
    )


def check_may_mark(round: Round, *, at: datetime) -> None:
    """Words are marked when no paper can add any."""
    if not round.asks_words:
        raise NoWords
    if round.state == RoundState.FINALISED:
        raise RoundFinalised
    if at < may_be_finalised_from(round):
        said = _("Kỳ thi đóng lúc %(at)s. Hãy chấm câu hỏi phụ sau lúc đó.")
        raise TooEarly(said % {"at": moment(round.closes_at)})
    if round.attempts.running().exists():
        raise PapersOpen(_("Còn bài chưa đóng. Hãy chờ các bài này được đóng rồi chấm."))


@transaction.atomic
def give_marks(round: Round, *, marks: Mapping[str, int], by: User, at: datetime) -> int:
    """Store the marks of these words for another organiser to confirm; return how many changed."""
    at, round = _begin(round, at=at)
    known = {one.key: one for one in words_given(round)}
    if not marks.keys() <= known.keys():
        raise WordsChanged
    changed = [known[key] for key, mark in marks.items() if known[key].mark != mark]
    if not changed:
        raise NothingMarked
    # A paper that came back during the check gets the mark that its words have already.
    if round.checking_since and any(one.counting not in (None, marks[one.key]) for one in changed):
        raise MarksInUse
    rows = [
        TextMark(attempt_id=paper, mark=marks[one.key], given_by=by, given_at=at)
        for one in changed
        for paper in (one.unsettled if round.checking_since else one.papers)
    ]
    TextMark.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["attempt"],
        update_fields=["mark", "given_by", "given_at", "confirmed_by", "confirmed_at"],
        batch_size=500,
    )
    # The first paper stands for the words: the trail keeps no text of a person.
    given = {str(min(one.papers)): marks[one.key] for one in changed}
    record(
        about_round(round),
        kind=AuditKind.TEXTS_MARKED,
        by=organiser(by),
        at=at,
        before={"marks": {str(min(one.papers)): one.mark for one in changed}},
        after={"marks": given, "papers": len(rows)},
    )
    return len(changed)


@transaction.atomic
def confirm_marks(
    round: Round, *, seen: datetime, by: User, at: datetime, lone_reason: str = ""
) -> int:
    """Let marks that others gave until `seen` count; return of how many papers.

    Where nobody else organises, people may be allowed to confirm their own."""
    at, round = _begin(round, at=at)
    waiting = marks_waiting(round).filter(given_at__lte=seen)
    if not waiting.exists():
        raise NothingToConfirm
    of_others = waiting.exclude(given_by=by)
    if not of_others.exists():
        two_people.confirm(
            about_round(round),
            by=organiser(by),
            proposed_by=by.pk,
            others=other_organisers(round.contest, by),
            at=at,
            reason=lone_reason,
        )
        of_others = waiting
    ranked = set(of_others.values_list("attempt__entry", flat=True)) if round.checking_since else ()
    papers = of_others.update(confirmed_by=by, confirmed_at=at)
    record(
        about_round(round),
        kind=AuditKind.TEXT_MARKS_CONFIRMED,
        by=organiser(by),
        at=at,
        after={"papers": papers},
    )
    # A paper that came back during the check is marked after it: everybody is ranked once more.
    if ranked:
        attempts_regraded.send(Attempt, round=round, entry_ids=sorted(ranked))
    return papers


def marks_waiting(round: Round) -> QuerySet[TextMark]:
    return TextMark.objects.filter(attempt__round=round, confirmed_at=None)


def _begin(round: Round, *, at: datetime) -> tuple[datetime, Round]:
    at = begin_decision(round.contest_id, at=at)
    round = Round.objects.select_related("contest").get(pk=round.pk)
    check_may_mark(round, at=at)
    return at, round
