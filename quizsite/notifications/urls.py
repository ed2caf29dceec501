from django.urls import path

from quizsite.notifications import views

app_name = "notifications"
urlpatterns = [
    path("tai-khoan/tin/", views.own, name="own"),
    path("tai-khoan/tin/<int:contest>/", views.wishes, name="wishes"),
    path("thoi-nhan-tin/<str:token>/", views.stop, name="stop"),
]
