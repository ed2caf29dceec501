"""Addresses of finals: organisers' under to-chuc/, the totals for everybody under cuoc-thi/."""

from django.urls import URLPattern, path

from contests.presentations import views, views_public

_FINAL = "<slug:slug>/ky/<int:number>/chung-khao"
ORGANISING: list[URLPattern] = [
    path(f"{_FINAL}/", views.final_desk, name="final_desk"),
    path(f"{_FINAL}/lap/", views.final_new, name="final_new"),
    path(f"{_FINAL}/boc-tham/", views.final_draw, name="final_draw"),
    path(f"{_FINAL}/bo/", views.final_discard, name="final_discard"),
    path(f"{_FINAL}/lich/", views.final_plan, name="final_plan"),
    path(f"{_FINAL}/diem/", views.final_points, name="final_points"),
    path(f"{_FINAL}/truc-tiep/", views.final_live, name="final_live"),
    path(f"{_FINAL}/truc-tiep/so-lieu/", views.final_live_rows, name="final_live_rows"),
    path(f"{_FINAL}/truc-tiep/mo/", views.final_watch, name="final_watch"),
]
_WATCHED = "cuoc-thi/<slug:slug>/chung-khao/<int:number>"
PUBLIC: list[URLPattern] = [
    path(f"{_WATCHED}/", views_public.live_final, name="live_final"),
    path(f"{_WATCHED}/so-lieu/", views_public.live_final_rows, name="live_final_rows"),
]
