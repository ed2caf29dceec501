"""Pages of entries that may be of one person: the list, and one group to decide on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from contests.access import organised_contest
from contests.forms import DeskReasonForm, ReasonForm
from contests.models import Contest, Entry, LikelyDouble, MarkKind
from contests.registration.doubles import settle_different, void_double
from contests.subjects import about_contest, organiser
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the page shows of one group."""

    double: LikelyDouble
    entries: list[Entry]

    @classmethod
    def of(cls, double: LikelyDouble, found: Mapping[int, Entry]) -> Self:
        return cls(double, [found[pk] for pk in double.people if pk in found])

    @property
    def reasons(self) -> list[str]:
        return [str(MarkKind(kind).label) for kind in self.double.reasons]


class VoidOneForm(ReasonForm):
    """Its choices are plain texts, since SQLite fails on a number of more than 64 bits."""

    entry = forms.ChoiceField(
        label=gettext_lazy("Loại đăng ký của"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn một người.")},
    )
    field_order = ("entry", "reason")

    def __init__(self, *args: Any, entries: Sequence[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {str(entry.pk): entry for entry in entries if entry.voided_at is None}
        field = self.fields["entry"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [(pk, _who(entry)) for pk, entry in self.entries.items()]


def _who(entry: Entry) -> str:
    reached = entry.user.email or entry.user.phone or ""
    return f"{entry.user.full_name}, {entry.unit.name} ({reached})"


@login_required
@require_safe
def doubles(request: HttpRequest, slug: str) -> HttpResponse:
    contest = organised_contest(request, slug)
    is_past = request.GET.get("da-xet") == "1"
    listed = contest.likely_doubles.filter(settled_at__isnull=not is_past)
    order = ("-settled_at",) if is_past else ("-weight", "pk")
    ordered = listed.select_related("barred", "settled_by").order_by(*order)
    page = Paginator(ordered, 20).get_page(request.GET.get("trang"))
    found = _entries_of(pk for double in page for pk in double.people)
    proposals = [Proposal.of(double, found) for double in page]
    _note_reading(request, contest, people=len(found))
    context = {
        "contest": contest,
        "page": page,
        "proposals": proposals,
        "is_past": is_past,
        "kept": "da-xet=1" if is_past else "",
    }
    return render(request, "contests/organising/doubles.html", context)


def _note_reading(request: HttpRequest, contest: Contest, *, people: int) -> None:
    note_reading(
        about_contest(contest),
        page=_("Có thể trùng người"),
        people=people,
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )


def _entries_of(pks: Iterable[int]) -> dict[int, Entry]:
    counted = Entry.objects.annotate(papers=Count("attempts"))
    return counted.select_related("user", "unit", "division").in_bulk(list(pks))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def double(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    contest = organised_contest(request, slug)
    waiting = contest.likely_doubles.filter(settled_at=None).select_related("barred", "contest")
    one = waiting.filter(pk=pk).first()
    if one is None:
        messages.info(request, _("Nhóm này đã được xét hoặc vừa thay đổi."))
        return redirect("contests:doubles", slug)
    proposal = Proposal.of(one, _entries_of(one.people))
    sent = request.POST if request.method == "POST" else None
    voids = sent is not None and "void" in sent
    form = DeskReasonForm(None if voids else sent, prefix="khac")
    void_form = VoidOneForm(sent if voids else None, entries=proposal.entries, prefix="loai")
    by, at = signed_in_user(request), timezone.now()
    if voids and void_form.is_valid():
        said = void_form.cleaned_data
        void_double(one, void_form.entries[said["entry"]], by=by, at=at, reason=said["reason"])
        messages.success(request, _("Đã loại. Bảng xếp hạng của kỳ chưa chốt được tính lại."))
        return redirect("contests:doubles", slug)
    if sent is not None and not voids and form.is_valid():
        settle_different(one, by=by, at=at, reason=form.cleaned_data["reason"])
        messages.success(request, _("Đã ghi là khác người."))
        return redirect("contests:doubles", slug)
    _note_reading(request, contest, people=len(proposal.entries))
    context = {"contest": contest, "proposal": proposal, "form": form, "void_form": void_form}
    return render(request, "contests/organising/double.html", context)
