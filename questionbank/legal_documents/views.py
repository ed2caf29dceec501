"""The pages on which authors list, add and edit legal documents."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from questionbank import rules
from questionbank.access import bank_page
from questionbank.edit_versions import ChangedMeanwhile, comparison, fingerprint
from questionbank.legal_documents.documents import FIELDS, save_document
from questionbank.legal_documents.forms import DocumentForm
from questionbank.models import LegalDocument, Proposal, RevisionState
from quizsite.accounts.models import User
from quizsite.accounts.rules import signed_in_user
from quizsite.refusals import allowed


@require_safe
@bank_page
def documents(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    asked = Count("revisions", filter=Q(revisions__state=RevisionState.PUBLISHED))
    found = LegalDocument.objects.select_related("replaced_by").annotate(asked=asked)
    found = found.order_by("number")
    user = signed_in_user(request)
    waiting = Proposal.objects.open().exclude(document=None).select_related("proposed_by")
    proposals = {one.document_id: one for one in waiting}
    context = {
        "documents": [
            (document, document.is_in_force(today), proposals.get(document.pk))
            for document in found
        ],
        "may_write": allowed(rules.check_may_write, user),
        "may_review": allowed(rules.check_may_review, user),
        "may_confirm_alone": rules.may_confirm_alone(user, *waiting),
    }
    return render(request, "questionbank/documents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@bank_page
def document_edit(request: HttpRequest, document_id: int | None = None) -> HttpResponse:
    by = signed_in_user(request)
    rules.check_may_write(by)
    document = get_object_or_404(LegalDocument, pk=document_id) if document_id else None
    # A form writes what was typed into its instance, also what it refuses.
    stored = {name: getattr(document, name) for name in FIELDS} if document else {}
    version = fingerprint(document, FIELDS) if document else ""
    initial = {"version": version}
    form = DocumentForm(request.POST or None, instance=document, initial=initial)
    context: dict[str, Any] = {"form": form, "document": document}
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, form, by=by)
        except ChangedMeanwhile:
            context["changed"] = comparison(form, stored, version=version)
    status = 409 if "changed" in context else 200
    return render(request, "questionbank/document_edit.html", context, status=status)


def _save(request: HttpRequest, form: DocumentForm, *, by: User) -> HttpResponse:
    saved, version = form.save(commit=False), form.cleaned_data["version"]
    proposal = save_document(saved, by=by, at=timezone.now(), version=version)
    messages.success(request, _("Đã lưu văn bản %(number)s.") % {"number": saved.number})
    if proposal is not None:
        messages.info(request, _("Ngày hết hiệu lực chờ một người duyệt khác xác nhận."))
    return redirect("questionbank:documents")
