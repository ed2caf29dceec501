from django.urls import path

from leaderboard.certificates import views

_CONTEST = "to-chuc/<slug:slug>/giay-chung-nhan/"
_ROUND = "to-chuc/<slug:slug>/ky/<int:number>/giay-chung-nhan/"
urlpatterns = [
    path("chung-nhan/<uuid:code>/<slug:signature>/", views.verify, name="verify"),
    path("ket-qua-cua-toi/giay/<uuid:code>/", views.own_certificate, name="own_certificate"),
    path(f"{_CONTEST}mau/", views.certificate_style, name="certificate_style"),
    path(f"{_CONTEST}mau/xem/", views.certificate_sample, name="certificate_sample"),
]
for _place in (_CONTEST, _ROUND):
    urlpatterns += [
        path(_place, views.certificates, name="certificates"),
        path(
            f"{_place}<slug:kind>/<slug:form>/", views.certificates_file, name="certificates_file"
        ),
    ]
