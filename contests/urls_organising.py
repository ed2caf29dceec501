"""Organisers' pages, under to-chuc/."""

from django.urls import URLPattern, path

from contests.allowances import views_incidents, views_person
from contests.analysis import views as views_analysis
from contests.appeals import views_desk as views_appeals
from contests.contest_templates import views as views_templates
from contests.eligibility import views as views_eligibility
from contests.eligibility.views_entrants import entrant_ages, entry_details
from contests.initiatives import urls as initiatives
from contests.integrity import views as views_integrity
from contests.invitations import views as views_invitations
from contests.joining.views_links import join_link
from contests.judging import urls as judging
from contests.monitoring import views_round, views_site
from contests.monitoring.views_paper import entry_paper, paper_story
from contests.onward import urls as onward
from contests.people import views as views_people
from contests.planning import (
    views_contests,
    views_copies,
    views_prizes,
    views_roles,
    views_rounds,
    views_staged,
    views_take_back,
    views_written,
)
from contests.planning.views_question_sets import question_sets
from contests.practice import views_study
from contests.presentations import urls as presentations
from contests.quotas.views import quota_remove, quotas
from contests.registration import views_bars, views_doubles, views_prizeless
from contests.registration.views import entries, entries_file, entry
from contests.registration.views_conditions import conditions
from contests.registration.views_moves import entry_field, entry_move, unit_move
from contests.regulation.views import regulation_announce, regulation_desk
from contests.reminders import views as views_reminders
from contests.returns.views_desk import returned_papers
from contests.roster import urls as roster
from contests.stage.devices import urls as stage_devices
from contests.stage.programmes import urls as stage_programmes
from contests.surveys import urls as surveys
from contests.trail import views as views_trail
from contests.voting import urls as voting
from contests.written import urls as written
from contests.written.sieve import urls as sieve
from quizsite.accounts.signing_in.recent import recently_confirmed

# Roles open keys and entries: whoever gives one has just shown a password or code again.
confirmed_again = recently_confirmed(reading=False)

urlpatterns: list[URLPattern] = [
    path("", views_contests.organise, name="organise"),
    path("tao/", views_contests.contest_new, name="contest_new"),
    path("tao-tu-mau/", views_templates.contest_templates, name="contest_templates"),
    path("tao-tu-mau/<slug:key>/", views_templates.contest_template, name="contest_template"),
    path("van-hanh/", views_site.operations, name="operations"),
    path("van-hanh/so-lieu/", views_site.operations_figures, name="operations_figures"),
    path("nhat-ky/", views_trail.site_trail, name="site_trail"),
    path("nhat-ky.csv", views_trail.site_trail_file, name="site_trail_file"),
    path("vai/", confirmed_again(views_roles.bank_roles), name="bank_roles"),
    path("vai/<int:pk>/thu/", confirmed_again(views_roles.bank_role_take), name="bank_role_take"),
    path(
        "vai/giai-doc-lap/",
        confirmed_again(views_roles.blind_solve_setting),
        name="blind_solve_setting",
    ),
    path(
        "vai/mot-nguoi/", confirmed_again(views_roles.lone_confirmation), name="lone_confirmation"
    ),
    path(
        "loi-moi/", confirmed_again(views_invitations.staff_invitations), name="staff_invitations"
    ),
    path(
        "loi-moi/<int:pk>/thu/",
        confirmed_again(views_invitations.staff_revoke),
        name="staff_revoke",
    ),
    path("nguoi-dung/", views_people.people, name="people"),
    path("nguoi-dung/<int:person_id>/", views_people.person, name="person"),
    *surveys.ORGANISING,
    *initiatives.ORGANISING,
    *roster.ORGANISING,
    *voting.ORGANISING,
    *written.ORGANISING,
    *onward.ORGANISING,
    *judging.ORGANISING,
    *presentations.ORGANISING,
    path(
        "<slug:slug>/giam-khao/<int:panel_id>/loi-moi/",
        confirmed_again(views_invitations.panel_invitations),
        name="panel_invitations",
    ),
    path(
        "<slug:slug>/giam-khao/<int:panel_id>/loi-moi/<int:pk>/thu/",
        confirmed_again(views_invitations.panel_revoke),
        name="panel_revoke",
    ),
    *sieve.ORGANISING,
    *stage_devices.ORGANISING,
    *stage_programmes.ORGANISING,
    path("<slug:slug>/", views_contests.organise_contest, name="organise_contest"),
    path("<slug:slug>/sua/", views_contests.contest_edit, name="contest_edit"),
    path("<slug:slug>/bo-cau-hoi/", question_sets, name="question_sets"),
    path("<slug:slug>/tai-lieu/", views_study.study_desk, name="study_desk"),
    path("<slug:slug>/tai-lieu/<int:item_id>/", views_study.study_item, name="study_item"),
    path("<slug:slug>/tai-lieu/<int:item_id>/xoa/", views_study.study_remove, name="study_remove"),
    path(
        "<slug:slug>/tai-lieu/<int:item_id>/chuyen/<slug:step>/",
        views_study.study_move,
        name="study_move",
    ),
    path("<slug:slug>/ban-to-chuc/", confirmed_again(views_roles.organisers), name="organisers"),
    path(
        "<slug:slug>/ban-to-chuc/loi-moi/",
        confirmed_again(views_invitations.contest_invitations),
        name="contest_invitations",
    ),
    path(
        "<slug:slug>/ban-to-chuc/loi-moi/<int:pk>/thu/",
        confirmed_again(views_invitations.contest_revoke),
        name="contest_revoke",
    ),
    path(
        "<slug:slug>/ban-to-chuc/<int:pk>/bot/",
        confirmed_again(views_roles.organiser_remove),
        name="organiser_remove",
    ),
    path(
        "<slug:slug>/ban-to-chuc/<int:pk>/chap-thuan/",
        confirmed_again(views_roles.double_role_approve),
        name="double_role_approve",
    ),
    path("<slug:slug>/tin/", views_reminders.notices, name="notices"),
    path("<slug:slug>/tin/nhac/", views_reminders.reminder_new, name="reminder_new"),
    path(
        "<slug:slug>/tin/nhac/<int:pk>/huy/",
        views_reminders.reminder_cancel,
        name="reminder_cancel",
    ),
    path("<slug:slug>/tin/mau/<slug:kind>/", views_reminders.notice_words, name="notice_words"),
    path("<slug:slug>/chep/", views_copies.contest_copy, name="contest_copy"),
    path("<slug:slug>/lich/", views_copies.calendar, name="calendar"),
    path("<slug:slug>/cong-bo/", views_contests.contest_publish, name="contest_publish"),
    path("<slug:slug>/rut/", views_take_back.contest_withdraw, name="contest_withdraw"),
    path("<slug:slug>/nhat-ky/", views_trail.history, name="history"),
    path("<slug:slug>/nhat-ky.csv", views_trail.history_file, name="history_file"),
    path("<slug:slug>/duong-dan-dang-ky/", join_link, name="join_link"),
    path("<slug:slug>/du-thi/", entries, name="entries"),
    path("<slug:slug>/du-thi.xlsx", entries_file, name="entries_file"),
    path("<slug:slug>/du-thi/chuyen/", unit_move, name="unit_move"),
    path("<slug:slug>/du-thi/<int:pk>/", entry, name="entry"),
    path("<slug:slug>/du-thi/<int:pk>/thong-tin/", entry_details, name="entry_details"),
    path("<slug:slug>/du-thi/<int:pk>/chuyen/", entry_move, name="entry_move"),
    path("<slug:slug>/du-thi/<int:pk>/linh-vuc/", entry_field, name="entry_field"),
    path("<slug:slug>/du-thi/<int:pk>/bai/<uuid:code>/", entry_paper, name="entry_paper"),
    path("<slug:slug>/du-thi/<int:pk>/bai/<uuid:code>/dien-bien/", paper_story, name="paper_story"),
    path("<slug:slug>/du-thi/<int:pk>/them/<str:kind>/", views_person.give, name="allowance_give"),
    path(
        "<slug:slug>/du-thi/<int:pk>/them/<int:allowance_id>/thu-hoi/",
        views_person.withdraw,
        name="allowance_withdraw",
    ),
    path("<slug:slug>/bai-gui-lai/", returned_papers, name="returned_papers"),
    path("<slug:slug>/khieu-nai/", views_appeals.appeals, name="appeals"),
    path("<slug:slug>/khieu-nai/<int:pk>/", views_appeals.appeal, name="appeal"),
    path("<slug:slug>/trung-nguoi/", views_doubles.doubles, name="doubles"),
    path("<slug:slug>/trung-nguoi/<int:pk>/", views_doubles.double, name="double"),
    path("<slug:slug>/dau-hieu/", views_integrity.cases, name="cases"),
    path("<slug:slug>/dau-hieu/<int:pk>/", views_integrity.case, name="case"),
    path("<slug:slug>/dau-hieu/tim/<int:number>/", views_integrity.look_again, name="look_again"),
    path("<slug:slug>/dieu-kien/", conditions, name="conditions"),
    path("<slug:slug>/doi-tuong/", views_eligibility.eligibility, name="eligibility"),
    path("<slug:slug>/doi-tuong/<int:pk>/", views_eligibility.division_rule, name="division_rule"),
    path("<slug:slug>/doi-tuong/hoi/", views_eligibility.asked_details, name="asked_details"),
    path("<slug:slug>/doi-tuong/so-lieu/", entrant_ages, name="entrant_ages"),
    path("<slug:slug>/chi-tieu/", quotas, name="quotas"),
    path("<slug:slug>/chi-tieu/<int:pk>/xoa/", quota_remove, name="quota_remove"),
    path("<slug:slug>/the-le/", regulation_desk, name="regulation_desk"),
    path("<slug:slug>/the-le/cong-bo/", regulation_announce, name="regulation_announce"),
    path("<slug:slug>/khong-du-thi/", views_bars.bars, name="bars"),
    path("<slug:slug>/khong-xet-giai/", views_prizeless.prizeless, name="prizeless"),
    path(
        "<slug:slug>/khong-xet-giai/<int:pk>/",
        views_prizeless.prizeless_lift,
        name="prizeless_lift",
    ),
    path(
        "<slug:slug>/du-thi/<int:pk>/khong-xet-giai/",
        views_prizeless.prizeless_entry,
        name="prizeless_entry",
    ),
    path("<slug:slug>/khong-du-thi/dang-ky-lai/", views_bars.enter_anew, name="enter_anew"),
    path("<slug:slug>/khong-du-thi/nguoi/<int:pk>/", views_bars.lift_person, name="lift_person"),
    path("<slug:slug>/khong-du-thi/don-vi/<int:pk>/", views_bars.lift_unit, name="lift_unit"),
    path("<slug:slug>/giai/", views_prizes.prizes, name="prizes"),
    path("<slug:slug>/giai/them/", views_prizes.prize_new, name="prize_new"),
    path("<slug:slug>/giai/<int:pk>/", views_prizes.prize_edit, name="prize_edit"),
    path("<slug:slug>/giai/<int:pk>/xoa/", views_prizes.prize_remove, name="prize_remove"),
    path("<slug:slug>/giai/tap-the/", views_prizes.collective_new, name="collective_new"),
    path(
        "<slug:slug>/giai/tap-the/<int:pk>/", views_prizes.collective_edit, name="collective_edit"
    ),
    path(
        "<slug:slug>/giai/tap-the/<int:pk>/xoa/",
        views_prizes.collective_remove,
        name="collective_remove",
    ),
    path("<slug:slug>/ky/<int:number>/giai/", views_prizes.prize_new, name="prize_new"),
    path(
        "<slug:slug>/ky/<int:number>/giai/tap-the/",
        views_prizes.collective_new,
        name="collective_new",
    ),
    path("<slug:slug>/ky/them/", views_rounds.round_new, name="round_new"),
    path("<slug:slug>/ky/them-san-khau/", views_staged.stage_new, name="stage_new"),
    path(
        "<slug:slug>/san-khau/<int:number>/cong-bo/",
        views_staged.stage_publish,
        name="stage_publish",
    ),
    path("<slug:slug>/ky/them-bai-viet/", views_written.written_new, name="written_new"),
    path("<slug:slug>/ky/tom-tat/", views_rounds.round_summary, name="round_summary"),
    path("<slug:slug>/ky/<int:number>/", views_rounds.round_edit, name="round_edit"),
    path("<slug:slug>/ky/<int:number>/chep/", views_rounds.round_copy, name="round_copy"),
    path(
        "<slug:slug>/ky/<int:number>/cong-bo/",
        views_rounds.round_publish,
        name="round_publish",
    ),
    path("<slug:slug>/ky/<int:number>/theo-doi/", views_round.round_watch, name="round_watch"),
    path(
        "<slug:slug>/ky/<int:number>/theo-doi/so-lieu/",
        views_round.round_figures,
        name="round_figures",
    ),
    path("<slug:slug>/ky/<int:number>/phan-tich/", views_analysis.analysis, name="analysis"),
    path(
        "<slug:slug>/ky/<int:number>/phan-tich/noi-dung/",
        views_analysis.analysis_axes,
        name="analysis_axes",
    ),
    path(
        "<slug:slug>/ky/<int:number>/phan-tich.xlsx",
        views_analysis.analysis_file,
        name="analysis_file",
    ),
    path("<slug:slug>/ky/<int:number>/su-co/", views_incidents.incidents, name="incidents"),
    path(
        "<slug:slug>/ky/<int:number>/su-co/them/", views_incidents.incident_new, name="incident_new"
    ),
    path("<slug:slug>/ky/<int:number>/su-co/<int:pk>/", views_incidents.incident, name="incident"),
    path(
        "<slug:slug>/ky/<int:number>/su-co/<int:pk>/<str:decision>/",
        views_incidents.decide,
        name="decide_incident",
    ),
    path("<slug:slug>/ky/<int:number>/gio/", views_take_back.round_times, name="round_times"),
    path("<slug:slug>/ky/<int:number>/rut/", views_take_back.round_withdraw, name="round_withdraw"),
    path("<slug:slug>/ky/<int:number>/dong-som/", views_rounds.round_close, name="round_close"),
]
