"""The desk of a unit's contact person."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from leaderboard.participation.unit_desk import contests_with_desk, unit_desk_of
from quizsite.accounts.models import Unit
from quizsite.accounts.rules import check_may_see_unit_desk, signed_in_user

PER_PAGE = 100


@login_required
@require_safe
def unit_desk(request: HttpRequest, code: str) -> HttpResponse:
    unit = get_object_or_404(Unit, code=code)
    check_may_see_unit_desk(signed_in_user(request), unit)
    contests = contests_with_desk()
    asked = request.GET.get("cuoc-thi", "")
    contest = get_object_or_404(contests, slug=asked) if asked else contests.first()
    context: dict[str, object] = {"unit": unit, "contests": contests}
    if contest is not None:
        number, category = request.GET.get("ky", ""), request.GET.get("tinh-tren")
        desk = unit_desk_of(unit, contest=contest, number=number, category=category)
        page = Paginator(desk.people, PER_PAGE).get_page(request.GET.get("trang"))
        link = request.build_absolute_uri(reverse("contests:contest", args=[contest.slug]))
        context |= {"desk": desk, "page": page, "link": link}
        context["categories"] = desk.participation.category_labels
    return render(request, "leaderboard/unit_desk.html", context)
