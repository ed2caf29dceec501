"""Pages of coming in: the form, the answers to be checked, and the draft that is kept meanwhile."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from contests.joining import drafts
from contests.joining.forms import (
    CheckForm,
    answers_in_words,
    as_initial,
    as_written,
    brought,
    consents_in_words,
    entry_form,
)
from contests.joining.preselected import DIVISION, UNIT, Preselected, preselected_in
from contests.models import Contest, Entry
from contests.public.next_step import StepKind, next_step
from contests.queries import own_entry, published_contest, rounds_of
from contests.registration.entries import register_entry
from contests.registration.forms import EntryForm
from contests.registration.rules import check_may_enter, check_takes_entries
from contests.schedule import slots_of
from quizsite.accounts.models import Purpose, User
from quizsite.accounts.people import rename_person
from quizsite.accounts.phones import as_spoken
from quizsite.accounts.rules import check_contact_confirmed
from quizsite.accounts.signing_in.contact_proof import TooManyCodes
from quizsite.accounts.signing_in.devices import device_in
from quizsite.accounts.signing_in.limits import generous_per_address
from quizsite.accounts.signing_in.sign_up import Newcomer, SignUpProcess
from quizsite.audit.origin import source_now
from quizsite.web.page_cache import reads

_CHANNEL = "dang-ky-du-thi"


@reads(UNIT, DIVISION)
@never_cache
@generous_per_address
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    at, found, viewer = timezone.now(), _published(slug), _viewer(request)
    if viewer is not None and _has_entered(viewer, found):
        messages.info(request, _("Bạn đã đăng ký cuộc thi này."))
        return redirect("contests:contest", found.slug)
    _check_may_come(viewer, found, at=at)
    chosen = preselected_in(request, found, at=at)
    if "forget" in request.POST:
        drafts.forget_draft(request)
        return redirect(request.get_full_path())
    if request.method != "POST":
        return _form_page(request, found, _form_to_fill(request, found, chosen, at=at), chosen)
    form = entry_form(viewer, request.POST, contest=found, at=at)
    is_valid = form.is_valid()
    _keep(request, found, form, at=at, is_sent=is_valid)
    onward = _onward(request, found, form) if is_valid else None
    return onward or _form_page(request, found, form, chosen)


@never_cache
@sensitive_post_parameters("entry_code")
@require_http_methods(["GET", "HEAD", "POST"])
def register_check(request: HttpRequest, slug: str) -> HttpResponse:
    at, found, viewer = timezone.now(), _published(slug), _viewer(request)
    if viewer is None:
        return _sign_up_first(request, slug)
    if _has_entered(viewer, found):
        return _to_next_step(viewer, found, at=at)
    _check_may_come(viewer, found, at=at)
    answers = _answers(request, viewer, found, at=at)
    if answers is None:
        messages.info(request, _("Hãy xem lại các mục dưới đây rồi bấm tiếp tục."))
        return redirect("contests:register", slug)
    form = CheckForm(request.POST if request.method == "POST" else None, contest=found)
    if form.is_valid():
        return enter_checked(request, viewer, answers, form, at=at)
    context = {
        "contest": found,
        "form": form,
        "full_name": viewer.full_name or answers.cleaned_data["full_name"],
        "contact": viewer.email or (as_spoken(viewer.phone) if viewer.phone else ""),
        "answers": list(answers_in_words(answers)),
        "consents": consents_in_words(answers),
    }
    return render(request, "contests/register_check.html", context)


@never_cache
@generous_per_address
@require_POST
def register_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what is on the page at this moment; the page sends it by itself."""
    at, found = timezone.now(), _published(slug)
    form = entry_form(_viewer(request), contest=found, at=at)
    written = {name: str(value) for name, value in request.POST.items()}
    drafts.keep_draft(request, found, fields=form.fields, written=written, at=at)
    return HttpResponse(status=204)


def _published(slug: str) -> Contest:
    found = published_contest(slug)
    if found is None:
        raise Http404
    return found


def _viewer(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _has_entered(viewer: User, contest: Contest) -> bool:
    return Entry.objects.of(viewer).filter(contest=contest).exists()


def _check_may_come(viewer: User | None, contest: Contest, *, at: datetime) -> None:
    """A stranger is told before writing anything that the contest takes no entries."""
    if viewer is None:
        check_takes_entries(contest, at=at)
    else:
        check_contact_confirmed(viewer)
        check_may_enter(viewer, contest=contest, at=at)


def _form_to_fill(
    request: HttpRequest, contest: Contest, chosen: Preselected, *, at: datetime
) -> EntryForm:
    """What was written before comes back; what a link has chosen goes before it."""
    viewer = _viewer(request)
    draft = drafts.read_draft(request, contest, at=at)
    if draft and draft.is_sent and not chosen:
        return entry_form(viewer, draft.said, contest=contest, at=at)
    initial = {"unit": viewer.unit} if viewer is not None else {}
    initial |= as_initial(draft.said) if draft else {}
    return entry_form(viewer, contest=contest, at=at, initial=initial | chosen.initial())


def _form_page(
    request: HttpRequest, contest: Contest, form: EntryForm, chosen: Preselected
) -> HttpResponse:
    draft = drafts.read_draft(request, contest, at=form.at)
    has_draft = draft is not None and not form.is_bound
    context = {"contest": contest, "form": form, "chosen": chosen, "has_draft": has_draft}
    return render(request, "contests/register.html", context)


def _keep(
    request: HttpRequest, contest: Contest, form: EntryForm, *, at: datetime, is_sent: bool
) -> None:
    written = as_written(form)
    drafts.keep_draft(request, contest, fields=form.fields, written=written, at=at, is_sent=is_sent)


def _onward(request: HttpRequest, contest: Contest, form: EntryForm) -> HttpResponse | None:
    """Lead on to the code, or past it; None, with an error in the form, if no code may be sent."""
    check = reverse("contests:register_check", args=[contest.slug])
    if request.user.is_authenticated:
        return redirect(check)
    text = form.texts[Purpose.TAKING_PART]
    newcomer = Newcomer(form.cleaned_data["full_name"], text.pk, _CHANNEL)
    back = reverse("contests:register", args=[contest.slug])
    contact = form.cleaned_data["contact"]
    try:
        SignUpProcess.start(request, contact, newcomer, back=back, onward=check)
    except TooManyCodes as refusal:
        form.add_error("contact", str(refusal.message))
        return None
    return redirect("account_sign_up_code")


def _sign_up_first(request: HttpRequest, slug: str) -> HttpResponse:
    if SignUpProcess.resume(request):
        return redirect("account_sign_up_code")
    return redirect("contests:register", slug)


def _answers(
    request: HttpRequest, viewer: User, contest: Contest, *, at: datetime
) -> EntryForm | None:
    """Judge again what was sent: since then a text or a unit may have changed."""
    draft = drafts.read_draft(request, contest, at=at)
    if draft is None or not draft.is_sent:
        return None
    form = entry_form(viewer, draft.said, contest=contest, at=at)
    return form if form.is_valid() else None


def enter_checked(
    request: HttpRequest, viewer: User, answers: EntryForm, form: CheckForm, *, at: datetime
) -> HttpResponse:
    if not viewer.full_name:
        rename_person(viewer, full_name=answers.cleaned_data["full_name"], at=at)
    register_entry(
        form.contest,
        user=viewer,
        division=answers.cleaned_data["division"],
        unit=answers.cleaned_data.get("unit"),
        agreed=answers.agreed(),
        at=at,
        brought=brought(answers, form, device=device_in(request), network=source_now()),
    )
    drafts.forget_draft(request)
    messages.success(request, _("Bạn đã đăng ký dự thi."))
    return _to_next_step(viewer, form.contest, at=at)


def _to_next_step(viewer: User, contest: Contest, *, at: datetime) -> HttpResponse:
    """Lead to the button that starts the open round; without one to the contest's page."""
    slots = slots_of(rounds_of(contest), at=at)
    entry = own_entry(viewer, contest)
    step = next_step(contest, user=viewer, entry=entry, slots=slots, at=at)
    if step.kind in {StepKind.ENTER, StepKind.WAIT}:
        return redirect("contests:enter", contest.slug, step.round_number)
    if step.kind is StepKind.WRITE:
        return redirect("contests:own_works", contest.slug, step.round_number)
    return redirect("contests:contest", contest.slug)
