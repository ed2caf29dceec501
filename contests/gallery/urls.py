"""Addresses of the gallery, all of them for everybody."""

from django.urls import URLPattern, path

from contests.gallery import views

PUBLIC: list[URLPattern] = [
    path("trung-bay/", views.gallery, name="gallery"),
    path("trung-bay/<int:pk>/", views.gallery_work, name="gallery_work"),
    path("trung-bay/<int:pk>/hinh/<int:file_pk>/", views.gallery_picture, name="gallery_picture"),
    path("nhung/trung-bay/", views.embedded_gallery, name="embedded_gallery"),
]
