"""The page of a contest's quotas."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_contest
from contests.forms import told_in
from contests.quotas.forms import QuotaForm
from contests.quotas.settings import add_quotas, quota_in_words, quotas_of, remove_quota
from quizsite.accounts.rules import signed_in_user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quotas(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = QuotaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            by, kinds = signed_in_user(request), form.cleaned_data["kinds"]
            add_quotas(contest, form.instance, kinds=kinds, by=by, at=timezone.now())
            messages.success(request, _("Đã thêm chỉ tiêu."))
            return redirect("contests:quotas", slug)
    listed = [(one, quota_in_words(one)) for one in quotas_of(contest)]
    context = {"contest": contest, "form": form, "quotas": listed}
    return render(request, "contests/organising/quotas.html", context)


@login_required
@require_POST
def quota_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    remove_quota(contest, pk, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã xóa chỉ tiêu."))
    return redirect("contests:quotas", slug)
