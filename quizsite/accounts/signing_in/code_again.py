"""Confirming oneself by a code that is sent anew, for accounts without anything else to enter."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.views import BaseReauthenticateView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from quizsite.accounts.models import User
from quizsite.accounts.phones import as_spoken
from quizsite.accounts.rules import signed_in_user
from quizsite.accounts.signing_in.forms import ConfirmLoginCodeForm
from quizsite.accounts.signing_in.limits import CODES
from quizsite.accounts.signing_in.tries import count_try

_SENT = "confirm_by_code"
_LASTS_S = 10 * 60


class ConfirmByCodeView(BaseReauthenticateView):
    template_name = "account/confirm_by_code.html"
    form_class = ConfirmLoginCodeForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "send":
            send_code(request, signed_in_user(request))
            return HttpResponseRedirect(request.get_full_path())
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "code": _sent_code(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = signed_in_user(self.request)
        email = _confirmed_address(user)
        return {
            **super().get_context_data(**kwargs),
            "is_sent": bool(_sent_code(self.request)),
            "recipient": email or (as_spoken(user.phone) if user.phone else ""),
        }

    def form_valid(self, form: ConfirmLoginCodeForm) -> HttpResponse:
        del self.request.session[_SENT]
        user = signed_in_user(self.request)
        record_authentication(self.request, user, method="code", reauthenticated=True)
        answer: HttpResponse = super().form_valid(form)
        return answer


confirm_by_code = login_required(ConfirmByCodeView.as_view())


def send_code(request: HttpRequest, user: User) -> None:
    """Send it where the account is confirmed; codes are bounded as those for signing in."""
    adapter, email = get_adapter(), _confirmed_address(user)
    contact = email or user.phone or ""
    if not count_try("code-sent", contact, CODES):
        messages.error(request, _("Đã gửi nhiều mã. Hãy chờ ít phút rồi thử lại."))
        return
    code = adapter.generate_login_code()
    request.session[_SENT] = {"code": code, "at": time.time()}
    if email:
        adapter.send_mail("account/email/login_code", email, {"request": request, "code": code})
    else:
        adapter.send_verification_code_sms(user=user, phone=contact, code=code)


def _confirmed_address(user: User) -> str:
    confirmed = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary")
    return confirmed.values_list("email", flat=True).first() or ""


def _sent_code(request: HttpRequest) -> str:
    sent = request.session.get(_SENT)
    return str(sent["code"]) if sent and time.time() - sent["at"] < _LASTS_S else ""
