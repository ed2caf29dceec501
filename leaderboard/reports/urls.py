from django.urls import path

from leaderboard.reports import views, views_people, views_unit

_CONTEST, _ROUND = "to-chuc/<slug:slug>/bao-cao/", "to-chuc/<slug:slug>/ky/<int:number>/bao-cao/"
urlpatterns = [
    path("don-vi/<slug:code>/bao-cao/", views_unit.unit_page, name="unit_report"),
    path(
        "don-vi/<slug:code>/bao-cao/tep/<slug:ending>/",
        views_unit.unit_file,
        name="unit_report_file",
    ),
    path(_CONTEST, views.report, name="report"),
    path(f"{_CONTEST}nguoi/", views_people.people, name="report_people"),
    path(f"{_CONTEST}<slug:ending>/", views.report_file, name="report_file"),
    path(_ROUND, views.report, name="round_report"),
    path(f"{_ROUND}nguoi/", views_people.people, name="round_report_people"),
    path(f"{_ROUND}<slug:ending>/", views.report_file, name="round_report_file"),
]
