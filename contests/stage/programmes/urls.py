"""Addresses of a show's programme, under to-chuc/."""

from django.urls import URLPattern, path

from contests.stage.programmes import views

_SHOW = "<slug:slug>/san-khau/<int:number>/"
ORGANISING: list[URLPattern] = [
    path(_SHOW, views.stage_plan, name="stage_plan"),
    path(f"{_SHOW}bien-ban.<slug:ending>", views.stage_minutes, name="stage_minutes"),
    path(f"{_SHOW}gio/", views.stage_timetable, name="stage_timetable"),
    path(f"{_SHOW}phan/<int:pk>/", views.stage_part, name="stage_part"),
    path(f"{_SHOW}doi/them/", views.stage_team, name="stage_team_new"),
    path(f"{_SHOW}doi/<int:pk>/", views.stage_team, name="stage_team"),
    path(f"{_SHOW}goi/them/", views.stage_package, name="stage_package_new"),
    path(f"{_SHOW}goi/<int:pk>/", views.stage_package, name="stage_package"),
    path(f"{_SHOW}<slug:what>/<int:pk>/<slug:step>/", views.stage_change, name="stage_change"),
]
