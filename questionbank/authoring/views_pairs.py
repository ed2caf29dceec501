"""The page of questions that look alike: an author keeps them apart or finds them fine."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questionbank import rules
from questionbank.access import bank_page
from questionbank.authoring.forms import PairForm
from questionbank.models import QuestionPair
from questionbank.pairs import alike_pairs, decide_pair
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import allowed

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def pairs(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    form = PairForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        rules.check_may_write(user)
        if form.is_valid():
            said = form.cleaned_data
            one, other, is_apart = said["one"], said["other"], said["is_apart"]
            decide_pair(one, other, is_apart=is_apart, by=user, at=timezone.now())
            words = (
                _("%(one)s và %(other)s sẽ không cùng một đề.")
                if is_apart
                else _("%(one)s và %(other)s được cùng một đề.")
            )
            messages.success(request, words % {"one": one, "other": other})
            return redirect("questionbank:pairs")
    found = alike_pairs()
    context = {
        "form": form,
        "alike": found[:SHOWN],
        "more": max(0, len(found) - SHOWN),
        "apart": QuestionPair.objects.filter(is_apart=True).select_related("first", "second"),
        "may_write": allowed(rules.check_may_write, user),
    }
    return render(request, "questionbank/pairs.html", context)
