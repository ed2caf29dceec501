"""The page where organisers mark answers in words, and confirm each other's marks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contests.access import organised_round
from contests.models import BEST_MARK, Round, RoundState
from contests.rules import other_organisers
from leaderboard.sub_answers.given_words import GivenWords, MarkState, words_given
from leaderboard.sub_answers.marking import check_may_mark, confirm_marks, give_marks
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.language.fields import VisibleTextField
from quizsite.refusals import Refusal
from quizsite.two_people import confirming
from quizsite.web.page_cache import reads

PER_PAGE = 25
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = "diem-"
_STATES = {
    MarkState.UNMARKED: gettext_lazy("Chưa chấm"),
    MarkState.WAITING: gettext_lazy("Chờ xác nhận"),
    MarkState.CONFIRMED: gettext_lazy("Đã xác nhận"),
}


class MarksForm(forms.Form):
    """A field for each of the words it is given; a field left empty marks nothing."""

    def __init__(self, words: Sequence[GivenWords], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words
        known, sent = {one.key for one in words}, self.data if self.is_bound else {}
        self.gone = {name.removeprefix(_MARK) for name in sent if name.startswith(_MARK)} - known
        for one in words:
            self.fields[_MARK + one.key] = forms.IntegerField(
                label=_("Điểm của “%(text)s”") % {"text": one.text},
                min_value=0,
                max_value=BEST_MARK,
                required=one.mark is not None,
                widget=forms.NumberInput({"class": "mark"}),
                initial=one.mark,
                error_messages=dict.fromkeys(
                    ("invalid", "required", "min_value", "max_value"),
                    _("Hãy ghi điểm là số nguyên từ 0 đến %(most)d.") % {"most": BEST_MARK},
                ),
            )

    def lines(self) -> list[tuple[GivenWords, forms.BoundField]]:
        return [(one, self[_MARK + one.key]) for one in self.words]

    def marks(self) -> dict[str, int]:
        given = {name.removeprefix(_MARK): mark for name, mark in self.cleaned_data.items()}
        # Words that are in no list any more are named too, so that they are refused.
        return {key: mark for key, mark in given.items() if mark is not None} | dict.fromkeys(
            self.gone, 0
        )


class ConfirmMarksForm(forms.Form):
    """The moment says which marks were seen."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=99_999_999_999_999_999
    )
    lone_reason = VisibleTextField(
        label=gettext_lazy("Lý do tự xác nhận"), required=False, widget=forms.Textarea({"rows": 2})
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reads("loc", "trang")
def text_marks(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_round(request, slug, number)
    if not round.asks_words or round.state == RoundState.DRAFT:
        raise Http404
    words, user = words_given(round), signed_in_user(request)
    sent = request.POST if request.method == "POST" else None
    is_confirming = sent is not None and "seen" in sent
    confirm_form = ConfirmMarksForm(sent if is_confirming else None, initial=_seen(words))
    page = Paginator(_shown(words, _state(request)), PER_PAGE).get_page(request.GET.get("trang"))
    form = MarksForm(list(page))
    if sent is not None and not is_confirming:
        form = MarksForm([one for one in words if _MARK + one.key in sent], sent)
    if _act(round, form, confirm_form, request):
        query = f"?loc={_state(request)}" if is_confirming is False else ""
        return redirect(reverse("leaderboard:text_marks", args=[slug, number]) + query)
    context = {"contest": round.contest, "round": round, "page": page, "most": BEST_MARK}
    context |= {
        "kept": f"loc={_state(request)}",
        "form": form,
        "confirm_form": confirm_form,
        "tabs": _tabs(words, request),
    }
    return render(request, "leaderboard/text_marks.html", context | _may(round, words, user))


def _act(
    round: Round, form: MarksForm, confirm_form: ConfirmMarksForm, request: HttpRequest
) -> bool:
    """Do what was sent; say whether it was done, else the form says why not."""
    user, at = signed_in_user(request), timezone.now()
    asked: forms.Form = form if form.is_bound else confirm_form
    if not asked.is_valid():
        return False
    try:
        if form.is_bound:
            n = give_marks(round, marks=form.marks(), by=user, at=at)
            said = _("Đã ghi điểm của %(n)d câu trả lời, chờ người thứ hai xác nhận.")
        else:
            facts = confirm_form.cleaned_data
            seen = _EPOCH + timedelta(microseconds=facts["seen"])
            n = confirm_marks(round, seen=seen, by=user, at=at, lone_reason=facts["lone_reason"])
            said = _("Đã xác nhận điểm của %(n)d bài.")
    except Refusal as refusal:
        asked.add_error(None, str(refusal.message))
        return False
    messages.success(request, said % {"n": n})
    return True


def _state(request: HttpRequest) -> MarkState:
    asked = request.GET.get("loc", "")
    return MarkState(asked) if asked in set(MarkState) else MarkState.UNMARKED


def _shown(words: Sequence[GivenWords], state: MarkState) -> list[GivenWords]:
    return [one for one in words if one.state is state]


def _tabs(words: Sequence[GivenWords], request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "state": str(state),
            "label": label,
            "count": len(_shown(words, state)),
            "is_shown": state is _state(request),
        }
        for state, label in _STATES.items()
    ]


def _seen(words: Sequence[GivenWords]) -> dict[str, int]:
    moments = [one.newest for one in words if one.newest is not None]
    return {"seen": (max(moments) - _EPOCH) // timedelta(microseconds=1)} if moments else {}


def _may(round: Round, words: Sequence[GivenWords], user: User) -> dict[str, Any]:
    """Say what this organiser may do now, and why not."""
    refusal = None
    try:
        check_may_mark(round, at=timezone.now())
    except Refusal as refused:
        refusal = refused
    givers = [giver for one in words for giver in one.waiting]
    of_others = sum(giver != user.pk for giver in givers)
    others = other_organisers(round.contest, user)
    proposed_by = None if of_others else user.pk
    return {
        "refusal": refusal,
        "waiting": len(givers),
        "of_others": of_others,
        "confirming": confirming(person=user.pk, proposed_by=proposed_by, others=others),
        "answers": sum(len(one.papers) for one in words),
    }
