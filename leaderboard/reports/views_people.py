"""The people behind a figure of a report, whom its links lead to."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contests.access import organised_award
from contests.subjects import about_contest, organiser
from leaderboard.models import Standing
from leaderboard.reports.forms_people import PeopleForm
from leaderboard.reports.people_behind import people_behind
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import signed_in_user
from quizsite.web.page_cache import reads

PER_PAGE = 50


@never_cache
@login_required
@require_safe
@reads("bang", "nhom", "dai", "gio", "ngay", "dung_het", "trang")
def people(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    award = organised_award(request, slug, number)
    form = PeopleForm(request.GET, award=award)
    found = people_behind(award, form.asked) if form.is_valid() else Standing.objects.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    note_reading(
        about_contest(award.contest),
        page=_("Người của một số liệu trong báo cáo"),
        people=len(page.object_list),
        by=organiser(signed_in_user(request)),
        at=timezone.now(),
    )
    kept = request.GET.copy()
    kept.pop("trang", None)
    context = {"contest": award.contest, "award": award, "form": form, "page": page}
    return render(request, "leaderboard/reports/people.html", context | {"query": kept.urlencode()})
