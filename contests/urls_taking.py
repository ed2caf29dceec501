"""Pages of taking a paper."""

from django.urls import URLPattern, path

from contests.delivery import views

urlpatterns: list[URLPattern] = [
    path("cuoc-thi/<slug:slug>/vao-thi/<int:number>/", views.enter, name="enter"),
    path("bai-thi/<uuid:code>/", views.paper, name="paper"),
    path("bai-thi/<uuid:code>/nhan-bai/", views.take, name="take"),
    path("bai-thi/<uuid:code>/nop-bai/", views.submit, name="submit"),
    path("bai-thi/<uuid:code>/ket-qua/", views.result, name="result"),
]
