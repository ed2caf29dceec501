"""Addresses of initiatives: those for everybody, the desk's, and those of units."""

from django.urls import URLPattern, path

from contests.initiatives import (
    views_council,
    views_desk,
    views_files,
    views_public,
    views_send,
    views_settings,
    views_unit,
)
from quizsite.accounts.signing_in.recent import recently_confirmed

confirmed = recently_confirmed(reading=False)
# The file names people.
for_files = recently_confirmed(reading=True)

PUBLIC: list[URLPattern] = [
    path("sang-kien/", views_public.initiatives, name="initiatives"),
    path("sang-kien/gui/", views_send.initiative_new, name="initiative_new"),
    path("sang-kien/gui/ma/", views_send.initiative_code, name="initiative_code"),
    path("sang-kien/cua-toi/", views_send.own_initiatives, name="own_initiatives"),
    path("sang-kien/giong/", views_public.initiative_similar, name="initiative_similar"),
    path("sang-kien/so-lieu/", views_public.initiative_figures, name="initiative_figures"),
    path(
        "sang-kien/so-lieu.xlsx",
        views_public.initiative_figures_file,
        name="initiative_figures_file",
    ),
    path("sang-kien/theo-doi/", views_send.initiative_tracks, name="initiative_tracks"),
    path(
        "sang-kien/theo-doi/<str:tracking>/", views_send.initiative_track, name="initiative_track"
    ),
    path(
        "sang-kien/theo-doi/<str:tracking>/tep/",
        views_files.initiative_file_add,
        name="initiative_file_add",
    ),
    path(
        "sang-kien/theo-doi/<str:tracking>/tep/<int:file_pk>/bo/",
        views_files.initiative_file_remove,
        name="initiative_file_remove",
    ),
    path("sang-kien/hoi-dong/", views_council.council, name="council"),
    path(
        "sang-kien/hoi-dong/<int:pk>/",
        views_council.council_application,
        name="council_application",
    ),
    path("sang-kien/<int:pk>/", views_public.initiative, name="initiative"),
    path("sang-kien/<int:pk>/ung-ho/", views_public.initiative_support, name="initiative_support"),
    path("don-vi/<slug:code>/sang-kien/", views_unit.unit_initiatives, name="unit_initiatives"),
    path(
        "don-vi/<slug:code>/sang-kien/<int:pk>/",
        views_unit.unit_initiative,
        name="unit_initiative",
    ),
    path(
        "don-vi/<slug:code>/sang-kien/<int:pk>/don/",
        views_unit.unit_application,
        name="unit_application",
    ),
    path(
        "don-vi/<slug:code>/sang-kien/<int:pk>/don.<slug:ending>",
        for_files(views_unit.unit_application_file),
        name="unit_application_file",
    ),
]
ORGANISING: list[URLPattern] = [
    path("sang-kien/", views_desk.initiatives_desk, name="initiatives_desk"),
    path(
        "sang-kien/thiet-lap/",
        confirmed(views_settings.initiative_settings),
        name="initiative_settings",
    ),
    path(
        "sang-kien/thiet-lap/<slug:kind>/<int:pk>/bo/",
        confirmed(views_settings.initiative_setting_remove),
        name="initiative_setting_remove",
    ),
    path("sang-kien/<int:pk>/", views_desk.initiative_desk, name="initiative_desk"),
    path(
        "sang-kien/<int:pk>/tep/<int:file_pk>/",
        for_files(views_files.initiative_file),
        name="initiative_file",
    ),
    path("sang-kien/<int:pk>/don/", views_unit.desk_application, name="desk_application"),
    path(
        "sang-kien/<int:pk>/don.<slug:ending>",
        for_files(views_desk.application_file),
        name="application_file",
    ),
]
