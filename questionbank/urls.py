from django.urls import URLPattern, path

from questionbank.authoring import views_editing as editing
from questionbank.authoring import views_questions as questions
from questionbank.authoring.views_pairs import pairs
from questionbank.authoring.views_sets import sets
from questionbank.exporting.views import export_csv, export_xlsx, template_file
from questionbank.importing import views as files
from questionbank.legal_documents import views as documents
from questionbank.proposals import views as proposals

app_name = "questionbank"
urlpatterns: list[URLPattern] = [
    path("", questions.questions, name="questions"),
    path("hang-loat/", questions.take_step_with_many, name="take_step_with_many"),
    path("cau-hoi/them/", editing.question_add, name="question_add"),
    path("cau-hoi/<int:question_id>/", questions.question, name="question"),
    path("cau-hoi/<int:question_id>/sua/", editing.question_edit, name="question_edit"),
    path("phien-ban/<int:revision_id>/de-nghi/", proposals.propose, name="propose"),
    path("de-nghi/<int:proposal_id>/<slug:decision>/", proposals.decide, name="decide"),
    path("phien-ban/<int:revision_id>/<slug:step>/", questions.take_step, name="take_step"),
    path("bo-cau-hoi/", sets, name="sets"),
    path("cau-gan-giong/", pairs, name="pairs"),
    path("van-ban/", documents.documents, name="documents"),
    path("van-ban/them/", documents.document_edit, name="document_add"),
    path("van-ban/<int:document_id>/", documents.document_edit, name="document_edit"),
    path("nhap/", files.import_file, name="import_file"),
    path("nhap/mau.xlsx", template_file, name="template_file"),
    path("nhap/<int:preview_id>/", files.import_preview, name="import_preview"),
    path("nhap/<int:preview_id>/xac-nhan/", files.import_confirm, name="import_confirm"),
    path("xuat.xlsx", export_xlsx, name="export_xlsx"),
    path("xuat.csv", export_csv, name="export_csv"),
]
