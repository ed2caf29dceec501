"""Addresses of surveys: the desk's under to-chuc/, and those for everybody."""

from django.urls import URLPattern, path

from contests.surveys import (
    views,
    views_desk,
    views_printed,
    views_questions,
    views_results,
)
from quizsite.accounts.signing_in.recent import recently_confirmed

ORGANISING: list[URLPattern] = [
    path("khao-sat/", views_desk.site_surveys, name="site_surveys"),
    path("<slug:slug>/khao-sat/", views_desk.contest_surveys, name="contest_surveys"),
    path("khao-sat/<slug:code>/", views_desk.survey_desk, name="survey_desk"),
    path("khao-sat/<slug:code>/sua/", views_desk.survey_edit, name="survey_edit"),
    path("khao-sat/<slug:code>/xem-thu/", views_desk.survey_preview, name="survey_preview"),
    path("khao-sat/<slug:code>/chuyen/<slug:step>/", views_desk.survey_move, name="survey_move"),
    path("khao-sat/<slug:code>/noi/", views_desk.survey_places, name="survey_places"),
    path(
        "khao-sat/<slug:code>/noi/<int:pk>/bo/",
        views_desk.survey_place_remove,
        name="survey_place_remove",
    ),
    path(
        "khao-sat/<slug:code>/ma/",
        recently_confirmed(reading=False)(views_desk.survey_codes),
        name="survey_codes",
    ),
    path(
        "khao-sat/<slug:code>/cau/them/",
        views_questions.survey_question_new,
        name="survey_question_new",
    ),
    path(
        "khao-sat/<slug:code>/cau/<int:pk>/",
        views_questions.survey_question,
        name="survey_question",
    ),
    path(
        "khao-sat/<slug:code>/cau/<int:pk>/<slug:step>/",
        views_questions.survey_question_move,
        name="survey_question_move",
    ),
    path("khao-sat/<slug:code>/ket-qua/", views_results.survey_results, name="survey_results"),
    path("khao-sat/<slug:code>/ket-qua.xlsx", views_results.survey_file, name="survey_file"),
    path(
        "khao-sat/<slug:code>/y-kien.xlsx",
        views_results.survey_remarks_file,
        name="survey_remarks_file",
    ),
    path("khao-sat/<slug:code>/cong-bo/", views_results.survey_publish, name="survey_publish"),
    path("khao-sat/<slug:code>/mau/", views_results.survey_sample, name="survey_sample"),
    path("khao-sat/<slug:code>/phieu-giay/", views_printed.survey_batches, name="survey_batches"),
    path(
        "khao-sat/<slug:code>/phieu-giay/<int:pk>/", views_printed.survey_batch, name="survey_batch"
    ),
    path(
        "khao-sat/<slug:code>/phieu-giay/<int:pk>/<int:number>/",
        views_printed.survey_printed,
        name="survey_printed",
    ),
    path(
        "khao-sat/<slug:code>/phieu-giay/<int:pk>/<int:number>/doi-chieu/",
        views_printed.survey_settle,
        name="survey_settle",
    ),
]
# Under settings.UNTRACED_PATH, as nginx knows it.
PUBLIC: list[URLPattern] = [
    path("khao-sat/<slug:code>/", views.survey, name="survey"),
    path("khao-sat/<slug:code>/cam-on/", views.survey_thanks, name="survey_thanks"),
    path("khao-sat/<slug:code>/ket-qua/", views.survey_summary, name="survey_summary"),
]
