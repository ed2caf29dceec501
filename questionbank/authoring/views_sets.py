"""The page of question sets."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questionbank import rules
from questionbank.access import bank_page
from questionbank.authoring.forms import SetForm
from questionbank.authoring.sets import create_set, sets_with_counts
from questionbank.subjects import author
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import allowed


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def sets(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    form = SetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        rules.check_may_write(user)
        if form.is_valid():
            said = form.cleaned_data
            made = create_set(
                said["name"], is_practice=said["is_practice"], by=author(user), at=timezone.now()
            )
            messages.success(request, _("Đã tạo %(name)s.") % {"name": made.name})
            return redirect("questionbank:sets")
    context = {
        "sets": sets_with_counts(),
        "form": form,
        "may_write": allowed(rules.check_may_write, user),
    }
    return render(request, "questionbank/sets.html", context)
