from django.urls import path

from leaderboard.propaganda import views

_UNIT = "tuyen-truyen/don-vi/<slug:code>/"
urlpatterns = [
    path("tuyen-truyen/", views.propaganda, name="propaganda"),
    path("tuyen-truyen/tep/<slug:ending>/", views.propaganda_file, name="propaganda_file"),
    path("tuyen-truyen/ky-bao-cao/", views.period_windows, name="period_windows"),
    path(_UNIT, views.unit_propaganda, name="unit_propaganda"),
    path(f"{_UNIT}tep/<slug:ending>/", views.unit_propaganda_file, name="unit_propaganda_file"),
    path(f"{_UNIT}hoat-dong/", views.events, name="events"),
    path(f"{_UNIT}hoat-dong/<int:pk>/", views.event, name="event"),
    path(f"{_UNIT}hoat-dong/<int:pk>/xoa/", views.event_remove, name="event_remove"),
]
