from django.urls import URLPattern, URLResolver, include, path

from contests.roster.urls import DESK
from contests.roster_invitations import views as roster_invitations

app_name = "contests"
urlpatterns: list[URLPattern | URLResolver] = [
    path("to-chuc/", include("contests.urls_organising")),
    *DESK,
    path(
        "don-vi/<slug:code>/danh-sach/<slug:slug>/moi/",
        roster_invitations.roster_invite,
        name="roster_invite",
    ),
    path("moi-thi/<str:token>/", roster_invitations.roster_link, name="roster_link"),
    path("", include("contests.urls_taking")),
    path("", include("contests.urls_public")),
]
