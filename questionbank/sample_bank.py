"""Loads the sample bank: our own questions in files such as organisers import."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from questionbank.authoring.revisions import publish_all, send_all_to_review
from questionbank.authoring.sets import create_set, put_into
from questionbank.importing.columns import QUESTIONS
from questionbank.importing.plan import check_file
from questionbank.importing.store import store_plan
from questionbank.models import Axis, BankRole, LegalDocument, Question, QuestionSet, Revision
from questionbank.programme import AXES
from questionbank.sample_parts import load_readings
from questionbank.sample_sources import Source, sources_of
from questionbank.subjects import author as as_author
from quizsite.accounts.models import User
from quizsite.tables.reader import read_table

FOLDER = Path(__file__).parent / "sample"
DOCUMENTS = FOLDER / "documents.csv"
# Questions about one province's own rules, in a file that another province leaves out.
HANOI = FOLDER / "hanoi.csv"
# In a set for practice, so that no ranked round draws them.
PRACTICE = FOLDER / "practice.csv"
DRAFTS = FOLDER / "drafts.csv"
# One or more of each kind beside options to choose from, in a set for practice of their own.
KINDS = FOLDER / "kinds.csv"
WRITTEN = FOLDER / "written.csv"
FILES = (*sorted(FOLDER.glob("axes-*.csv")), HANOI, PRACTICE, DRAFTS)
PRACTICE_SET = "Luyện tập (dữ liệu mẫu)"
KINDS_SET = "Các dạng câu hỏi (dữ liệu mẫu)"
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
    documents = load_documents()
    author = _sample_user(*AUTHOR, kind=BankRole.Kind.AUTHOR, at=at)
    reviewer = _sample_user(*REVIEWER, kind=BankRole.Kind.REVIEWER, at=at)
    questions = sum(
        _load_questions(path, author=author, reviewer=reviewer, at=at)
        for path in (*FILES, KINDS, WRITTEN)
    )
    axis = Axis.objects.get(code="2")
    readings = load_readings(axis, author=author, reviewer=reviewer, at=at)
    _make_practice_set(PRACTICE_SET, codes=("LUYEN-",), by=author, at=at)
    _make_practice_set(KINDS_SET, codes=("DANG-", "GHI-"), by=author, at=at)
    practice = QuestionSet.objects.filter(name=PRACTICE_SET).first()
    if readings and practice:  # a site that loaded the sample before has the set already
        put_into(practice, readings, by=author, at=at)
    return Loaded(documents=documents, questions=questions + len(readings))


@transaction.atomic
def load_documents() -> int:
    """Add the documents that are missing; whoever imports the questions needs them first."""
    known = set(LegalDocument.objects.values_list("number", flat=True))
    with DOCUMENTS.open(encoding="utf-8", newline="") as stream:
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
    BankRole.objects.get_or_create(user=user, kind=kind, defaults={"since": at})
    return user


def _make_practice_set(name: str, *, codes: tuple[str, ...], by: User, at: datetime) -> None:
    """Make it once; what authors have taken out since stays out."""
    if QuestionSet.objects.filter(name=name).exists():
        return
    made = create_set(name, is_practice=True, by=as_author(by), at=at)
    named = Q()
    for code in codes:
        named |= Q(code__startswith=code)
    asked = Question.objects.filter(named, is_sample=True)
    put_into(made, asked.values_list("pk", flat=True), by=by, at=at)


def _load_questions(path: Path, *, author: User, reviewer: User, at: datetime) -> int:
    raw = read_table(path, QUESTIONS)
    present = set(Question.objects.values_list("code", flat=True))
    missing = [row for row in raw.rows if row.cells.get("code") not in present]
    if not missing:
        return 0
    plan = check_file(replace(raw, rows=missing))
    stored = store_plan(plan, by=author, at=at, is_sample=True)
    sources = sources_of(path)
    ready = _note_what_drafts_lack(stored.revision_ids, sources)
    send_all_to_review(ready, by=author, at=at)
    publish_all(ready, by=reviewer, at=at, is_checked_elsewhere=True)
    return stored.new


def _note_what_drafts_lack(revision_ids: Iterable[int], sources: Mapping[str, Source]) -> list[int]:
    """Return those that may be published; the others stay drafts that say why."""
    ready = []
    written = Revision.objects.filter(pk__in=list(revision_ids)).select_related("question")
    for revision in written:
        source = sources[revision.question.code]
        if source.may_be_published:
            ready.append(revision.pk)
        else:
            revision.review_note = source.lacking
            revision.save(update_fields=["review_note"])
    return ready
