"""Addresses of the sieve: organisers' under to-chuc/, and the author's."""

from django.urls import URLPattern, path

from contests.written.sieve import views, views_author, views_likeness

ORGANISING: list[URLPattern] = [
    path("<slug:slug>/so-loai/ky/<int:number>/", views.sieve, name="sieve"),
    path("<slug:slug>/so-loai/ky/<int:number>/tim/", views.sieve_again, name="sieve_again"),
    path(
        "<slug:slug>/so-loai/ky/<int:number>/nhan/",
        views.sieve_accept_clean,
        name="sieve_accept_clean",
    ),
    path("<slug:slug>/so-loai/ky/<int:number>/cach/", views.sieve_terms, name="sieve_terms"),
    path(
        "<slug:slug>/so-loai/ky/<int:number>/giong-nhau/",
        views_likeness.sieve_pairs,
        name="sieve_pairs",
    ),
    path("<slug:slug>/so-loai/bai/<int:pk>/", views.sieve_work, name="sieve_work"),
    path("<slug:slug>/so-loai/cap/<int:pk>/", views_likeness.sieve_pair, name="sieve_pair"),
    path("<slug:slug>/so-loai/bai-mau/", views_likeness.sample_essays, name="sample_essays"),
    path(
        "<slug:slug>/so-loai/bai-mau/<int:pk>/bo/",
        views_likeness.sample_essay_remove,
        name="sample_essay_remove",
    ),
]
PUBLIC: list[URLPattern] = [
    path(
        "cuoc-thi/<slug:slug>/bai-viet/<int:pk>/so-loai/",
        views_author.sieve_outcome,
        name="sieve_outcome",
    ),
]
