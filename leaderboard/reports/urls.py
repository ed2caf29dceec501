from django.urls import path

from leaderboard.reports import views

_CONTEST, _ROUND = "to-chuc/<slug:slug>/bao-cao/", "to-chuc/<slug:slug>/ky/<int:number>/bao-cao/"
urlpatterns = [
    path(_CONTEST, views.report, name="report"),
    path(f"{_CONTEST}<slug:ending>/", views.report_file, name="report_file"),
    path(_ROUND, views.report, name="round_report"),
    path(f"{_ROUND}<slug:ending>/", views.report_file, name="round_report_file"),
]
