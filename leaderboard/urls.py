from django.urls import path
from django.views.generic import RedirectView

from leaderboard.boards import views as boards
from leaderboard.boards import views_reveal, views_screens
from leaderboard.certificates import urls as certificate_urls
from leaderboard.comparisons import views as comparisons
from leaderboard.finals import views as finalising
from leaderboard.finals import views_contest
from leaderboard.finals import views_correction as correcting
from leaderboard.official_documents import urls as document_urls
from leaderboard.own_results import views as own_results
from leaderboard.participation import views as participation
from leaderboard.participation import views_rosters as rosters
from leaderboard.participation import views_unit_desk as unit_desk
from leaderboard.participation.views_quotas import quotas_missing
from leaderboard.prizes import views_collective as collective
from leaderboard.prizes import views_winners as winners
from leaderboard.propaganda import urls as propaganda_urls
from leaderboard.qualifying import views as qualifying
from leaderboard.recount.views import contest_recount
from leaderboard.reports import urls as report_urls
from leaderboard.sharing import views as sharing
from leaderboard.sub_answers import views as sub_answers
from leaderboard.sub_answers import views_marking as sub_answers_marking
from leaderboard.unit_tiles import views as unit_tiles
from leaderboard.wrong_questions import views as wrong_questions

app_name = "leaderboard"
urlpatterns = [
    *document_urls.urlpatterns,
    *certificate_urls.urlpatterns,
    *report_urls.urlpatterns,
    *propaganda_urls.urlpatterns,
    path("cuoc-thi/<slug:slug>/bang-xep-hang/", boards.board, name="board"),
    path("cuoc-thi/<slug:slug>/bang-xep-hang/du-lieu/", boards.board_json, name="board_json"),
    path("cuoc-thi/<slug:slug>/bang-xep-hang/cua-toi/", boards.own_place, name="own_place"),
    path("cuoc-thi/<slug:slug>/man-chieu/buc/", views_screens.podium, name="podium"),
    path("cuoc-thi/<slug:slug>/man-chieu/don-vi/", views_screens.unit_race, name="unit_race"),
    path("cuoc-thi/<slug:slug>/cong-bo/<str:token>/", views_reveal.reveal, name="reveal"),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/cong-bo-hang/",
        views_reveal.reveal_desk,
        name="reveal_desk",
    ),
    path("cuoc-thi/<slug:slug>/don-vi/", participation.participation, name="participation"),
    path(
        "cuoc-thi/<slug:slug>/don-vi/so-lieu.xlsx",
        participation.export,
        name="participation_export",
    ),
    path("cuoc-thi/<slug:slug>/so-sanh-don-vi/", comparisons.comparison, name="comparison"),
    path(
        "cuoc-thi/<slug:slug>/so-sanh-don-vi/so-lieu.xlsx",
        comparisons.comparison_file,
        name="comparison_file",
    ),
    path(
        "cuoc-thi/<slug:slug>/so-sanh-don-vi/<slug:code>/",
        comparisons.comparison,
        name="comparison",
    ),
    path(
        "to-chuc/<slug:slug>/so-sanh-don-vi/",
        comparisons.own_comparison,
        name="own_comparison",
    ),
    path(
        "to-chuc/<slug:slug>/so-sanh-don-vi/so-lieu.xlsx",
        comparisons.own_comparison_file,
        name="own_comparison_file",
    ),
    path("cuoc-thi/<slug:slug>/buc-tranh-don-vi/", unit_tiles.unit_tiles, name="unit_tiles"),
    path(
        "cuoc-thi/<slug:slug>/buc-tranh-don-vi/<slug:code>/",
        unit_tiles.unit_tiles,
        name="unit_tiles",
    ),
    path("nhung/<slug:slug>/don-vi/", unit_tiles.embedded_tiles, name="embedded_tiles"),
    path(
        "nhung/<slug:slug>/don-vi/<slug:code>/",
        unit_tiles.embedded_tiles,
        name="embedded_tiles",
    ),
    path("anh.png", sharing.site_picture, name="site_picture"),
    path("cuoc-thi/<slug:slug>/anh.png", sharing.contest_picture, name="contest_picture"),
    path(
        "cuoc-thi/<slug:slug>/don-vi/<slug:code>/anh.png",
        sharing.unit_picture,
        name="unit_picture",
    ),
    path("bai-thi/<uuid:code>/chia-se/", sharing.share, name="share"),
    path("chia-se/<uuid:code>/", sharing.shared_result, name="shared_result"),
    path("chia-se/<uuid:code>/anh.png", sharing.shared_picture, name="shared_picture"),
    path(
        "cuoc-thi/<slug:slug>/don-vi/<slug:code>/",
        participation.participation,
        name="participation",
    ),
    path("ket-qua-cua-toi/", own_results.own_results, name="own_results"),
    path("ket-qua-cua-toi/loi-khen/", own_results.joys, name="joys"),
    path("don-vi/<slug:code>/", unit_desk.unit_desk, name="unit_desk"),
    path("don-vi/<slug:code>/danh-sach/<slug:slug>/", rosters.roster, name="roster"),
    path(
        "don-vi/<slug:code>/danh-sach/<slug:slug>/danh-sach.xlsx",
        rosters.roster_file,
        name="roster_file",
    ),
    path(
        "don-vi/<slug:code>/danh-sach/<slug:slug>/tin-nhan/",
        rosters.roster_message,
        name="roster_message",
    ),
    path(
        "don-vi/<slug:code>/danh-sach/<slug:slug>/ap-phich/<slug:size>.pdf",
        rosters.unit_poster_file,
        name="unit_poster",
    ),
    path("to-chuc/<slug:slug>/danh-sach/", rosters.rosters, name="rosters"),
    path("to-chuc/<slug:slug>/chi-tieu/con-thieu/", quotas_missing, name="quotas_missing"),
    path(
        "to-chuc/<slug:slug>/ket-qua/",
        views_contest.contest_results,
        name="contest_results",
    ),
    path(
        "to-chuc/<slug:slug>/ket-qua.xlsx",
        views_contest.contest_results_file,
        name="contest_results_file",
    ),
    path("to-chuc/<slug:slug>/kiem-tra/", contest_recount, name="contest_recount"),
    path("to-chuc/<slug:slug>/ky/<int:number>/chot/", finalising.finalise, name="finalise"),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/chot/kiem-tra/",
        finalising.check,
        name="check_result",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/chot/lam-lai/",
        finalising.work_again,
        name="work_again",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/chot/dinh-chinh/",
        correcting.correction,
        name="correction",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/chot/dinh-chinh/<int:pk>/<slug:decision>/",
        correcting.decide_correction,
        name="decide_correction",
    ),
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
    path("cuoc-thi/<slug:slug>/dat-giai/", winners.public_winners, name="public_winners"),
    path("to-chuc/<slug:slug>/dat-giai/", winners.winners, name="winners"),
    path("to-chuc/<slug:slug>/dat-giai.xlsx", winners.winners_file, name="winners_file"),
    path("to-chuc/<slug:slug>/dat-giai/<int:pk>/", winners.winner, name="winner"),
    path("to-chuc/<slug:slug>/ky/<int:number>/dat-giai/", winners.winners, name="winners"),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/dat-giai.xlsx",
        winners.winners_file,
        name="winners_file",
    ),
    path("to-chuc/<slug:slug>/ky/<int:number>/dat-giai/<int:pk>/", winners.winner, name="winner"),
    path("to-chuc/<slug:slug>/tap-the/<int:pk>/", collective.collective, name="collective"),
    path(
        "to-chuc/<slug:slug>/tap-the/<int:pk>/ket-qua.xlsx",
        collective.collective_file,
        name="collective_file",
    ),
    path(
        "to-chuc/<slug:slug>/tap-the/<int:pk>/diem/<slug:code>/",
        collective.unit_points,
        name="unit_points",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/cau-hoi-phu/",
        sub_answers.sub_answer,
        name="sub_answer",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/cham-cau-hoi-phu/",
        sub_answers_marking.text_marks,
        name="text_marks",
    ),
    path("to-chuc/<slug:slug>/ky/<int:number>/vao-ky/", qualifying.qualified, name="qualified"),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/vao-ky/<int:pk>/",
        qualifying.admission,
        name="admission",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/kiem-tra/",
        finalising.verification,
        name="verification",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/cau-hoi/",
        wrong_questions.questions,
        name="round_questions",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/cau-hoi/thong-ke/",
        RedirectView.as_view(pattern_name="contests:analysis"),  # links of before 0.5
        name="question_statistics",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/cau-hoi/<int:revision_id>/",
        wrong_questions.question,
        name="round_question",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/xu-ly/<int:ruling_id>/tinh-lai/",
        wrong_questions.count_again,
        name="count_ruling_again",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/xu-ly/<int:ruling_id>/cho/",
        wrong_questions.ruling_wait,
        name="ruling_wait",
    ),
    path(
        "to-chuc/<slug:slug>/ky/<int:number>/xu-ly/<int:ruling_id>/<slug:decision>/",
        wrong_questions.decide,
        name="decide_ruling",
    ),
]
