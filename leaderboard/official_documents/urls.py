from django.urls import path

from leaderboard.official_documents import views

_CONTEST, _ROUND = "to-chuc/<slug:slug>/van-ban/", "to-chuc/<slug:slug>/ky/<int:number>/van-ban/"
urlpatterns = [path(f"{_CONTEST}co-quan/", views.office, name="office")]
for _place in (_CONTEST, _ROUND):
    urlpatterns += [
        path(_place, views.documents, name="documents"),
        path(f"{_place}don-doc/", views.reminders, name="reminders"),
        path(
            f"{_place}don-doc/<int:below>/<slug:ending>/",
            views.reminders_file,
            name="reminders_file",
        ),
        path(f"{_place}<slug:kind>/", views.document, name="document"),
        path(f"{_place}<slug:kind>/<slug:ending>/", views.document_file, name="document_file"),
    ]
