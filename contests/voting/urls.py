"""Addresses of ballots: the desk's under to-chuc/, and those for everybody."""

from django.urls import URLPattern, path

from contests.voting import views, views_desk

_DESK = "<slug:slug>/binh-chon/<int:pk>/"
_PUBLIC = "cuoc-thi/<slug:slug>/binh-chon/<int:pk>/"

ORGANISING: list[URLPattern] = [
    path("<slug:slug>/binh-chon/", views_desk.ballots, name="ballots"),
    path(_DESK, views_desk.ballot_desk, name="ballot_desk"),
    path(f"{_DESK}sua/", views_desk.ballot_edit, name="ballot_edit"),
    path(f"{_DESK}bai/", views_desk.ballot_works, name="ballot_works"),
    path(f"{_DESK}tac-pham/them/", views_desk.candidate_new, name="candidate_new"),
    path(
        f"{_DESK}tac-pham/<int:candidate>/bo/", views_desk.candidate_remove, name="candidate_remove"
    ),
    path(f"{_DESK}chuyen/<slug:step>/", views_desk.ballot_move, name="ballot_move"),
    path(
        f"{_DESK}phieu/<int:candidate>/<slug:sign>/bo/", views_desk.votes_annul, name="votes_annul"
    ),
]
PUBLIC: list[URLPattern] = [
    path(_PUBLIC, views.ballot, name="ballot"),
    path(f"{_PUBLIC}<int:candidate>/", views.vote, name="vote"),
]
