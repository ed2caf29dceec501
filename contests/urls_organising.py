"""Organisers' pages, under to-chuc/."""

from django.urls import URLPattern, path

from contests.monitoring import views_round, views_site
from contests.planning import views_contests, views_rounds
from contests.planning.views_question_sets import question_sets
from contests.registration.views import entries, entry
from contests.trail import views as views_trail

urlpatterns: list[URLPattern] = [
    path("", views_contests.organise, name="organise"),
    path("tao/", views_contests.contest_new, name="contest_new"),
    path("van-hanh/", views_site.operations, name="operations"),
    path("van-hanh/so-lieu/", views_site.operations_figures, name="operations_figures"),
    path("nhat-ky/", views_trail.site_trail, name="site_trail"),
    path("nhat-ky.csv", views_trail.site_trail_file, name="site_trail_file"),
    path("<slug:slug>/", views_contests.organise_contest, name="organise_contest"),
    path("<slug:slug>/sua/", views_contests.contest_edit, name="contest_edit"),
    path("<slug:slug>/bo-cau-hoi/", question_sets, name="question_sets"),
    path("<slug:slug>/cong-bo/", views_contests.contest_publish, name="contest_publish"),
    path("<slug:slug>/nhat-ky/", views_trail.history, name="history"),
    path("<slug:slug>/nhat-ky.csv", views_trail.history_file, name="history_file"),
    path("<slug:slug>/du-thi/", entries, name="entries"),
    path("<slug:slug>/du-thi/<int:pk>/", entry, name="entry"),
    path("<slug:slug>/ky/them/", views_rounds.round_new, name="round_new"),
    path("<slug:slug>/ky/tom-tat/", views_rounds.round_summary, name="round_summary"),
    path("<slug:slug>/ky/<int:number>/", views_rounds.round_edit, name="round_edit"),
    path("<slug:slug>/ky/<int:number>/chep/", views_rounds.round_copy, name="round_copy"),
    path(
        "<slug:slug>/ky/<int:number>/cong-bo/",
        views_rounds.round_publish,
        name="round_publish",
    ),
    path("<slug:slug>/ky/<int:number>/theo-doi/", views_round.round_watch, name="round_watch"),
    path(
        "<slug:slug>/ky/<int:number>/theo-doi/so-lieu/",
        views_round.round_figures,
        name="round_figures",
    ),
    path("<slug:slug>/ky/<int:number>/dong-som/", views_rounds.round_close, name="round_close"),
]
