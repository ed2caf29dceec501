"""The page "Dữ liệu của tôi", its files and requests, and the staff's list of requests."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from quizsite.accounts.personal_data.controller import site_controller
from quizsite.accounts.personal_data.decisions import agree, withdraw
from quizsite.accounts.personal_data.erasure import erase_person, roles_of, what_stays
from quizsite.accounts.personal_data.files import take_own_data
from quizsite.accounts.personal_data.forms import DecisionForm, EraseForm, OutcomeForm, RequestForm
from quizsite.accounts.personal_data.models import DataRequest, RequestKind
from quizsite.accounts.personal_data.own import holdings_of, purposes_of
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.personal_data.requests import ask, finish
from quizsite.accounts.personal_data.retention import retention_rules
from quizsite.accounts.rules import check_may_answer_requests, signed_in_user
from quizsite.accounts.subjects import the_person
from quizsite.audit.kinds import Role, Subject
from quizsite.audit.trail import About, Actor

_TYPES = {"json": "application/json", "html": "text/html; charset=utf-8"}
PER_PAGE = 50


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: HttpRequest) -> HttpResponse:
    """Show what is kept; a POST withdraws one consent or gives it again."""
    user, at = signed_in_user(request), timezone.now()
    if request.method == "POST":
        form = DecisionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Hãy chọn lại mục muốn đồng ý hoặc rút lại."))
        elif form.cleaned_data["rut_lai"]:
            withdraw(user, purpose=form.purpose, at=at)
            messages.success(request, _("Đã rút lại sự đồng ý."))
        else:
            agree(user, purpose=form.purpose, at=at)
            messages.success(request, _("Đã ghi nhận sự đồng ý."))
        return redirect("accounts:personal_data")
    return _own_page(request, RequestForm())


def _own_page(request: HttpRequest, form: RequestForm) -> HttpResponse:
    user = signed_in_user(request)
    context = {
        "purposes": purposes_of(user),
        "controller": site_controller(),
        "holdings": holdings_of(user, at=timezone.now()),
        "requests": user.data_requests.all()[:PER_PAGE],
        "form": form,
    }
    return render(request, "accounts/personal_data.html", context)


@login_required
@require_http_methods(["POST"])
def ask_request(request: HttpRequest) -> HttpResponse:
    """Send a request that the software cannot fulfil by itself."""
    form = RequestForm(request.POST)
    if not form.is_valid():
        return _own_page(request, form)
    sent = ask(
        signed_in_user(request),
        kind=form.cleaned_data["kind"],
        body=form.cleaned_data["body"],
        at=timezone.now(),
    )
    due = timezone.localtime(sent.answer_due_at)
    told = _("Đã nhận yêu cầu. Bạn được trả lời muộn nhất ngày %(day)s.")
    messages.success(request, told % {"day": f"{due:%d/%m/%Y}"})
    return redirect("accounts:personal_data")


@never_cache
@login_required
@require_safe
def own_data_file(request: HttpRequest, form: str) -> HttpResponse:
    """A file for machines or for reading; both hold the same."""
    if form not in _TYPES:
        raise Http404
    at = timezone.now()
    content = take_own_data(signed_in_user(request), as_json=form == "json", at=at)
    response = HttpResponse(content, content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="du-lieu-cua-toi.{form}"'
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say what deleting leaves, then delete and sign out; who holds a role asks the staff."""
    user, at = signed_in_user(request), timezone.now()
    roles = roles_of(user)
    if roles and request.method == "POST":
        ask(user, kind=RequestKind.DELETION, body="; ".join(roles), at=at)
        messages.success(request, _("Đã gửi yêu cầu xóa. Quản trị trang thu vai rồi trả lời bạn."))
        return redirect("accounts:personal_data")
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        erase_person(user, by=the_person(user), at=at, reason=_("Theo yêu cầu của chính người đó"))
        logout(request)
        messages.success(request, _("Đã xóa dữ liệu của bạn và đăng xuất."))
        return redirect("/")
    context = {"form": form, "roles": roles, "stays": what_stays(user, at=at)}
    return render(request, "accounts/personal_data_erase.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def data_requests(request: HttpRequest) -> HttpResponse:
    """The staff's list: what waits first, by the day it is due; a POST says what was done."""
    user, at = signed_in_user(request), timezone.now()
    check_may_answer_requests(user)
    found = DataRequest.objects.select_related("user")
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = get_object_or_404(found, pk=form.cleaned_data["request"])
        finish(asked, outcome=form.cleaned_data["outcome"], by=user, at=at)
        messages.success(request, _("Đã ghi là xong."))
        return redirect("accounts:data_requests")
    ordered = found.order_by(F("done_at").desc(nulls_first=True), "due_at", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("trang"))
    note_reading(
        About(Subject.SITE),
        page=_("Yêu cầu về dữ liệu cá nhân"),
        people=page.paginator.count,
        by=Actor(user, Role.STAFF),
        at=at,
    )
    context = {"page": page, "form": form, "now": at, "rules": retention_rules()}
    return render(request, "accounts/data_requests.html", context)
