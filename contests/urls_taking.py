"""Pages of taking a paper."""

from django.urls import URLPattern, path

from contests.appeals.views import appeal_paper
from contests.delivery import views
from contests.delivery.views_plain import plain_paper
from contests.judging.urls import JUDGING
from contests.returns.views import return_saves

urlpatterns: list[URLPattern] = [
    path("cuoc-thi/<slug:slug>/vao-thi/<int:number>/", views.enter, name="enter"),
    path(
        "cuoc-thi/<slug:slug>/vao-thi/<int:number>/linh-vuc/",
        views.choose_own_field,
        name="choose_field",
    ),
    path("bai-thi/gui-lai/", return_saves, name="return_saves"),
    path("bai-thi/<uuid:code>/", views.paper, name="paper"),
    path("bai-thi/<uuid:code>/don-gian/", plain_paper, name="plain_paper"),
    path("bai-thi/<uuid:code>/nhan-bai/", views.take, name="take"),
    path("bai-thi/<uuid:code>/nop-bai/", views.submit, name="submit"),
    path("bai-thi/<uuid:code>/ket-qua/", views.result, name="result"),
    path("bai-thi/<uuid:code>/khieu-nai/", appeal_paper, name="appeal_paper"),
    *JUDGING,
]
