"""Addresses of works that go on: an organiser's, and the author's answer."""

from django.urls import URLPattern, path

from contests.onward import views

PUBLIC: list[URLPattern] = [
    path(
        "cuoc-thi/<slug:slug>/bai-viet/bai/<int:pk>/sang-kien/",
        views.onward_answer,
        name="onward_answer",
    ),
]
ORGANISING: list[URLPattern] = [
    path("<slug:slug>/bai/<int:pk>/sau-cuoc-thi/", views.work_onward, name="work_onward"),
]
