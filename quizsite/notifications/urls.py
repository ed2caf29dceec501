from django.urls import path

from quizsite.notifications import views, views_push, views_texts

app_name = "notifications"
urlpatterns = [
    path("tai-khoan/tin/", views.own, name="own"),
    path("tai-khoan/tin/thiet-bi/bat/", views_push.push_on, name="push_on"),
    path("tai-khoan/tin/thiet-bi/tat/", views_push.push_off, name="push_off"),
    path("tai-khoan/tin/gio-nghi/", views.quiet_hours, name="quiet_hours"),
    path("tai-khoan/tin/gui-lai/", views.restart, name="restart"),
    path("tai-khoan/tin/<int:contest>/", views.wishes, name="wishes"),
    path("tai-khoan/tin/sms/bat/", views_texts.texts_on, name="texts_on"),
    path("tai-khoan/tin/sms/tat/", views_texts.texts_off, name="texts_off"),
    path("s/<int:number>/", views_texts.short, name="short"),
    path("thoi-nhan-tin/<str:token>/", views.stop, name="stop"),
]
