from django.urls import path

from leaderboard.propaganda import views, views_documents

_UNIT = "tuyen-truyen/don-vi/<slug:code>/"
urlpatterns = [
    path("tuyen-truyen/", views.propaganda, name="propaganda"),
    path("tuyen-truyen/tep/<slug:ending>/", views.propaganda_file, name="propaganda_file"),
    path("tuyen-truyen/ky-bao-cao/", views.period_windows, name="period_windows"),
    path("tuyen-truyen/co-quan/", views_documents.report_office, name="report_office"),
    path("tuyen-truyen/so-van-ban/", views_documents.report_number, name="report_number"),
    path(f"{_UNIT}co-quan/", views_documents.report_office, name="unit_report_office"),
    path(f"{_UNIT}so-van-ban/", views_documents.report_number, name="unit_report_number"),
    path(_UNIT, views.unit_propaganda, name="unit_propaganda"),
    path(f"{_UNIT}tep/<slug:ending>/", views.unit_propaganda_file, name="unit_propaganda_file"),
    path(f"{_UNIT}hoat-dong/", views.events, name="events"),
    path(f"{_UNIT}hoat-dong/<int:pk>/", views.event, name="event"),
    path(f"{_UNIT}hoat-dong/<int:pk>/xoa/", views.event_remove, name="event_remove"),
]
