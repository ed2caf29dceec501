"""Where everything is; paths in Vietnamese, names in English."""

from django.urls import include, path

urlpatterns = [
    path("", include("quizsite.accounts.urls")),
    path("", include("leaderboard.urls")),
    path("", include("contests.urls")),
    path("to-chuc/ngan-hang/", include("questionbank.urls")),
]
