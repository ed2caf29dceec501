from django.urls import URLPattern, URLResolver, include, path

from contests.roster.urls import DESK

app_name = "contests"
urlpatterns: list[URLPattern | URLResolver] = [
    path("to-chuc/", include("contests.urls_organising")),
    *DESK,
    path("", include("contests.urls_taking")),
    path("", include("contests.urls_public")),
]
