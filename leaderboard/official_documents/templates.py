"""Organisers keep their own .docx of a kind of document, which is checked before it is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.awards import Award
from contests.models import Contest
from contests.subjects import about_contest, organiser
from leaderboard.document_models import DocumentKind, OfficeTemplate
from leaderboard.official_documents.builders import BUILDERS
from leaderboard.official_documents.issue import case_of
from leaderboard.official_documents.template_fields import known_fields, rows_of, values_of
from leaderboard.rules import LeaderboardRefusal
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.documents.own_templates import UnusableTemplate, fields_in, filled
from quizsite.documents.structure import DRAFT

# Letters to many units are written by a job, in our own layout alone.
OWN_KINDS = [one for one in DocumentKind if one != DocumentKind.REMINDERS]
_NAMED = 10


class NoTemplate(LeaderboardRefusal):
    code = "no_template"
    status = 404
    message = _("Cơ quan chưa tải mẫu riêng cho loại văn bản này.")


def checked_fields(data: bytes) -> list[str]:
    """The fields of a template that may be kept; refuse one with a name that nobody knows."""
    fields, known = fields_in(data), known_fields()
    unknown = [one for one in fields if one not in known]
    if unknown:
        named = ", ".join(f"{{{{{one[:60]}}}}}" for one in unknown[:_NAMED])
        raise UnusableTemplate(
            _("Mẫu có trường mà trang không biết: %(fields)s. Hãy sửa theo danh sách bên dưới.")
            % {"fields": named}
        )
    if not fields:
        raise UnusableTemplate(
            _("Mẫu chưa có trường nào. Hãy viết trường dạng {{cuoc_thi}} vào chỗ cần điền.")
        )
    return fields


def template_of(contest: Contest, kind: DocumentKind) -> OfficeTemplate | None:
    return OfficeTemplate.objects.filter(contest=contest, kind=kind).first()


def templates_in(contest: Contest) -> dict[str, OfficeTemplate]:
    """By kind, without the files."""
    return {one.kind: one for one in OfficeTemplate.objects.filter(contest=contest).defer("file")}


@transaction.atomic
def set_template(
    contest: Contest,
    kind: DocumentKind,
    *,
    data: bytes,
    fields: list[str],
    file_name: str,
    by: User,
    at: datetime,
) -> OfficeTemplate:
    template, _is_new = OfficeTemplate.objects.update_or_create(
        contest=contest,
        kind=kind,
        defaults={
            "file": data,
            "file_name": file_name[:200],
            "fields": fields,
            "uploaded_at": at,
        },
    )
    record(
        about_contest(contest),
        kind=AuditKind.TEMPLATE_SET,
        by=organiser(by),
        at=at,
        after={"document": str(kind.label), "file": template.file_name},
    )
    return template


@transaction.atomic
def remove_template(contest: Contest, kind: DocumentKind, *, by: User, at: datetime) -> None:
    template = template_of(contest, kind)
    if template is None:
        raise NoTemplate
    template.delete()
    record(
        about_contest(contest),
        kind=AuditKind.TEMPLATE_REMOVED,
        by=organiser(by),
        at=at,
        before={"document": str(kind.label), "file": template.file_name},
    )


def write_by_template(award: Award, kind: DocumentKind, *, at: datetime) -> bytes:
    """The office's own file; a draft and the result behind it are marked where it does not say."""
    template = template_of(award.contest, kind)
    if template is None:
        raise NoTemplate
    case = case_of(award, kind, at=at)
    document = BUILDERS[kind](case)
    has = set(template.fields)
    return filled(
        bytes(template.file),
        values_of(case, document),
        rows=rows_of(case),
        above=DRAFT if document.is_draft and "ban_nhap" not in has else "",
        below=document.source if "ma_ket_qua" not in has else "",
    )
