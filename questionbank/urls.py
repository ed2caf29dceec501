from django.urls import URLPattern, path

from questionbank.authoring import views_editing as editing
from questionbank.authoring import views_questions as questions
from questionbank.authoring.views_pairs import pairs
from questionbank.authoring.views_rework import document_questions, rework
from questionbank.authoring.views_sets import sets
from questionbank.axes import views as axes
from questionbank.blind_solves import views as solves
from questionbank.bulk.views import bulk
from questionbank.coverage.views import coverage, coverage_file
from questionbank.exporting.views import export_csv, export_json, export_xlsx, template_file
from questionbank.importing import views as files
from questionbank.intake import views as intake
from questionbank.legal_documents import views as documents
from questionbank.pictures.sending import picture
from questionbank.proposals import views as proposals
from questionbank.reviewing import views as reviewing

app_name = "questionbank"
urlpatterns: list[URLPattern] = [
    path("", questions.questions, name="questions"),
    path("hang-loat/", questions.take_step_with_many, name="take_step_with_many"),
    path("cau-hoi/them/", editing.question_add, name="question_add"),
    path("cau-hoi/<int:question_id>/", questions.question, name="question"),
    path("cau-hoi/<int:question_id>/sua/", editing.question_edit, name="question_edit"),
    path("phien-ban/<int:revision_id>/de-nghi/", proposals.propose, name="propose"),
    path("de-nghi/<int:proposal_id>/<slug:decision>/", proposals.decide, name="decide"),
    path("phien-ban/<int:revision_id>/bang-kiem/", reviewing.checklist, name="checklist"),
    path("phien-ban/<int:revision_id>/gop-y/", reviewing.comment, name="comment"),
    path("phien-ban/<int:revision_id>/loi-khac/", reviewing.suggestion_add, name="suggest"),
    path("gop-y/<int:comment_id>/xong/", reviewing.comment_resolve, name="comment_resolve"),
    path(
        "loi-khac/<int:suggestion_id>/<slug:decision>/",
        reviewing.suggestion_decide,
        name="suggestion_decide",
    ),
    path("cau-hoi/<int:question_id>/phan-bien/", reviewing.review, name="review"),
    path("cau-hoi/<int:question_id>/so-sanh/", reviewing.compare, name="compare"),
    path("cau-hoi/<int:question_id>/lich-su/", reviewing.history, name="history"),
    path("phien-ban/<int:revision_id>/<slug:step>/", questions.take_step, name="take_step"),
    path("cho-duyet/", solves.queue, name="review_queue"),
    path("cau-hoi/<int:question_id>/giai/", solves.solve_page, name="solve"),
    path(
        "phien-ban/<int:revision_id>/loi-giai/<int:solve_id>/",
        solves.settle_solve,
        name="settle_solve",
    ),
    path("bo-cau-hoi/", sets, name="sets"),
    path("cau-gan-giong/", pairs, name="pairs"),
    path("truc/", axes.axes, name="axes"),
    path("truc/<int:axis_id>/", axes.axis_edit, name="axis_edit"),
    path("truc/<int:axis_id>/<slug:step>/", axes.axis_move, name="axis_move"),
    path("van-ban/", documents.documents, name="documents"),
    path("van-ban/them/", documents.document_edit, name="document_add"),
    path("van-ban/<int:document_id>/cau-hoi/", document_questions, name="document_questions"),
    path("can-lam-lai/", rework, name="rework"),
    path("do-phu/", coverage, name="coverage"),
    path("do-phu.xlsx", coverage_file, name="coverage_file"),
    path("viec-hang-loat/", bulk, name="bulk"),
    path("van-ban/<int:document_id>/", documents.document_edit, name="document_edit"),
    path("nhap/", intake.import_file, name="import_file"),
    path("nhap/tiep-nhan/<int:intake_id>/", intake.intake, name="intake"),
    path("nhap/tiep-nhan/<int:intake_id>/nhieu/", intake.many, name="intake_many"),
    path("nhap/tiep-nhan/<int:intake_id>/luu/", intake.confirm, name="intake_confirm"),
    path("nhap/tiep-nhan/<int:intake_id>/thu-lai/", intake.take_back, name="intake_take_back"),
    path("nhap/tiep-nhan/<int:intake_id>/bo/", intake.delete, name="intake_delete"),
    path("nhap/tiep-nhan/<int:intake_id>/tep/", intake.original, name="intake_original"),
    path("nhap/tiep-nhan/<int:intake_id>/<int:item_id>/", intake.item_mend, name="item_mend"),
    path(
        "nhap/tiep-nhan/<int:intake_id>/<int:item_id>/van-ban/", intake.item_text, name="item_text"
    ),
    path(
        "nhap/tiep-nhan/<int:intake_id>/<int:item_id>/<slug:step>/",
        intake.item_step,
        name="item_step",
    ),
    path("nhap/mau.xlsx", template_file, name="template_file"),
    path("nhap/<int:preview_id>/", files.import_preview, name="import_preview"),
    path("nhap/<int:preview_id>/xac-nhan/", files.import_confirm, name="import_confirm"),
    path("hinh/<slug:digest>/<slug:size>/", picture, name="picture"),
    path("xuat.xlsx", export_xlsx, name="export_xlsx"),
    path("xuat.csv", export_csv, name="export_csv"),
    path("xuat.json", export_json, name="export_json"),
]
