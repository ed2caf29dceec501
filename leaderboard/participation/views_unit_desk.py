"""The desk of a unit's contact person."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leaderboard.participation.counted_pages import CountedPages
from leaderboard.participation.quota_figures import kept_figures
from leaderboard.participation.unit_desk import contests_with_desk, unit_desk_of
from quizsite.accounts.models import Unit
from quizsite.accounts.personal_data.reading import note_reading
from quizsite.accounts.rules import check_may_see_unit_desk, signed_in_user
from quizsite.audit.kinds import Role, Subject
from quizsite.audit.trail import About, Actor

PER_PAGE = 100


@login_required
@require_safe
def unit_desk(request: HttpRequest, code: str) -> HttpResponse:
    unit = get_object_or_404(Unit, code=code)
    user = signed_in_user(request)
    check_may_see_unit_desk(user, unit)
    contests = contests_with_desk()
    asked = request.GET.get("cuoc-thi", "")
    contest = get_object_or_404(contests, slug=asked) if asked else contests.first()
    context: dict[str, object] = {"unit": unit, "contests": contests}
    if contest is not None:
        number, category = request.GET.get("ky", ""), request.GET.get("tinh-tren")
        at = timezone.now()
        desk = unit_desk_of(unit, contest=contest, at=at, number=number, category=category)
        pages = CountedPages(desk.people.values_list("pk"), PER_PAGE, count=desk.people_count)
        page = pages.get_page(request.GET.get("trang"))
        page.object_list = desk.read([pk for (pk,) in page.object_list])
        note_reading(
            About(Subject.UNITS, unit.pk, unit.name, contest=contest.pk),
            page=_("Người của đơn vị"),
            people=page.paginator.count,
            by=Actor(user, Role.CONTACT),
            at=at,
        )
        link = request.build_absolute_uri(reverse("contests:contest", args=[contest.slug]))
        context |= {"desk": desk, "page": page, "link": link}
        context["small_below"] = settings.SMALL_UNIT_BELOW
        context["categories"] = desk.participation.category_labels
        if not desk.are_quotas_withheld:
            context["quotas"] = kept_figures(contest, at=at).units.get(unit.pk)
    return render(request, "leaderboard/unit_desk.html", context)
