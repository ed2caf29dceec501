from django.urls import URLPattern, URLResolver, include, path

app_name = "contests"
urlpatterns: list[URLPattern | URLResolver] = [
    path("to-chuc/", include("contests.urls_organising")),
    path("", include("contests.urls_taking")),
    path("", include("contests.urls_public")),
]
