"""Pages on which organisers correct units, divisions and fields of entries."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from contests.access import organised_contest
from contests.forms import told_in
from contests.models import Entry
from contests.registration.fields import correct_field, has_paper_by_field
from contests.registration.forms_fields import FieldForm
from contests.registration.forms_moves import MoveEntryForm, MoveUnitForm
from contests.registration.moves import move_entry, move_unit
from contests.subjects import about_entry, organiser
from quizsite.accounts.models import Unit
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest, at = organised_contest(request, slug), timezone.now()
    people = Entry.objects.filter(contest=contest).select_related("user", "division", "unit")
    entry = get_object_or_404(people, pk=pk)
    form = MoveEntryForm(request.POST or None, entry=entry, at=at)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        with told_in(form):
            move_entry(
                entry,
                unit=chosen["unit"],
                division=chosen["division"],
                by=signed_in_user(request),
                at=at,
                reason=chosen["reason"],
                birth_year=chosen.get("birth_year"),
            )
            said = _("Đã lưu. Tỷ lệ tham gia và bảng xếp hạng của kỳ chưa chốt được tính lại.")
            messages.success(request, said)
            return redirect("contests:entry", contest.slug, entry.pk)
    note_reading(
        about_entry(entry),
        page=_("Trang của một người dự thi"),
        people=1,
        by=organiser(signed_in_user(request)),
        at=at,
    )
    context = {"contest": contest, "entry": entry, "form": form}
    return render(request, "contests/organising/entry_move.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry_field(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest, at = organised_contest(request, slug), timezone.now()
    people = Entry.objects.filter(contest=contest).select_related("user", "division")
    entry = get_object_or_404(people, pk=pk)
    form = FieldForm(request.POST or None, entry=entry)
    if not form.has_fields:
        raise Http404
    by = signed_in_user(request)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        with told_in(form):
            correct_field(entry, chosen["field"], by=by, at=at, reason=chosen["reason"])
            messages.success(request, _("Đã sửa. Đề của người này rút theo lĩnh vực mới."))
            return redirect("contests:entry", contest.slug, entry.pk)
    note_reading(
        about_entry(entry),
        page=_("Trang của một người dự thi"),
        people=1,
        by=organiser(by),
        at=at,
    )
    context = {"contest": contest, "entry": entry, "form": form}
    context["is_used"] = has_paper_by_field(entry)
    return render(request, "contests/organising/entry_field.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_move(request: HttpRequest, slug: str) -> HttpResponse:
    contest, at = organised_contest(request, slug), timezone.now()
    form = MoveUnitForm(request.POST or None, contest=contest, at=at)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        with told_in(form):
            count = move_unit(
                contest,
                source=Unit.objects.get(pk=chosen["source"]),
                target=chosen["target"],
                by=signed_in_user(request),
                at=at,
                reason=chosen["reason"],
            )
            said = ngettext("Đã chuyển %(n)d người.", "Đã chuyển %(n)d người.", count)
            messages.success(request, said % {"n": count})
            return redirect("contests:entries", contest.slug)
    return render(request, "contests/organising/unit_move.html", {"contest": contest, "form": form})
