"""The desk of what there is to read: of a contest for its organisers, common for the bank."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contests.access import organised_contest
from contests.models import Contest, StudyItem
from contests.practice.forms_study import StudyItemForm
from contests.practice.study import (
    add_item,
    edit_item,
    items_of,
    move_item,
    remove_item,
    shelf,
)
from contests.subjects import organiser
from questionbank.rules import check_may_open_bank, check_may_write
from questionbank.subjects import author
from quizsite.accounts.rules import signed_in_user
from quizsite.audit.trail import Actor
from quizsite.refusals import allowed

# No contest may have this address: in its place stand the bank's pages.
BANK = "ngan-hang"
_STEPS = {"len": True, "xuong": False}  # whether up


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose things these are, and who changes them."""

    contest: Contest | None
    by: Actor
    may_change: bool = True

    @property
    def slug(self) -> str:
        return self.contest.slug if self.contest else BANK


def _desk(request: HttpRequest, slug: str) -> Desk:
    """Organisers keep those of their contest, authors of the bank the common ones."""
    user = signed_in_user(request)
    if slug != BANK:
        return Desk(organised_contest(request, slug), organiser(user))
    check_may_open_bank(user)
    if request.method == "POST":
        check_may_write(user)
    return Desk(None, author(user), may_change=allowed(check_may_write, user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def study_desk(request: HttpRequest, slug: str) -> HttpResponse:
    desk = _desk(request, slug)
    new = StudyItem(contest=desk.contest)
    form = StudyItemForm(request.POST if request.method == "POST" else None, instance=new)
    if request.method == "POST" and form.is_valid():
        add_item(form.instance, by=desk.by, at=timezone.now())
        messages.success(request, _("Đã thêm tài liệu."))
        return redirect("contests:study_desk", desk.slug)
    found = shelf(desk.contest, also_common=False)
    context = {"contest": desk.contest, "desk": desk, "shelf": found, "form": form}
    return render(request, "contests/organising/study.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def study_item(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    desk = _desk(request, slug)
    item = get_object_or_404(items_of(desk.contest), pk=item_id)
    form = StudyItemForm(request.POST if request.method == "POST" else None, instance=item)
    if request.method == "POST" and form.is_valid():
        edit_item(form.instance, by=desk.by, at=timezone.now())
        messages.success(request, _("Đã lưu tài liệu."))
        return redirect("contests:study_desk", desk.slug)
    # The form has put what was sent into the item; the page names what is stored.
    name = form.initial.get("title", "")
    context = {"contest": desk.contest, "desk": desk, "form": form, "item": item, "name": name}
    return render(request, "contests/organising/study_item.html", context)


@login_required
@require_POST
def study_remove(request: HttpRequest, slug: str, item_id: int) -> HttpResponse:
    desk = _desk(request, slug)
    item = get_object_or_404(items_of(desk.contest), pk=item_id)
    remove_item(item, by=desk.by, at=timezone.now())
    messages.success(request, _("Đã xóa tài liệu “%(title)s”.") % {"title": item.title})
    return redirect("contests:study_desk", desk.slug)


@login_required
@require_POST
def study_move(request: HttpRequest, slug: str, item_id: int, step: str) -> HttpResponse:
    desk = _desk(request, slug)
    if step not in _STEPS:
        raise Http404
    item = get_object_or_404(items_of(desk.contest), pk=item_id)
    move_item(item, up=_STEPS[step], by=desk.by, at=timezone.now())
    return redirect("contests:study_desk", desk.slug)
