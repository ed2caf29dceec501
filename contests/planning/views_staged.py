"""Pages that begin and publish a stage round; its programme has pages of its own."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_contest, organised_stage_round
from contests.forms import moment_field, told_in
from contests.planning.staged_rounds import create_stage_round, publish_stage_round
from contests.rules import ContestRefusal
from quizsite.accounts.rules import signed_in_user
from quizsite.language.fields import VisibleTextField


class NewStageForm(forms.Form):
    title = VisibleTextField(label=gettext_lazy("Tên buổi thi"), max_length=120)
    starts_at = moment_field(gettext_lazy("Bắt đầu lúc"))
    place = VisibleTextField(label=gettext_lazy("Địa điểm"), max_length=200, required=False)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_new(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = NewStageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            show = create_stage_round(
                contest, **form.cleaned_data, by=signed_in_user(request), at=timezone.now()
            )
            messages.success(request, _("Đã lưu bản nháp của buổi thi. Hãy thêm phần thi và đội."))
            return redirect("contests:stage_plan", slug, show.round.number)
    context = {"contest": contest, "form": form, "title": _("Thêm kỳ sân khấu")}
    return render(request, "contests/stage/plan_form.html", context)


@login_required
@require_POST
def stage_publish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    round = organised_stage_round(request, slug, number)
    try:
        publish_stage_round(round, by=signed_in_user(request), at=timezone.now())
    except ContestRefusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Đã công bố kỳ thi."))
    return redirect("contests:stage_plan", slug, number)
