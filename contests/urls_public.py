"""Public pages."""

from django.urls import URLPattern, path

from contests.public import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("cuoc-thi/<slug:slug>/", views.contest, name="contest"),
    path("cuoc-thi/<slug:slug>/dang-ky/", views.register, name="register"),
]
