from django.urls import path

from leaderboard.boards import views as boards
from leaderboard.finals import views as finalising
from leaderboard.participation import views as participation
from leaderboard.participation import views_unit_desk as unit_desk

app_name = "leaderboard"
urlpatterns = [
    path("cuoc-thi/<slug:slug>/bang-xep-hang/", boards.board, name="board"),
    path("cuoc-thi/<slug:slug>/bang-xep-hang/du-lieu/", boards.board_json, name="board_json"),
    path("cuoc-thi/<slug:slug>/bang-xep-hang/cua-toi/", boards.own_place, name="own_place"),
    path("cuoc-thi/<slug:slug>/don-vi/", participation.participation, name="participation"),
    path(
        "cuoc-thi/<slug:slug>/don-vi/so-lieu.xlsx",
        participation.export,
        name="participation_export",
    ),
    path(
        "cuoc-thi/<slug:slug>/don-vi/<slug:code>/",
        participation.participation,
        name="participation",
    ),
    path("don-vi/<slug:code>/", unit_desk.unit_desk, name="unit_desk"),
    path("to-chuc/<slug:slug>/ky/<int:number>/chot/", finalising.finalise, name="finalise"),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/chot/ket-qua.xlsx",
        finalising.results_file,
        name="results_file",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/chot/tep-ket-qua/",
        finalising.prepare_results,
        name="prepare_results",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/chot/tep-ket-qua.xlsx",
        finalising.prepared_results,
        name="prepared_results",
    ),
]
