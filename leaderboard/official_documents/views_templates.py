"""Pages of an office's own templates."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_contest
from leaderboard.official_documents.forms import TemplateForm
from leaderboard.official_documents.template_fields import FIELDS, ROW_FIELDS
from leaderboard.official_documents.templates import (
    OWN_KINDS,
    remove_template,
    set_template,
    templates_in,
)
from leaderboard.official_documents.views import kind_named, stem
from quizsite.accounts.rules import signed_in_user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        set_template(
            contest,
            form.kind_chosen,
            data=form.data_read,
            fields=form.fields_found,
            file_name=form.cleaned_data["file"].name,
            by=signed_in_user(request),
            at=timezone.now(),
        )
        messages.success(request, _("Đã lưu mẫu. Mẫu có thêm trong trang của văn bản."))
        return redirect("leaderboard:own_templates", slug)
    kept = templates_in(contest)
    context = {
        "contest": contest,
        "form": form,
        "kept": [(one, stem(one), kept[one]) for one in OWN_KINDS if one in kept],
        "fields": FIELDS.items(),
        "rows": [(prefix, names.items()) for prefix, names in ROW_FIELDS.items()],
    }
    return render(request, "leaderboard/own_templates.html", context)


@login_required
@require_POST
def template_remove(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    remove_template(contest, kind_named(kind), by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã bỏ mẫu riêng."))
    return redirect("leaderboard:own_templates", slug)
