"""Steps that the desk pages offer: each a form, when it is offered, and the one thing it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contests.forms import told_in
from contests.initiatives import forms_desk as forms
from contests.initiatives.applications import take_application_back
from contests.initiatives.councils import put_before_council
from contests.initiatives.merges import TargetNotPublished, merge_idea, unmerge_idea
from contests.initiatives.moderation import (
    hide_idea,
    publish_idea,
    settle_objection,
    show_idea,
)
from contests.initiatives.pilots import PilotOver, begin_pilot, end_pilot, reconsider, set_aside
from contests.initiatives.recognitions import Decree, decide, note_spread
from contests.initiatives.referrals import AlreadyReplied, refer, reply_to
from contests.initiatives.rules import InitiativeMoved
from contests.models import (
    Application,
    CouncilLevel,
    HidingReason,
    Initiative,
    InitiativeState,
    Referral,
    ReplyOutcome,
)
from quizsite.accounts.models import Unit
from quizsite.audit.trail import Actor

S = InitiativeState
_RECOGNISED = {S.RECOGNISED, S.SPREAD}


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    title: Promise
    button: Promise
    form: type[forms.StepForm]
    offered: Callable[[Initiative], bool]
    do: Callable[[Any, Actor, datetime], object]
    done: Promise


@dataclass(frozen=True, slots=True)
class Offer:
    """A step with its form, bound if it was this one that was sent."""

    step: Step
    form: forms.StepForm

    @property
    def is_open(self) -> bool:
        return self.form.is_bound


def offers(
    request: HttpRequest, steps: Sequence[Step], initiative: Initiative, *, unit: Unit | None = None
) -> list[Offer]:
    """Names of fields begin with the step's key, since several forms stand on one page."""
    sent = request.POST.get("step", "") if request.method == "POST" else ""
    return [
        Offer(
            step,
            step.form(
                request.POST if step.key == sent else None,
                prefix=step.key,
                initiative=initiative,
                unit=unit,
            ),
        )
        for step in steps
        if step.offered(initiative) or step.key == sent
    ]


def carry_out(request: HttpRequest, found: Sequence[Offer], *, by: Actor, at: datetime) -> bool:
    """Do the step that was sent; False leaves the page as it is, with what is wrong."""
    sent = next((one for one in found if one.is_open), None)
    if sent is None or not sent.form.is_valid():
        return False
    with told_in(sent.form):
        sent.step.do(sent.form, by, at)
        messages.success(request, str(sent.step.done))
    return not sent.form.errors


def _is_free(one: Initiative) -> bool:
    return one.hidden_at is None and one.merged_into_id is None


def _in(*states: InitiativeState) -> Callable[[Initiative], bool]:
    return lambda one: _is_free(one) and one.state in states


def _application(initiative: Initiative) -> Application:
    found = initiative.applications.filter(taken_back_at=None).first()
    if found is None:
        raise InitiativeMoved
    return found


def _merge(form: Any, by: Actor, at: datetime) -> object:
    target = Initiative.objects.filter(pk=form.cleaned_data["into"]).first()
    if target is None:
        raise TargetNotPublished
    return merge_idea(form.initiative, into=target, by=by, at=at)


def _hide(form: Any, by: Actor, at: datetime) -> object:
    reason, note = HidingReason(form.cleaned_data["reason"]), form.cleaned_data["note"]
    return hide_idea(form.initiative, reason=reason, note=note, by=by, at=at)


def _end_pilot(form: Any, by: Actor, at: datetime) -> object:
    if form.pilot is None:
        raise PilotOver
    said = form.cleaned_data
    facts = {"ends_on": said["ends_on"], "summary": said["summary"]}
    return end_pilot(form.pilot, **facts, afters=form.afters(), by=by, at=at)


def _decide(form: Any, by: Actor, at: datetime) -> object:
    said = form.cleaned_data
    level = CouncilLevel(said["level"])
    decree = Decree(said["number"], said["day"], level, is_recognised=said["is_recognised"])
    return decide(_application(form.initiative), decree, by=by, at=at)


def _reply(form: Any, by: Actor, at: datetime) -> object:
    waiting = Referral.objects.filter(
        initiative=form.initiative, unit=form.acting, replied_at=None, ended_at=None
    ).first()
    if waiting is None:
        raise AlreadyReplied
    outcome = ReplyOutcome(form.cleaned_data["outcome"])
    return reply_to(waiting, outcome=outcome, text=form.words(form.initiative), by=by, at=at)


def _waits(one: Initiative) -> bool:
    return _is_free(one) and one.referrals.filter(replied_at=None, ended_at=None).exists()


def _is_tried(one: Initiative) -> bool:
    return _is_free(one) and one.pilots.filter(ends_on=None).exists()


PILOT = Step(
    "lam-thu",
    _("Bắt đầu làm thử"),
    _("Ghi lần làm thử"),
    forms.PilotForm,
    _in(S.CONSIDERED, S.SET_ASIDE, S.PILOTED, S.NOT_RECOGNISED),
    lambda form, by, at: begin_pilot(form.pilot(), figures=form.figures(), by=by, at=at),
    _("Đã ghi lần làm thử."),
)
END_PILOT = Step(
    "het-lam-thu",
    _("Ghi kết quả làm thử"),
    _("Ghi kết quả"),
    forms.EndPilotForm,
    _is_tried,
    _end_pilot,
    _("Đã ghi kết quả làm thử."),
)
SET_ASIDE = Step(
    "chua-lam",
    _("Chưa thực hiện"),
    _("Ghi là chưa thực hiện"),
    forms.WordsForm,
    _in(S.CONSIDERED, S.PILOTED),
    lambda form, by, at: set_aside(form.initiative, text=form.cleaned_data["text"], by=by, at=at),
    _("Đã ghi lý do chưa thực hiện."),
)
SPREAD = Step(
    "nhan-rong",
    _("Đơn vị khác áp dụng"),
    _("Ghi đơn vị áp dụng"),
    forms.SpreadForm,
    _in(*_RECOGNISED),
    lambda form, by, at: note_spread(form.spread(), by=by, at=at),
    _("Đã ghi đơn vị áp dụng."),
)
REPLY = Step(
    "tra-loi",
    _("Trả lời của đơn vị"),
    _("Gửi trả lời"),
    forms.ReplyForm,
    _waits,
    _reply,
    _("Đã trả lời. Người gửi được báo."),
)
UNIT_STEPS = (REPLY, PILOT, END_PILOT, SET_ASIDE, SPREAD)
KEEPER_STEPS = (
    Step(
        "dang",
        _("Đăng công khai"),
        _("Đăng ý tưởng"),
        forms.StepForm,
        _in(S.RECEIVED),
        lambda form, by, at: publish_idea(form.initiative, by=by, at=at),
        _("Đã đăng. Người gửi được báo."),
    ),
    Step(
        "phan-hoi",
        _("Trả lời phản hồi của người gửi"),
        _("Gửi trả lời"),
        forms.SettleForm,
        lambda one: one.objected_at is not None and one.objection_settled_at is None,
        lambda form, by, at: settle_objection(
            form.initiative,
            text=form.cleaned_data["text"],
            is_shown=form.cleaned_data["is_shown"],
            by=by,
            at=at,
        ),
        _("Đã trả lời phản hồi."),
    ),
    Step(
        "chuyen",
        _("Chuyển đơn vị trả lời"),
        _("Chuyển đơn vị"),
        forms.ReferForm,
        _in(S.CONSIDERED, S.SET_ASIDE, S.PILOTED),
        lambda form, by, at: refer(form.initiative, form.cleaned_data["to"], by=by, at=at),
        _("Đã chuyển. Đầu mối của đơn vị được báo."),
    ),
    Step(
        "gop",
        _("Gộp vào ý tưởng giống"),
        _("Gộp ý tưởng"),
        forms.MergeForm,
        _in(*(one for one in S if one not in _RECOGNISED)),
        _merge,
        _("Đã gộp. Lượt ủng hộ được cộng chung."),
    ),
    Step(
        "tach",
        _("Tách khỏi ý tưởng đã gộp"),
        _("Tách ra"),
        forms.StepForm,
        lambda one: one.merged_into_id is not None,
        lambda form, by, at: unmerge_idea(form.initiative, by=by, at=at),
        _("Đã tách. Mỗi ý tưởng giữ lượt ủng hộ của mình."),
    ),
    PILOT,
    END_PILOT,
    SET_ASIDE,
    Step(
        "xet-lai",
        _("Xem xét lại"),
        _("Xem xét lại"),
        forms.WordsForm,
        _in(S.SET_ASIDE),
        lambda form, by, at: reconsider(
            form.initiative, text=form.cleaned_data["text"], by=by, at=at
        ),
        _("Ý tưởng lại được xem xét."),
    ),
    Step(
        "rut-don",
        _("Rút đơn để sửa"),
        _("Rút đơn"),
        forms.StepForm,
        _in(S.APPLIED),
        lambda form, by, at: take_application_back(_application(form.initiative), by=by, at=at),
        _("Đã rút đơn. Hãy lập lại đơn."),
    ),
    Step(
        "hoi-dong",
        _("Đưa ra hội đồng"),
        _("Đưa ra hội đồng"),
        forms.CouncilChoiceForm,
        _in(S.APPLIED),
        lambda form, by, at: put_before_council(
            _application(form.initiative), form.cleaned_data["council"], by=by, at=at
        ),
        _("Hội đồng bắt đầu biểu quyết."),
    ),
    Step(
        "quyet-dinh",
        _("Ghi quyết định"),
        _("Ghi quyết định"),
        forms.DecideForm,
        _in(S.BEFORE_COUNCIL),
        _decide,
        _("Đã ghi quyết định. Người gửi được báo."),
    ),
    SPREAD,
    Step(
        "an",
        _("Ẩn khỏi trang công khai"),
        _("Ẩn ý tưởng"),
        forms.HideForm,
        lambda one: one.hidden_at is None,
        _hide,
        _("Đã ẩn. Trang công khai còn ghi lý do."),
    ),
    Step(
        "hien",
        _("Hiện lại"),
        _("Hiện lại ý tưởng"),
        forms.NoteForm,
        lambda one: one.hidden_at is not None,
        lambda form, by, at: show_idea(
            form.initiative, note=form.cleaned_data["text"], by=by, at=at
        ),
        _("Đã hiện lại."),
    ),
)
