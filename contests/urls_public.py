"""What everybody sees."""

from django.urls import URLPattern, path

from contests.public import views as public

urlpatterns: list[URLPattern] = [
    path("", public.home, name="home"),
    path("cuoc-thi/<slug:slug>/", public.contest, name="contest"),
    path("cuoc-thi/<slug:slug>/dang-ky/", public.register, name="register"),
]
