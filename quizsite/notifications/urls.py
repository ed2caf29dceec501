from django.urls import path

from quizsite.notifications import views, views_push

app_name = "notifications"
urlpatterns = [
    path("tai-khoan/tin/", views.own, name="own"),
    path("tai-khoan/tin/thiet-bi/bat/", views_push.push_on, name="push_on"),
    path("tai-khoan/tin/thiet-bi/tat/", views_push.push_off, name="push_off"),
    path("tai-khoan/tin/<int:contest>/", views.wishes, name="wishes"),
    path("thoi-nhan-tin/<str:token>/", views.stop, name="stop"),
]
