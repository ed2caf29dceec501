"""Joins the addresses of all apps; paths are Vietnamese, names English."""

from django.urls import include, path

urlpatterns = [
    path("", include("quizsite.accounts.urls")),
    path("", include("quizsite.device.urls")),
    path("", include("quizsite.notifications.urls")),
    path("to-chuc/ngan-hang/", include("questionbank.urls")),  # before to-chuc/<slug>/
    path("", include("leaderboard.urls")),
    path("", include("quizsite.simulation.rehearsals.urls")),
    path("", include("contests.urls")),
]
handler500 = "quizsite.web.server_errors.server_error"
