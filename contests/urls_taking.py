from django.urls import URLPattern, path

from contests.delivery import views as taking

urlpatterns: list[URLPattern] = [
    path("cuoc-thi/<slug:slug>/vao-thi/<int:number>/", taking.enter, name="enter"),
    path("bai-thi/<uuid:code>/", taking.paper, name="paper"),
    path("bai-thi/<uuid:code>/nhan-bai/", taking.take, name="take"),
    path("bai-thi/<uuid:code>/nop-bai/", taking.submit, name="submit"),
    path("bai-thi/<uuid:code>/ket-qua/", taking.result, name="result"),
]
