"""The site with one page for organisers, whatever pages they have."""

from django.http import HttpResponse
from django.urls import include, path

from contests.models import Contest
from contests.rules import check_may_organise


def organise(request, slug):
    check_may_organise(request.user, Contest.objects.get(slug=slug))
    return HttpResponse("Trang của ban tổ chức")


urlpatterns = [path("thu/<slug:slug>/", organise), path("", include("quizsite.urls"))]
