"""Addresses of juries: the organisers' under to-chuc/, the jurors' and leads' under cham-thi/."""

from django.urls import URLPattern, path

from contests.judging import views_equals, views_files, views_lead, views_panels
from contests.judging.sheets import views

_PANEL = "<slug:slug>/giam-khao/<int:panel_id>/"
ORGANISING: list[URLPattern] = [
    path("<slug:slug>/giam-khao/", views_panels.panels, name="panels"),
    path(_PANEL, views_panels.panel_desk, name="panel_desk"),
    path(f"{_PANEL}sua/", views_panels.panel_edit, name="panel_edit"),
    path(f"{_PANEL}chuyen/<slug:step>/", views_panels.panel_move, name="panel_move"),
    path(f"{_PANEL}thang-diem/mau/", views_panels.rubric_ready, name="rubric_ready"),
    path(f"{_PANEL}thang-diem/them/", views_panels.rubric_item_new, name="rubric_item_new"),
    path(f"{_PANEL}thang-diem/<int:pk>/", views_panels.rubric_item, name="rubric_item"),
    path(
        f"{_PANEL}thang-diem/<int:pk>/chuyen/<slug:step>/",
        views_panels.rubric_item_move,
        name="rubric_item_move",
    ),
    path(f"{_PANEL}thanh-vien/<int:pk>/bot/", views_panels.member_dismiss, name="member_dismiss"),
]
_LEAD = "cham-thi/<int:panel_id>/chu-toa/"
_SHEET = "cham-thi/<int:panel_id>/bai/<str:code>/"
JUDGING: list[URLPattern] = [
    path("cham-thi/", views.own, name="judging"),
    path("cham-thi/<int:panel_id>/", views.own_panel, name="own_panel"),
    path(_SHEET, views.sheet, name="sheet"),
    path(f"{_SHEET}luu/", views.draft, name="sheet_draft"),
    path(f"{_SHEET}xin-thoi/", views.tie, name="sheet_tie"),
    path(f"{_SHEET}tep/<int:position>/", views.work_file, name="work_file"),
    path(_LEAD, views_lead.lead, name="lead"),
    path(f"{_LEAD}bai/", views_lead.lead_works, name="lead_works"),
    path(f"{_LEAD}bai/<str:code>/", views_lead.lead_work, name="lead_work"),
    path(f"{_LEAD}phan-cong/<int:pk>/<slug:step>/", views_lead.lead_step, name="lead_step"),
    path(f"{_LEAD}lam/<slug:step>/", views_lead.lead_act, name="lead_act"),
    path(f"{_LEAD}tong-diem/", views_lead.totals, name="totals"),
    path(f"{_LEAD}bang-diem/", views_equals.equals, name="equals"),
    path(f"{_LEAD}diem.xlsx", views_files.marks_file, name="marks_file"),
    path(f"{_LEAD}<slug:kind>.<slug:ending>", views_files.panel_document, name="panel_document"),
]
