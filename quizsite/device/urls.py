"""Addresses about the device; those under settings.APP_PATH leave no trace (quizsite/web)."""

from django.conf import settings
from django.urls import include, path

from quizsite.device import views

app_name = "device"
_app = [
    path("nen.js", views.worker, name="worker"),
    path("khong-mang/", views.offline, name="offline"),
    path("trang.webmanifest", views.manifest, name="manifest"),
]
urlpatterns = [
    path("giao-dien/", views.appearance, name="appearance"),
    path(settings.APP_PATH.lstrip("/"), include(_app)),
]
