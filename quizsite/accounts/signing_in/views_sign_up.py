"""Pages of signing up: who are you, and the code that was sent."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizsite.accounts.phones import as_spoken
from quizsite.accounts.signing_in.contact_proof import (
    TooManyCodes,
    code_page_context,
    send_again,
)
from quizsite.accounts.signing_in.forms import SignUpCodeForm
from quizsite.accounts.signing_in.forms_sign_up import SignUpForm
from quizsite.accounts.signing_in.limits import generous_per_address
from quizsite.accounts.signing_in.sign_up import Newcomer, SignUpProcess


@never_cache
@generous_per_address
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    onward = get_next_redirect_url(request) or ""
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward or get_adapter(request).get_login_redirect_url(request))
    form = SignUpForm(request.POST or None, initial=_said_before(request))
    if request.method == "POST" and form.is_valid():
        newcomer = Newcomer(form.cleaned_data["full_name"], form.consent_text.pk, "dang-ky")
        back = request.get_full_path()
        try:
            SignUpProcess.start(
                request, form.cleaned_data["contact"], newcomer, back=back, onward=onward
            )
        except TooManyCodes as refusal:
            form.add_error("contact", str(refusal.message))
        else:
            return redirect("account_sign_up_code")
    context = {"form": form, "onward": onward, "login_url": reverse("account_login")}
    return render(request, "account/signup.html", context)


def _said_before(request: HttpRequest) -> dict[str, str]:
    """Whoever comes back to mend the address finds what was written."""
    process = SignUpProcess.resume(request)
    if process is None:
        return {}
    email, phone = process.contact
    contact = email or (as_spoken(phone) if phone else "")
    return {"full_name": process.newcomer.full_name, "contact": contact}


@never_cache
@generous_per_address
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_code(request: HttpRequest) -> HttpResponse:
    process = SignUpProcess.resume(request)
    if process is None:
        return redirect("account_signup")
    if request.method == "POST" and request.POST.get("action") == "resend":
        send_again(request, process)
        return redirect("account_sign_up_code")
    form = SignUpCodeForm(request.POST or None, process=process)
    if request.method == "POST" and form.is_valid():
        return process.finish(at=timezone.now())
    context = code_page_context(process, back=process.state["back"])
    return render(request, "account/sign_up_code.html", {"form": form, **context})
