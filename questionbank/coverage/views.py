"""The page of what the bank covers, and the same as a workbook."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from questionbank.access import bank_page
from questionbank.authoring.question_list import key_shares
from questionbank.coverage.counting import CELLS, Coverage, Line, count_coverage, matrix_rows
from questionbank.models import Audience, Difficulty, LegalDocument
from quizsite.tables.columns import Column
from quizsite.tables.responses import workbook_response
from quizsite.tables.xlsx_writer import Table, stream_workbook


class DocumentForm(forms.Form):
    document = forms.ModelChoiceField(
        LegalDocument.objects.exclude(revisions=None).distinct(),
        label=_lazy("Chỉ các câu dựa trên"),
        required=False,
        empty_label=_lazy("Mọi văn bản"),
    )


def _count(form: DocumentForm) -> Coverage:
    form.is_valid()
    document = form.cleaned_data.get("document")
    return count_coverage(
        document=document.pk if document else None,
        at=timezone.now(),
        whole=_("Toàn ngân hàng"),
        no_document=_("Không có căn cứ văn bản"),
        ended=_("không còn hoặc chưa có hiệu lực"),
    )


@require_safe
@bank_page
def coverage(request: HttpRequest) -> HttpResponse:
    form = DocumentForm(request.GET)
    found = _count(form)
    context = {
        "form": form,
        "coverage": found,
        "axes": [*found.axes, found.whole],
        "audiences": Audience.choices,
        "difficulties": [label for _each in Audience for label in Difficulty.labels],
        "shares": key_shares(),
    }
    return render(request, "questionbank/coverage.html", context)


@require_safe
@bank_page
def coverage_file(request: HttpRequest) -> HttpResponse:
    found = _count(DocumentForm(request.GET))
    tables = [
        _table(_("Theo trục"), [*found.axes, found.whole]),
        _table(_("Theo văn bản"), found.documents),
    ]
    return workbook_response(b"".join(stream_workbook(*tables)), name="do-phu.xlsx")


def _table(name: str, lines: list[Line]) -> Table:
    names = [f"c{n}" for n in range(len(CELLS))]
    cells = [
        Column(key, f"{audience.label}, {difficulty.label}", kind="number")
        for key, (audience, difficulty) in zip(names, CELLS, strict=True)
    ]
    columns = [
        Column("name", name, width=40),
        *cells,
        Column("total", _("Tổng"), kind="number"),
        Column("numbers", _("Chỉ hỏi con số"), kind="number"),
        Column("uses", _("Số lần vào kỳ thi đã kết thúc"), kind="number"),
        Column("unused", _("Chưa dùng"), kind="number"),
        Column("last", _("Dùng lần cuối")),
        Column("note", _("Ghi chú"), width=30),
    ]
    about = [_("Câu đã ban hành trong ngân hàng"), ""]
    return Table(name, about, columns, matrix_rows(lines, names))  # type: ignore[arg-type]  # texts and numbers
