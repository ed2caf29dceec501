"""The questions of one document, and those whose document no longer applies."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from questionbank import rules
from questionbank.access import bank_page
from questionbank.authoring.rework import by_article, to_rework
from questionbank.models import LegalDocument
from quizsite.accounts.rules import signed_in_user

PER_PAGE = 50


@require_safe
@bank_page
def rework(request: HttpRequest) -> HttpResponse:
    found = to_rework(on=timezone.localdate())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_write": rules.allowed_to_write(signed_in_user(request))}
    return render(request, "questionbank/rework.html", context)


@require_safe
@bank_page
def document_questions(request: HttpRequest, document_id: int) -> HttpResponse:
    found = LegalDocument.objects.select_related("replaced_by")
    document = get_object_or_404(found, pk=document_id)
    context = {
        "document": document,
        "articles": by_article(document),
        "is_in_force": document.is_in_force(timezone.localdate()),
        "replaces": document.replaces.all(),
        "may_write": rules.allowed_to_write(signed_in_user(request)),
    }
    return render(request, "questionbank/document_questions.html", context)
