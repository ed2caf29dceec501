from django.urls import path

from quizsite.simulation.rehearsals import views

app_name = "rehearsals"
urlpatterns = [
    path("to-chuc/<slug:slug>/dien-tap/", views.rehearsal, name="rehearsal"),
    path("to-chuc/<slug:slug>/dien-tap/bo/", views.rehearsal_remove, name="rehearsal_remove"),
]
