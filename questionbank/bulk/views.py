"""The page on which somebody takes a step with many questions, after seeing what it changes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from questionbank.access import bank_page
from questionbank.authoring.forms import FilterForm
from questionbank.authoring.question_list import revisions_for
from questionbank.bulk.forms import BulkForm
from questionbank.bulk.plans import carry_out, plan
from questionbank.models import Revision, RevisionQuerySet
from questionbank.review_models import Tag
from quizsite.accounts.rules import signed_in_user

MOST = 2000  # questions at once: each leaves a line of the trail


@require_POST
@bank_page
def bulk(request: HttpRequest) -> HttpResponse:
    """First the choice of a step, then what it would change, then the step."""
    query = QueryDict(request.POST.get("filter", ""))
    found = _found(request, query)
    chosen = list(found.select_related("question__axis").order_by("question__code")[:MOST])
    back = f"{reverse('questionbank:questions')}?{query.urlencode()}"
    if not chosen:
        messages.warning(request, _("Hãy chọn ít nhất một câu."))
        return redirect(back)
    user = signed_in_user(request)
    is_asked = "step" in request.POST
    form = BulkForm(request.POST if is_asked else None, by=user)
    context: dict[str, Any] = {
        "form": form,
        "chosen": chosen,
        "of": found.count() if len(chosen) == MOST else len(chosen),
        "filter": query.urlencode(),
        "back": back,
        "tags": Tag.objects.all(),
    }
    if is_asked and form.is_valid():
        if request.POST.get("confirm"):
            done = carry_out(form.wanted(), chosen, by=user, at=timezone.now())
            said = _("Đã đổi %(done)s câu; %(kept)s câu giữ nguyên.")
            counts = {"done": len(done.changes), "kept": len(done.kept)}
            messages.success(request, said % counts)
            return redirect(back)
        context["plan"] = plan(form.wanted(), chosen, by=user)
    status = 400 if form.errors else 200
    return render(request, "questionbank/bulk.html", context, status=status)


def _found(request: HttpRequest, query: QueryDict) -> RevisionQuerySet:
    """Those ticked, or all that the list found when it was shown."""
    if request.POST.get("whole"):
        newest = max(_ids(request.POST.getlist("newest")), default=0)
        return revisions_for(FilterForm(query).wanted()).filter(pk__lte=newest)
    return Revision.objects.filter(pk__among=_ids(_said(request)))


def _said(request: HttpRequest) -> list[str]:
    """One field each from the list; from the preview all in one, since forms have a limit."""
    return [*request.POST.getlist("revision"), *request.POST.get("ids", "").split(",")]


def _ids(said: list[str]) -> list[int]:
    return [int(one) for one in said if one.isdecimal() and len(one) <= 18]
