"""Organisers' pages, under to-chuc/."""

from django.urls import URLPattern, path

from contests.monitoring import views_site as operating
from contests.monitoring.views_round import round_figures, round_watch
from contests.planning import views_contests as organising
from contests.planning import views_rounds as organising_rounds
from contests.registration import views as organising_entries

urlpatterns: list[URLPattern] = [
    path("", organising.organise, name="organise"),
    path("tao/", organising.contest_new, name="contest_new"),
    path("van-hanh/", operating.operations, name="operations"),
    path("van-hanh/so-lieu/", operating.operations_figures, name="operations_figures"),
    path("<slug:slug>/", organising.organise_contest, name="organise_contest"),
    path("<slug:slug>/sua/", organising.contest_edit, name="contest_edit"),
    path("<slug:slug>/cong-bo/", organising.contest_publish, name="contest_publish"),
    path("<slug:slug>/nhat-ky/", organising.history, name="history"),
    path("<slug:slug>/du-thi/", organising_entries.entries, name="entries"),
    path("<slug:slug>/du-thi/<int:pk>/", organising_entries.entry, name="entry"),
    path("<slug:slug>/ky/them/", organising_rounds.round_new, name="round_new"),
    path("<slug:slug>/ky/tom-tat/", organising_rounds.round_summary, name="round_summary"),
    path("<slug:slug>/ky/<int:number>/", organising_rounds.round_edit, name="round_edit"),
    path("<slug:slug>/ky/<int:number>/chep/", organising_rounds.round_copy, name="round_copy"),
    path(
        "<slug:slug>/ky/<int:number>/cong-bo/",
        organising_rounds.round_publish,
        name="round_publish",
    ),
    path("<slug:slug>/ky/<int:number>/theo-doi/", round_watch, name="round_watch"),
    path(
        "<slug:slug>/ky/<int:number>/theo-doi/so-lieu/",
        round_figures,
        name="round_figures",
    ),
    path(
        "<slug:slug>/ky/<int:number>/dong-som/", organising_rounds.round_close, name="round_close"
    ),
]
