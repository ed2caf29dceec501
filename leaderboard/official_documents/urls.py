from django.urls import path

from leaderboard.official_documents import views, views_templates

_CONTEST, _ROUND = "to-chuc/<slug:slug>/van-ban/", "to-chuc/<slug:slug>/ky/<int:number>/van-ban/"
urlpatterns = [
    path(f"{_CONTEST}co-quan/", views.office, name="office"),
    path(f"{_CONTEST}mau-rieng/", views_templates.templates, name="own_templates"),
    path(
        f"{_CONTEST}mau-rieng/<slug:kind>/bo/",
        views_templates.template_remove,
        name="own_template_remove",
    ),
]
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
