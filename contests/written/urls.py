"""Addresses of written rounds: an author's under cuoc-thi/, organisers' under to-chuc/."""

from django.urls import URLPattern, path

from contests.written import views, views_authors, views_desk, views_key, views_saves

_OWN = "cuoc-thi/<slug:slug>/bai-viet"
_FILE = f"{_OWN}/bai/<int:pk>/tep/<int:file_pk>"
_DESK_FILE = "<slug:slug>/bai/<int:pk>/tep/<int:file_pk>"

PUBLIC: list[URLPattern] = [
    path(f"{_OWN}/<int:number>/", views.own_works, name="own_works"),
    path(f"{_OWN}/dong-tac-gia/<str:token>/", views_authors.co_author, name="co_author"),
    path(f"{_OWN}/bai/<int:pk>/", views.work, name="work"),
    path(f"{_OWN}/bai/<int:pk>/luu/", views_saves.work_save, name="work_save"),
    path(f"{_OWN}/bai/<int:pk>/ban-nhap/", views_saves.work_draft, name="work_draft"),
    path(f"{_OWN}/bai/<int:pk>/tac-gia/", views_authors.work_authors, name="work_authors"),
    path(f"{_OWN}/bai/<int:pk>/nop/", views.work_hand_in, name="work_hand_in"),
    path(f"{_OWN}/bai/<int:pk>/trung-bay/", views.work_showing, name="work_showing"),
    path(f"{_OWN}/bai/<int:pk>/rut/", views.work_withdraw, name="work_withdraw"),
    path(f"{_OWN}/bai/<int:pk>/bien-nhan/<int:number>/", views.work_receipt, name="work_receipt"),
    path(f"{_OWN}/bai/<int:pk>/tep/", views_saves.work_upload, name="work_upload"),
    path(f"{_FILE}/", views_saves.work_piece, name="work_piece"),
    path(f"{_FILE}/bo/", views_saves.file_remove, name="file_remove"),
    path(f"{_FILE}/tai/", views_saves.own_file, name="own_file"),
]

ORGANISING: list[URLPattern] = [
    path("<slug:slug>/ky/<int:number>/bai/", views_desk.works, name="works"),
    path("<slug:slug>/ky/<int:number>/bai.xlsx", views_desk.works_file, name="works_file"),
    path("<slug:slug>/ky/<int:number>/bai/giay/", views_desk.paper_new, name="paper_new"),
    path("<slug:slug>/ky/<int:number>/cham/", views_key.works_key, name="works_key"),
    path(
        "<slug:slug>/ky/<int:number>/cham/<int:panel_id>/", views_key.works_send, name="works_send"
    ),
    path(
        "<slug:slug>/ky/<int:number>/cham/mo-phach/",
        views_key.works_key_open,
        name="works_key_open",
    ),
    path("<slug:slug>/bai/<int:pk>/", views_desk.desk_work, name="desk_work"),
    path("<slug:slug>/bai/<int:pk>/tep/", views_saves.scan_upload, name="scan_upload"),
    path(f"{_DESK_FILE}/", views_saves.scan_piece, name="scan_piece"),
    path(f"{_DESK_FILE}/bo/", views_saves.scan_remove, name="scan_remove"),
    path(f"{_DESK_FILE}/tai/", views_saves.desk_file, name="desk_file"),
]
