"""Pages of rosters: under a unit's desk, and the cut-off among the organisers' pages."""

from django.urls import URLPattern, path

from contests.roster import views, views_files

_DESK = "don-vi/<slug:code>/danh-sach/<slug:slug>/"

DESK: list[URLPattern] = [
    path(f"{_DESK}mau.xlsx", views_files.roster_template, name="roster_template"),
    path(f"{_DESK}nhap/", views_files.roster_import, name="roster_import"),
    path(f"{_DESK}nhap/<int:pk>/", views_files.roster_preview, name="roster_preview"),
    path(f"{_DESK}them/", views.roster_add, name="roster_add"),
    path(f"{_DESK}trung-ten/", views.roster_doubts, name="roster_doubts"),
    path(f"{_DESK}so-nguoi/", views.roster_sign, name="roster_sign"),
    path(f"{_DESK}<int:pk>/", views.roster_line, name="roster_line"),
    path(f"{_DESK}<int:pk>/bo/", views.roster_remove, name="roster_remove"),
    path(f"{_DESK}<int:pk>/bo-ghep/", views.roster_unmatch, name="roster_unmatch"),
]
ORGANISING: list[URLPattern] = [
    path("<slug:slug>/danh-sach/han-chot/", views.roster_term, name="roster_term"),
]
