"""Public pages."""

from django.urls import URLPattern, path

from contests.appeals import views as appeals
from contests.gallery import urls as gallery
from contests.initiatives import urls as initiatives
from contests.invitations import views_unit
from contests.invitations.views import invitation
from contests.joining import views as joining
from contests.onward import urls as onward
from contests.pictures.views import picture
from contests.practice import views as practice
from contests.presentations import urls as presentations
from contests.public import views
from contests.regulation.views import regulation
from contests.reminders import views_unit as reminders
from contests.stage.desks import urls as stage_desks
from contests.stage.devices import urls as stage_devices
from contests.surveys import urls as surveys
from contests.trial import views as trial
from contests.voting import urls as voting
from contests.written import urls as written
from contests.written.sieve import urls as sieve
from quizsite.accounts.signing_in.recent import recently_confirmed

confirmed = recently_confirmed(reading=False)

urlpatterns: list[URLPattern] = [
    *surveys.PUBLIC,
    *voting.PUBLIC,
    *gallery.PUBLIC,
    *onward.PUBLIC,
    *initiatives.PUBLIC,
    *written.PUBLIC,
    *presentations.PUBLIC,
    *sieve.PUBLIC,
    *stage_desks.PUBLIC,
    *stage_devices.PUBLIC,
    path("", views.home, name="home"),
    path("don-vi/<slug:code>/dau-moi/", confirmed(views_unit.unit_contacts), name="unit_contacts"),
    path(
        "don-vi/<slug:code>/dau-moi/<int:pk>/thu/",
        confirmed(views_unit.unit_contact_dismiss),
        name="unit_contact_dismiss",
    ),
    path(
        "don-vi/<slug:code>/dau-moi/loi-moi/<int:pk>/thu/",
        confirmed(views_unit.unit_invitation_revoke),
        name="unit_invitation_revoke",
    ),
    path("loi-moi/<str:token>/", confirmed(invitation), name="invitation"),
    path("luyen-tap/", practice.practice, name="practice"),
    path("luyen-tap/cau-hoi/", practice.practice_question, name="practice_question"),
    path("luyen-tap/kien-thuc/", practice.own_knowledge, name="own_knowledge"),
    path("luyen-tap/giu-tien-do/", practice.practice_keep, name="practice_keep"),
    path("luyen-tap/kien-thuc/xoa/", practice.practice_forget, name="practice_forget"),
    path("luyen-tap/tai-lieu/", practice.study, name="study"),
    path("hinh/<int:revision_id>/<slug:digest>/<slug:size>/", picture, name="picture"),
    path("don-vi/<slug:code>/nhac/<slug:slug>/", reminders.unit_reminders, name="unit_reminders"),
    path(
        "don-vi/<slug:code>/nhac/<slug:slug>/<int:pk>/huy/",
        reminders.unit_reminder_cancel,
        name="unit_reminder_cancel",
    ),
    path("cuoc-thi/<slug:slug>/", views.contest, name="contest"),
    path("cuoc-thi/<slug:slug>/the-le/", regulation, name="regulation"),
    path("cuoc-thi/<slug:slug>/dang-ky/", joining.register, name="register"),
    path("cuoc-thi/<slug:slug>/dang-ky/nhap/", joining.register_draft, name="register_draft"),
    path("cuoc-thi/<slug:slug>/dang-ky/kiem-tra/", joining.register_check, name="register_check"),
    path("cuoc-thi/<slug:slug>/thu/", trial.trial, name="trial"),
    path("cuoc-thi/<slug:slug>/thu/dap-an/", trial.trial_answers, name="trial_answers"),
    path("cuoc-thi/<slug:slug>/khieu-nai/", appeals.own_appeals, name="own_appeals"),
    path("cuoc-thi/<slug:slug>/khieu-nai/loai/", appeals.appeal_voiding, name="appeal_voiding"),
    path("cuoc-thi/<slug:slug>/khieu-nai/<int:pk>/rut/", appeals.withdraw, name="withdraw_appeal"),
]
