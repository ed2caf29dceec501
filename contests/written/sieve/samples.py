"""Organisers bring texts from elsewhere that works are compared with."""

from __future__ import annotations

import hashlib
import tempfile
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, SampleEssay
from contests.rules import ContestRefusal
from contests.subjects import about_contest, organiser
from contests.written.sieve.form_checks import count_words
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.files.works import inspect_file

MOST_SAMPLES = 200
MOST_BYTES = 20 * 1024 * 1024
MOST_LETTERS = 400_000
_LEAST_WORDS = 30


class SampleHere(ContestRefusal):
    code = "sample_here"
    message = _("Bài mẫu này đã có trong danh sách.")


class SampleTooShort(ContestRefusal):
    code = "sample_too_short"
    message = _(
        "Máy đọc được chưa đến 30 chữ trong tệp. Nếu tệp là ảnh quét, hãy gõ lại hoặc chọn tệp có"
        " chữ."
    )


class SampleTooLong(ContestRefusal):
    code = "sample_too_long"
    message = _("Tệp dài quá 400.000 ký tự. Hãy chia thành nhiều tệp.")


class TooManySamples(ContestRefusal):
    code = "too_many_samples"
    message = _("Mỗi cuộc thi giữ nhiều nhất 200 bài mẫu. Hãy bỏ bớt bài không cần.")


class NotUnicode(ContestRefusal):
    code = "not_unicode"
    message = _("Tệp chữ không theo bảng mã Unicode (UTF-8). Hãy lưu lại dạng UTF-8 rồi tải lên.")


def text_of_file(chunks: Iterable[bytes], *, name: str) -> str:
    """Read a .txt as it is, and everything else in the limited child."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mau")
        with path.open("wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
        if name.lower().endswith(".txt") and path.stat().st_size <= MOST_BYTES:
            return _plain(path.read_bytes())
        return inspect_file(path, name=name, most_bytes=MOST_BYTES, into=Path(folder)).text


def _plain(data: bytes) -> str:
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUnicode from error


@transaction.atomic
def add_sample(
    contest: Contest, *, title: str, text: str, by: User | None, at: datetime
) -> SampleEssay:
    text = unicodedata.normalize("NFC", text.replace("\0", "")).strip()
    if len(text) > MOST_LETTERS:
        raise SampleTooLong
    if count_words(text) < _LEAST_WORDS:
        raise SampleTooShort
    if SampleEssay.objects.filter(contest=contest).count() >= MOST_SAMPLES:
        raise TooManySamples
    digest = hashlib.sha256(text.encode()).hexdigest()
    try:
        with transaction.atomic():
            sample = SampleEssay.objects.create(
                contest=contest, title=title, text=text, digest=digest, added_by=by, added_at=at
            )
    except IntegrityError as error:
        raise SampleHere from error
    record(
        about_contest(contest),
        kind=AuditKind.SAMPLE_ESSAY_ADDED,
        by=organiser(by),
        at=at,
        after={"sample_essay": title},
    )
    return sample


@transaction.atomic
def remove_sample(sample: SampleEssay, *, by: User, at: datetime) -> None:
    """Its pairs go with it; what was decided about them stays in the trail."""
    count, _by_model = SampleEssay.objects.filter(pk=sample.pk).delete()
    if count:
        record(
            about_contest(sample.contest),
            kind=AuditKind.SAMPLE_ESSAY_REMOVED,
            by=organiser(by),
            at=at,
            before={"sample_essay": sample.title},
        )
