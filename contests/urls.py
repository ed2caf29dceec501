from django.urls import URLPattern, URLResolver, include, path

from contests.roster.urls import DESK
from contests.roster_invitations import views as roster_invitations
from contests.roster_invitations import views_link

app_name = "contests"
urlpatterns: list[URLPattern | URLResolver] = [
    *DESK,
    path(
        "don-vi/<slug:code>/danh-sach/<slug:slug>/moi/",
        roster_invitations.roster_invite,
        name="roster_invite",
    ),
    path(
        "to-chuc/<slug:slug>/tin/moi/<int:pk>/dung/",
        roster_invitations.roster_inviting_stop,
        name="roster_inviting_stop",
    ),
    path("to-chuc/", include("contests.urls_organising")),
    path("moi-thi/<str:token>/", views_link.roster_link, name="roster_link"),
    path("", include("contests.urls_taking")),
    path("", include("contests.urls_public")),
]
