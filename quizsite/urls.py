"""Where everything is; paths in Vietnamese, names in English."""

from django.urls import include, path

urlpatterns = [
    path("", include("quizsite.accounts.urls")),
    path("", include("leaderboard.urls")),
    path("to-chuc/ngan-hang/", include("questionbank.urls")),  # before to-chuc/<slug>/
    path("", include("contests.urls")),
]
