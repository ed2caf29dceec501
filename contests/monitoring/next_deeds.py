"""The three next things to do in a contest, the most pressing first, for its organisers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from contests.models import (
    Appeal,
    Attempt,
    Contest,
    ContestState,
    Incident,
    QuestionFigures,
    QuestionRuling,
    Round,
    RoundPhase,
    SaveRefusal,
)
from contests.schedule import Slot, result_due
from questionbank.authoring.known_kinds import names_of_unknown
from quizsite.language import moments
from quizsite.language.moments import number

MOST = 3
ADVISED_ORGANISERS = 2
SOON = timedelta(days=2)
_LATELY = timedelta(minutes=15)
# A few people always send a last tick too late; that many in a quarter of an hour is a fault.
UNUSUAL = 20
_LATE_TO_CLOSE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Deed:
    """`said` tells why, `label` is on the link."""

    said: str
    label: str
    url: str


def next_deeds(contest: Contest, *, slots: Sequence[Slot], at: datetime) -> list[Deed]:
    """Read a fixed number of counts, however many people take part."""
    found = [
        *_troubles(contest, slots, at),
        *_decisions(contest, slots),
        *_doubts(contest, slots),
        *_results(contest, slots),
        *_plans(contest, slots, at),
        *_people(contest),
        *_watching(contest, slots),
    ]
    return found[:MOST]


def _troubles(contest: Contest, slots: Sequence[Slot], at: datetime) -> Iterator[Deed]:
    running = [slot.round for slot in slots if slot.is_open]
    yield from _older_processes(slots, at)
    if running:
        refused = SaveRefusal.objects.too_late().filter(
            attempt__round__in=running, last_at__gt=at - _LATELY
        )
        late = dict(refused.values_list("attempt__round").annotate(n=Count("pk")))
        for round in running:
            if late.get(round.pk, 0) >= UNUSUAL:
                facts = {"n": number(late[round.pk]), "round": round.title}
                said = _("%(n)s bài của %(round)s có câu gửi muộn trong 15 phút qua.") % facts
                yield Deed(said, _("Xem kỳ thi"), _of_round("contests:round_watch", contest, round))
    before = at - timedelta(seconds=settings.SAVE_GRACE_S) - _LATE_TO_CLOSE
    overdue = Attempt.objects.overdue(before).filter(round__contest=contest).count()
    if overdue:
        said = _("%(n)s bài đã hết giờ mà máy chủ chưa đóng.") % {"n": number(overdue)}
        yield Deed(said, _("Xem trang vận hành"), reverse("contests:operations"))


def _older_processes(slots: Sequence[Slot], at: datetime) -> Iterator[Deed]:
    """Publishing has asked all processes of then; one of before may have been started since."""
    soon = [slot.round for slot in slots if slot.is_open or _opens_soon(slot, at)]
    names = names_of_unknown({kind for round in soon for kind in round.question_kinds or ()})
    if names:
        said = _(
            "Có tiến trình máy chủ phiên bản cũ chưa biết dạng câu hỏi %(kinds)s của kỳ thi đang "
            "mở hoặc sắp mở: người gặp tiến trình đó không làm được bài. Hãy báo ngay người phụ "
            "trách kỹ thuật."
        )
        yield Deed(said % {"kinds": names}, _("Xem trang vận hành"), reverse("contests:operations"))


def _opens_soon(slot: Slot, at: datetime) -> bool:
    return slot.phase is RoundPhase.UPCOMING and slot.round.opens_at - at < SOON


def _decisions(contest: Contest, slots: Sequence[Slot]) -> Iterator[Deed]:
    proposed = QuestionRuling.objects.proposed().filter(round__contest=contest)
    questions = _of_each_round(proposed, Min("revision"))
    for slot in slots:
        if slot.round.pk in questions:
            n, only = questions[slot.round.pk]
            said = _("%(n)d câu hỏi của %(round)s chờ người thứ hai quyết định.")
            url = _of_round("leaderboard:round_questions", contest, slot.round) + "?cho=1"
            if n == 1:
                url = _of_round("leaderboard:round_question", contest, slot.round, only)
            yield Deed(said % {"n": n, "round": slot.round.title}, _("Xử lý câu hỏi"), url)
    incidents = Incident.objects.proposed().filter(round__contest=contest)
    met = _of_each_round(incidents, Min("pk"))
    for slot in slots:
        if slot.round.pk in met:
            n, only = met[slot.round.pk]
            said = _("%(n)d sự cố của %(round)s chờ người thứ hai xác nhận.")
            url = _of_round("contests:incidents", contest, slot.round)
            if n == 1:
                url = _of_round("contests:incident", contest, slot.round, only)
            yield Deed(said % {"n": n, "round": slot.round.title}, _("Xử lý sự cố"), url)
    if appeals := Appeal.objects.filter(contest=contest).open().count():
        said = _("%(n)s khiếu nại đang chờ xét.") % {"n": number(appeals)}
        yield Deed(said, _("Trả lời khiếu nại"), reverse("contests:appeals", args=[contest.slug]))


def _doubts(contest: Contest, slots: Sequence[Slot]) -> Iterator[Deed]:
    """A broken question is ruled on before the result is final."""
    found = QuestionFigures.objects.in_doubt().filter(analysis__round__contest=contest)
    counted = found.order_by().values_list("analysis__round").annotate(n=Count("pk"))
    questions = dict(counted)
    for slot in slots:
        if slot.phase is RoundPhase.CLOSED and slot.round.pk in questions:
            said = _("%(n)d câu hỏi của %(round)s trông như hỏng hoặc có thể đã lộ.")
            facts = {"n": questions[slot.round.pk], "round": slot.round.title}
            url = _of_round("contests:analysis", contest, slot.round)
            yield Deed(said % facts, _("Xem phân tích"), url)


def _results(contest: Contest, slots: Sequence[Slot]) -> Iterator[Deed]:
    over = [slot for slot in slots if slot.phase is RoundPhase.CLOSED]
    for slot in over:
        round = slot.round
        if round.is_ranked and round.freeze_minutes and round.revealed_at is None:
            said = _("Bảng xếp hạng của %(round)s đang dừng, chờ công bố.")
            url = _of_round("leaderboard:reveal_desk", contest, round)
            yield Deed(said % {"round": round.title}, _("Công bố thứ hạng"), url)
        if not slot.round.is_practice and not slot.is_extended:
            said = _("%(round)s đã đóng mà chưa chốt kết quả.") % {"round": slot.round.title}
            said += _promise(slot)
            url = _of_round("leaderboard:finalise", contest, slot.round)
            yield Deed(said, _("Kiểm tra rồi chốt"), url)


def _promise(slot: Slot) -> str:
    due = result_due(slot.round)
    if due is None:
        return ""
    facts = {"due": moments.deadline(due)}
    if slot.at >= due:
        return " " + _("Đã quá hẹn công bố trong thể lệ: chậm nhất %(due)s.") % facts
    return " " + _("Thể lệ hẹn công bố kết quả chậm nhất %(due)s.") % facts


def _plans(contest: Contest, slots: Sequence[Slot], at: datetime) -> Iterator[Deed]:
    if not slots:
        url = reverse("contests:round_new", args=[contest.slug])
        yield Deed(_("Cuộc thi chưa có kỳ thi nào."), _("Tạo kỳ đầu tiên"), url)
    is_draft = contest.state == ContestState.DRAFT
    drafts = [slot.round for slot in slots if slot.phase is RoundPhase.DRAFT]
    if slots and is_draft:
        url = reverse("contests:contest_publish", args=[contest.slug])
        yield Deed(_("Chưa ai thấy cuộc thi này."), _("Công bố cuộc thi"), url)
    for round in drafts:
        if is_draft or round.opens_at - at <= SOON:
            facts = {"round": round.title, "moment": moments.moment(round.opens_at)}
            said = _("%(round)s còn là bản nháp, giờ mở là %(moment)s.") % facts
            url = _of_round("contests:round_publish", contest, round)
            yield Deed(said, _("Công bố kỳ này"), url)


def _people(contest: Contest) -> Iterator[Deed]:
    if contest.organisers.filter(is_active=True).count() < ADVISED_ORGANISERS:
        said = _("Ban tổ chức có một người. Nhiều việc cần người thứ hai xác nhận.")
        url = reverse("contests:organisers", args=[contest.slug])
        yield Deed(said, _("Thêm người tổ chức"), url)


def _watching(contest: Contest, slots: Sequence[Slot]) -> Iterator[Deed]:
    for slot in slots:
        if slot.is_open:
            facts = {"round": slot.round.title, "left": slot.time_left}
            said = _("%(round)s đang mở, còn %(left)s.") % facts
            yield Deed(
                said, _("Xem số liệu"), _of_round("contests:round_watch", contest, slot.round)
            )


def _of_each_round(found: QuerySet[Any], first: Min) -> dict[int, tuple[int, int]]:
    """Map rounds to how many were found there, and to the first of them."""
    counted = found.order_by().values_list("round").annotate(n=Count("pk"), first=first)
    return {round_id: (n, one) for round_id, n, one in counted}


def _of_round(name: str, contest: Contest, round: Round, *more: int) -> str:
    return reverse(name, args=[contest.slug, round.number, *more])
