"""Joins the addresses of all apps; paths are Vietnamese, names English."""

from django.urls import include, path

urlpatterns = [
    path("", include("quizsite.accounts.urls")),
    path("", include("leaderboard.urls")),
    path("to-chuc/ngan-hang/", include("questionbank.urls")),  # before to-chuc/<slug>/
    path("", include("contests.urls")),
]
