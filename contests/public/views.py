"""Pages for everybody: the contests, one contest with its rules, and registration."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contests.models import Contest, Entry, Section
from contests.public.contest_list import contest_list
from contests.public.next_step import next_step
from contests.queries import own_entry, published_contest, rounds_of
from contests.registration.entries import register_entry
from contests.registration.forms import EntryForm
from contests.registration.rules import check_may_enter
from contests.regulation.contest import Article, contest_regulation
from contests.regulation.round import round_regulation
from contests.schedule import Slot, slots_of
from quizsite.accounts.models import User
from quizsite.accounts.rules import check_contact_confirmed, signed_in_user
from quizsite.web.page_cache import same_for_visitors


@require_safe
@same_for_visitors
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "kept_s": settings.KEEP_PAGES_S,
        "contest_list": SimpleLazyObject(lambda: contest_list(at=timezone.now())),
    }
    return render(request, "contests/home.html", context)


@require_safe
@same_for_visitors
def contest(request: HttpRequest, slug: str) -> HttpResponse:
    found = _published(slug)
    at = timezone.now()
    slots = slots_of(rounds_of(found), at=at)
    entry = _own_entry(request, found)
    context = {
        "contest": found,
        "entry": entry,
        "step": next_step(found, user=_viewer(request), entry=entry, slots=slots, at=at),
        # These are long and the same for all; the page makes them once in `kept_s`.
        "kept_s": settings.KEEP_PAGES_S,
        "rounds": SimpleLazyObject(lambda: _with_rules(slots)),
        "regulation": SimpleLazyObject(lambda: _regulation(found)),
        "prizes": [line for line in found.prizes.splitlines() if line.strip()],
    }
    return render(request, "contests/contest.html", context)


def _with_rules(slots: Sequence[Slot]) -> list[tuple[Slot, list[Article]]]:
    """Put open rounds first, then upcoming ones, then the past."""
    sections = Prefetch("sections", Section.objects.in_words())
    prefetch_related_objects([slot.round for slot in slots], sections)
    return [
        (slot, round_regulation(slot.round, sections=list(slot.round.sections.all())))
        for slot in sorted(slots, key=lambda slot: (not slot.is_open, not slot.is_upcoming))
    ]


def _regulation(found: Contest) -> list[Article]:
    return contest_regulation(found, divisions=list(found.divisions.all()))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    found = _published(slug)
    user = signed_in_user(request)
    if Entry.objects.of(user).filter(contest=found).exists():
        messages.info(request, _("Bạn đã đăng ký cuộc thi này."))
        return redirect("contests:contest", found.slug)
    at = timezone.now()
    check_contact_confirmed(user)
    check_may_enter(user, contest=found, at=at)
    form = EntryForm(request.POST or None, contest=found, at=at, initial={"unit": user.unit})
    if request.method == "POST" and form.is_valid():
        register_entry(
            found,
            user=user,
            division=form.cleaned_data["division"],
            unit=form.cleaned_data["unit"],
            consent_text=form.consent_text,
            at=at,
        )
        messages.success(request, _("Bạn đã đăng ký dự thi."))
        return redirect("contests:contest", found.slug)
    return render(request, "contests/register.html", {"contest": found, "form": form})


def _published(slug: str) -> Contest:
    found = published_contest(slug)
    if found is None:
        raise Http404
    return found


def _own_entry(request: HttpRequest, found: Contest) -> Entry | None:
    viewer = _viewer(request)
    return own_entry(viewer, found) if isinstance(viewer, User) else None


def _viewer(request: HttpRequest) -> User | AnonymousUser:
    return request.user
