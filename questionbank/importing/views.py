"""A file in our own format: its preview, and confirming it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from questionbank.access import bank_page
from questionbank.importing.plan import Action
from questionbank.importing.store import confirm_preview, held_against, plan_of
from questionbank.key_views import see_keys_of_file
from questionbank.models import ImportPreview
from quizsite.accounts.rules import signed_in_user
from quizsite.tables.reader import RawTable

SHOWN = 200  # rows of the preview; a longer list nobody reads


@require_safe
@bank_page
def import_preview(request: HttpRequest, preview_id: int) -> HttpResponse:
    author = signed_in_user(request)
    preview = get_object_or_404(ImportPreview, pk=preview_id, owner=author)
    plan = plan_of(preview)
    see_keys_of_file(preview, held_against(plan), by=author, at=timezone.now())
    context = {
        "preview": preview,
        "plan": plan,
        "notes": RawTable.of_json(preview.rows).notes_in_words(),
        "problems": plan.problems[:SHOWN],
        "more_problems": max(0, len(plan.problems) - SHOWN),
        "new": plan.having(Action.NEW),
        "changed": plan.having(Action.CHANGED),
        "unchanged": plan.having(Action.UNCHANGED),
        "warned": [one for one in plan.planned if one.warnings][:SHOWN],
        "shown": SHOWN,
        "total": len(preview.rows["rows"]),
    }
    return render(request, "questionbank/import_preview.html", context)


@require_POST
@bank_page
def import_confirm(request: HttpRequest, preview_id: int) -> HttpResponse:
    author = signed_in_user(request)
    preview = get_object_or_404(ImportPreview, pk=preview_id, owner=author)
    stored = confirm_preview(
        preview,
        fingerprint=request.POST.get("fingerprint", ""),
        review=bool(request.POST.get("review")),
        by=author,
        at=timezone.now(),
    )
    said = _("Đã nhập %(new)s câu mới và %(changed)s câu sửa; %(unchanged)s câu không đổi.")
    words = {"new": stored.new, "changed": stored.changed, "unchanged": stored.unchanged}
    messages.success(request, said % words)
    return redirect("questionbank:questions")
