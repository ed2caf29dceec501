"""Pages of who sends an idea: the form, the code, and the page that only the sender opens."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contests.forms import told_in
from contests.initiatives.confirmation import SenderConfirmation
from contests.initiatives.files import check_takes_files
from contests.initiatives.forms_send import (
    IdeaForm,
    ObjectionForm,
    StrangersIdeaForm,
    TrackForm,
    idea_of,
    plain_code,
)
from contests.initiatives.intake import SentBy, send_idea
from contests.initiatives.moderation import object_to_hiding
from contests.initiatives.rules import BY_SITE
from contests.initiatives.showing import agree_to_show_idea
from contests.initiatives.views_public import lines_of, way_of
from contests.models import Initiative
from contests.rules import ContestRefusal
from quizsite.accounts.models import User
from quizsite.accounts.people import has_confirmed_contact
from quizsite.accounts.phones import as_spoken
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.contact_proof import (
    TooManyCodes,
    code_page_context,
    send_again,
)
from quizsite.accounts.signing_in.forms import SignUpCodeForm
from quizsite.accounts.signing_in.limits import generous_per_address
from quizsite.accounts.signing_in.tries import Limit, count_try, take_back
from quizsite.refusals import allowed
from quizsite.web.client_address import sender_of

# Of one person or address; of one network, which may be an office; guesses at codes from there.
IDEAS_OF_ONE = (Limit(5, timedelta(days=1)),)
IDEAS_FROM_NETWORK = (Limit(60, timedelta(hours=1)),)
GUESSES = (Limit(30, timedelta(hours=1)),)


class TooManyIdeas(ContestRefusal):
    code = "too_many_ideas"
    status = 429
    message = gettext_lazy("Hôm nay bạn đã gửi 5 ý tưởng. Hãy gửi tiếp vào ngày mai.")


class TooManyFromHere(ContestRefusal):
    code = "too_many_from_here"
    status = 429
    message = gettext_lazy("Nơi này gửi quá nhiều ý tưởng trong một giờ. Hãy chờ rồi gửi lại.")


class TooManyGuesses(ContestRefusal):
    code = "too_many_guesses"
    status = 429
    message = gettext_lazy("Đã thử nhiều mã không đúng. Hãy chờ một giờ rồi thử lại.")


@never_cache
@generous_per_address
@require_http_methods(["GET", "HEAD", "POST"])
def initiative_new(request: HttpRequest) -> HttpResponse:
    """Who is signed in with a confirmed address sends at once; others get a code first."""
    person = request.user if isinstance(request.user, User) else None
    if person is not None and has_confirmed_contact(person):
        return _of_person(request, person)
    waiting = SenderConfirmation.resume(request) if request.method != "POST" else None
    form = StrangersIdeaForm(request.POST or None, initial=_typed_before(waiting))
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            _count_ideas(request, None)
            try:
                SenderConfirmation.start(request, form.cleaned_data["contact"], form.kept())
            except TooManyCodes as refusal:
                raise ContestRefusal(str(refusal.message)) from refusal
            return redirect("contests:initiative_code")
    return render(request, "contests/initiatives/new.html", {"form": form})


def _typed_before(waiting: SenderConfirmation | None) -> dict[str, object]:
    """Whoever comes back from the code's page to mend something finds what was written."""
    if waiting is None:
        return {}
    email, phone = waiting.contact
    return {**waiting.written, "contact": email or (as_spoken(phone) if phone else "")}


def _of_person(request: HttpRequest, person: User) -> HttpResponse:
    form = IdeaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            _count_ideas(request, f"user:{person.pk}")
            is_shown = form.cleaned_data["is_name_shown"]
            sent_by = SentBy(person.full_name, user=person, is_name_shown=is_shown)
            sent = send_idea(
                form.idea(), sent_by=sent_by, form_id=_form_id(request), at=timezone.now()
            )
            return _received(request, sent)
    context = {"form": form, "form_id": uuid4()}
    return render(request, "contests/initiatives/new.html", context)


def _form_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("form_id", ""))
    except ValueError:
        return uuid4()


def _count_ideas(request: HttpRequest, who: str | None) -> None:
    if not count_try("ideas-from", sender_of(request), IDEAS_FROM_NETWORK):
        raise TooManyFromHere
    if who is not None and not count_try("ideas-of", who, IDEAS_OF_ONE):
        raise TooManyIdeas


@never_cache
@generous_per_address
@require_http_methods(["GET", "HEAD", "POST"])
def initiative_code(request: HttpRequest) -> HttpResponse:
    process = SenderConfirmation.resume(request)
    if process is None:
        messages.info(request, _("Ý tưởng chưa gửi hoặc đã gửi xong. Hãy gửi lại ở đây nếu cần."))
        return redirect("contests:initiative_new")
    if request.method == "POST" and request.POST.get("action") == "resend":
        send_again(request, process)
        return redirect("contests:initiative_code")
    form = SignUpCodeForm(request.POST or None, process=process)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            return _confirmed(request, process)
    context = code_page_context(process, back=reverse("contests:initiative_new"))
    return render(request, "account/sign_up_code.html", {"form": form, **context})


def _confirmed(request: HttpRequest, process: SenderConfirmation) -> HttpResponse:
    """The idea is stored first and leaves the session then: a page that breaks loses nothing."""
    (email, phone), kept = process.contact, process.written
    if not count_try("ideas-of", email or phone or "", IDEAS_OF_ONE):
        raise TooManyIdeas
    sent_by = SentBy(
        kept["full_name"],
        email=email or "",
        phone=phone or "",
        is_name_shown=kept["is_name_shown"],
    )
    sent = send_idea(idea_of(kept), sent_by=sent_by, form_id=process.form_id, at=timezone.now())
    process.abort()
    return _received(request, sent)


def _received(request: HttpRequest, sent: Initiative) -> HttpResponse:
    messages.success(
        request, _("Đã nhận ý tưởng. Hãy giữ mã theo dõi dưới đây; người phụ trách sẽ xem trước.")
    )
    return redirect("contests:initiative_track", sent.tracking_code)


@never_cache
@generous_per_address
@require_http_methods(["GET", "HEAD", "POST"])
def initiative_tracks(request: HttpRequest) -> HttpResponse:
    form = TrackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            code = form.cleaned_data["code"]
            if by_code(sender_of(request), code) is not None:
                return redirect("contests:initiative_track", code)
            form.add_error("code", _("Không có ý tưởng nào mang mã này. Hãy xem lại từng chữ."))
    return render(request, "contests/initiatives/tracks.html", {"form": form})


@never_cache
@generous_per_address
@require_http_methods(["GET", "HEAD", "POST"])
def initiative_track(request: HttpRequest, tracking: str) -> HttpResponse:
    """Who has the code reads the way of the idea, and may object once; no contact is shown."""
    found = by_code(sender_of(request), plain_code(tracking[:40]))
    if found is None:
        raise Http404
    at = timezone.now()
    if request.method == "POST" and "trung_bay" in request.POST:
        return _showing_changed(request, found)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            object_to_hiding(found, text=form.cleaned_data["text"], by=BY_SITE, at=at)
            messages.success(request, _("Đã gửi phản hồi. Trả lời hiện ở trang này."))
            return redirect("contests:initiative_track", found.tracking_code)
    spoken = " ".join(found.tracking_code[n : n + 4] for n in range(0, 12, 4))
    context = {
        **way_of(found, at=at, is_desk=True),
        "form": form,
        "spoken": spoken,
        "files": found.files.all(),
        "may_add_files": allowed(check_takes_files, found),
    }
    return render(request, "contests/initiatives/track.html", context)


def _showing_changed(request: HttpRequest, found: Initiative) -> HttpResponse:
    is_shown = request.POST["trung_bay"] == "co"
    agree_to_show_idea(found, is_shown=is_shown, at=timezone.now())
    messages.success(
        request, _("Ý tưởng được trưng bày.") if is_shown else _("Ý tưởng không trưng bày nữa.")
    )
    return redirect("contests:initiative_track", found.tracking_code)


def by_code(sender: str, code: str) -> Initiative | None:
    """Count the try before looking; a right one is taken back."""
    if not count_try("idea-code", sender, GUESSES):
        raise TooManyGuesses
    rows = Initiative.objects.select_related("axis", "unit", "merged_into")
    found = rows.filter(tracking_code=code).first()
    if found is not None:
        take_back("idea-code", sender, GUESSES)
    return found


@never_cache
@login_required
@require_safe
def own_initiatives(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    own = Initiative.objects.filter(sender__user=user).select_related("axis").order_by("-sent_at")
    lines = lines_of(list(own[:200]), at=timezone.now())
    return render(request, "contests/initiatives/own.html", {"lines": lines})
