"""Posts with which people of the bank propose, confirm and refuse."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from questionbank.access import bank_page
from questionbank.authoring.forms import NoteForm
from questionbank.models import Proposal, Revision
from questionbank.proposals.decisions import accept_proposal, propose_retirement, refuse_proposal
from quizsite.accounts.rules import signed_in_user


@require_POST
@bank_page
def propose(request: HttpRequest, revision_id: int) -> HttpResponse:
    revision = get_object_or_404(Revision.objects.select_related("question"), pk=revision_id)
    form = NoteForm(request.POST)
    form.is_valid()
    reason = form.cleaned_data.get("note", "")
    propose_retirement(revision, reason=reason, by=signed_in_user(request), at=timezone.now())
    messages.success(request, _("Đã gửi đề nghị. Một người duyệt khác sẽ xác nhận."))
    return redirect("questionbank:question", revision.question_id)


@require_POST
@bank_page
def decide(request: HttpRequest, proposal_id: int, decision: str) -> HttpResponse:
    found = Proposal.objects.select_related("revision__question", "document")
    proposal = get_object_or_404(found, pk=proposal_id)
    by, at = signed_in_user(request), timezone.now()
    if decision == "xac-nhan":
        form = NoteForm(request.POST)
        form.is_valid()
        accept_proposal(proposal, by=by, at=at, reason=form.cleaned_data.get("note", ""))
        messages.success(request, _("Đã xác nhận đề nghị."))
    elif decision == "bac":
        refuse_proposal(proposal, by=by, at=at)
        messages.success(request, _("Đã bác đề nghị. Không có gì thay đổi."))
    else:
        raise Http404
    if proposal.revision is None:
        return redirect("questionbank:documents")
    return redirect("questionbank:question", proposal.revision.question_id)
