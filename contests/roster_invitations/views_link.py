"""Whoever was invited opens the link of the mail: one page and one button, or the usual form."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contests.joining import drafts
from contests.joining.forms import CheckForm, NamelessEntryForm, as_written
from contests.joining.preselected import join_path
from contests.joining.views import enter_checked
from contests.models import Contest
from contests.registration.forms import EntryForm
from contests.registration.rules import check_may_enter, check_takes_entries
from contests.roster.links import OpenedLink, open_link
from contests.roster.places import Places
from contests.roster_invitations.links_for_codes import stands_for_code, use_link
from quizsite.accounts.fields import Contact
from quizsite.accounts.models import Purpose, Unit, User
from quizsite.accounts.signing_in.contact_proof import TooManyCodes
from quizsite.accounts.signing_in.limits import generous_per_address
from quizsite.accounts.signing_in.sign_up import (
    Newcomer,
    SignUpProcess,
    sign_up_without_code,
)

_CHANNEL = "moi-thi"


@never_cache
@generous_per_address
@require_http_methods(["GET", "HEAD", "POST"])
def roster_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing but this browser's draft: scanners of mails open links, too.

    What the button sends signs somebody up without a code, once, and only where the address has no
    account: a link that was passed on leads into nobody's account."""
    at, link = timezone.now(), open_link(token)
    viewer = request.user if isinstance(request.user, User) else None
    if viewer is None and request.method == "POST":
        return _sent(request, link, at=at)
    if viewer is None and stands_for_code(link, at=at):
        check_takes_entries(link.line.contest, at=at)
        return _page(request, link, NamelessEntryForm(**_of(link, at=at)))
    if viewer is not None and viewer.email != link.line.email:
        said = _(
            "Trên trình duyệt này %(name)s đang đăng nhập, còn thư mời gửi cho người khác. Nếu bạn"
            " không phải người đó, hãy đăng xuất rồi mở lại đường dẫn trong thư."
        )
        messages.warning(request, said % {"name": viewer.full_name})
    elif drafts.read_draft(request, link.line.contest, at=at) is None:
        written = {"full_name": link.line.full_name, "contact": link.line.email or ""}
        contest = link.line.contest
        drafts.keep_draft(request, contest, fields=written, written=written, at=at)
    return redirect(join_path(link.line.contest, unit=_heir(link.line.unit, at=at)))


def _of(link: OpenedLink, *, at: datetime) -> dict[str, Any]:
    """What the roster says, without the birth date: links are passed on."""
    initial = {"full_name": link.line.full_name, "unit": _heir(link.line.unit, at=at)}
    initial["category"] = link.line.category
    return {"contest": link.line.contest, "at": at, "initial": initial}


def _page(request: HttpRequest, link: OpenedLink, form: EntryForm) -> HttpResponse:
    context = {"contest": link.line.contest, "line": link.line, "form": form}
    return render(request, "contests/roster/one_tap.html", context)


def _sent(request: HttpRequest, link: OpenedLink, *, at: datetime) -> HttpResponse:
    contest, email = link.line.contest, link.line.email or ""
    check_takes_entries(contest, at=at)
    form = NamelessEntryForm(request.POST, **_of(link, at=at))
    if not form.is_valid():
        return _page(request, link, form)
    written = as_written(form) | {"contact": email}
    fields = [*form.fields, "contact"]
    drafts.keep_draft(request, contest, fields=fields, written=written, at=at, is_sent=True)
    text = form.texts[Purpose.TAKING_PART]
    newcomer = Newcomer(form.cleaned_data["full_name"], text.pk, _CHANNEL)
    check = reverse("contests:register_check", args=[contest.slug])
    if use_link(link, at=at):
        answer = sign_up_without_code(request, email, newcomer, onward=check, at=at)
        if answer is not None:
            _tell_owner(request, contest, email)
            return _enter(request, contest, form, at=at) or answer
    return _ask_for_code(request, link, form, newcomer, onward=check)


def _enter(
    request: HttpRequest, contest: Contest, form: EntryForm, *, at: datetime
) -> HttpResponse | None:
    """Enter at once, unless the contest asks for a pledge or a code on a page of its own."""
    promised = CheckForm({}, contest=contest)
    if not isinstance(request.user, User) or not promised.is_valid():
        return None
    check_may_enter(request.user, contest=contest, at=at)
    return enter_checked(request, request.user, form, promised, at=at)


def _ask_for_code(
    request: HttpRequest, link: OpenedLink, form: EntryForm, newcomer: Newcomer, *, onward: str
) -> HttpResponse:
    """As for everybody else: with an account, after the link was used, or when it is too old."""
    back = reverse("contests:register", args=[link.line.contest.slug])
    contact = Contact(link.line.email, None)
    try:
        SignUpProcess.start(request, contact, newcomer, back=back, onward=onward)
    except TooManyCodes as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, link, form)
    return redirect("account_sign_up_code")


def _tell_owner(request: HttpRequest, contest: Contest, email: str) -> None:
    """Whoever passed the mail on reads at once that somebody has used it, and what to do."""
    path = f"{reverse('account_login')}?next={reverse('usersessions_list')}"
    context = {
        "request": request,
        "contest_title": contest.title,
        "devices_url": request.build_absolute_uri(path),
    }
    get_adapter(request).send_mail("account/email/joined_by_link", email, context)


def _heir(unit: Unit, *, at: datetime) -> Unit:
    heir = Places.on(timezone.localdate(at)).heir(unit.pk)
    return Unit.objects.filter(pk=heir).first() or unit
