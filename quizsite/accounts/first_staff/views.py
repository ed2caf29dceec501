"""Pages behind the link that the console printed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from quizsite.accounts.first_staff.link import LinkSpent, become_first_staff, check_link
from quizsite.accounts.rules import check_contact_confirmed, signed_in_user

_KEY = "first_staff_secret"


@never_cache
@require_safe
def first_staff_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address, which browsers keep and pass on."""
    check_link(secret, at=timezone.now())
    request.session[_KEY] = secret
    return redirect("accounts:first_staff")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_staff(request: HttpRequest) -> HttpResponse:
    secret, at = request.session.get(_KEY, ""), timezone.now()
    check_link(secret, at=at)
    if not request.user.is_authenticated:
        if request.method == "POST":
            raise LinkSpent
        return render(request, "accounts/first_staff.html")
    user = signed_in_user(request)
    check_contact_confirmed(user)
    if request.method == "POST":
        become_first_staff(user, secret=secret, at=at)
        del request.session[_KEY]
        messages.success(request, _("Bạn là quản trị trang. Hãy bật xác thực hai lớp ngay."))
        return redirect("contests:organise")
    return render(request, "accounts/first_staff.html")
