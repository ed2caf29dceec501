"""Loads the sample bank: our own questions in files such as organisers import."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from questionbank.authoring.revisions import publish_all, send_all_to_review
from questionbank.importing.columns import QUESTIONS
from questionbank.importing.plan import check_file
from questionbank.importing.store import store_plan
from questionbank.models import Axis, BankRole, LegalDocument, Question
from questionbank.programme import AXES
from quizsite.accounts.models import User
from quizsite.tables.reader import read_table

FOLDER = Path(__file__).parent / "sample"
AUTHOR = ("nguoi-soan@mau.example.vn", "Người soạn câu hỏi (mẫu)")
REVIEWER = ("nguoi-duyet@mau.example.vn", "Người duyệt câu hỏi (mẫu)")


@dataclass(frozen=True, slots=True)
class Loaded:
    documents: int
    questions: int


@transaction.atomic
def load_sample_bank(*, at: datetime) -> Loaded:
    """Add missing rows, and leave those alone that an organiser has edited since."""
    for position, (code, name) in enumerate(AXES, start=1):
        Axis.objects.get_or_create(code=code, defaults={"name": name, "position": position})
    documents = _load_documents(FOLDER / "documents.csv")
    author = _sample_user(*AUTHOR, kind=BankRole.Kind.AUTHOR, at=at)
    reviewer = _sample_user(*REVIEWER, kind=BankRole.Kind.REVIEWER, at=at)
    questions = sum(
        _load_questions(path, author=author, reviewer=reviewer, at=at)
        for path in sorted(FOLDER.glob("axes-*.csv"))
    )
    return Loaded(documents=documents, questions=questions)


def _load_documents(path: Path) -> int:
    known = set(LegalDocument.objects.values_list("number", flat=True))
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["Số hiệu"] not in known]
    added = LegalDocument.objects.bulk_create(
        LegalDocument(
            number=row["Số hiệu"],
            title=row["Tên văn bản"],
            issued_on=_day(row["Ngày ban hành"]),
            in_force_from=_day(row["Hiệu lực từ"]),
            in_force_until=_day(row["Hiệu lực đến"]),
        )
        for row in rows
    )
    for row in rows:
        if row["Thay thế bởi"]:
            successor = LegalDocument.objects.get(number=row["Thay thế bởi"])
            LegalDocument.objects.filter(number=row["Số hiệu"]).update(replaced_by=successor)
    return len(added)


def _day(said: str) -> date | None:
    return date.fromisoformat(said) if said else None


def _sample_user(email: str, full_name: str, *, kind: str, at: datetime) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        # Without a password no person can sign in to this account.
        user = User.objects.create_user(email, full_name=full_name, date_joined=at)
    BankRole.objects.get_or_create(user=user, kind=kind)
    return user


def _load_questions(path: Path, *, author: User, reviewer: User, at: datetime) -> int:
    raw = read_table(path, QUESTIONS)
    present = set(Question.objects.values_list("code", flat=True))
    missing = [row for row in raw.rows if row.cells.get("code") not in present]
    if not missing:
        return 0
    plan = check_file(replace(raw, rows=missing))
    stored = store_plan(plan, by=author, at=at, is_sample=True)
    send_all_to_review(stored.revision_ids, by=author, at=at)
    publish_all(stored.revision_ids, by=reviewer, at=at)
    return stored.new
