"""Codes that let each holder answer once. They are handed out unseen, and no list says to whom."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contests.models import ResponseCode, Survey
from contests.rules import ContestRefusal
from contests.subjects import about_survey, survey_runner
from contests.surveys.rules import check_may_edit
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.keyed_hashes import keyed_hash, keyed_hashes
from quizsite.tables.columns import Column, Row
from quizsite.tables.xlsx_writer import Table

MOST_CODES = 20_000
# Nobody confuses these on paper: no vowels, no 0, 1, O, I, L.
_LETTERS = "BCDFGHJKMNPQRSTVWXZ23456789"
_LENGTH = 10
_SALT = "contests.surveys.code"


class CodeUnknown(ContestRefusal):
    code = "response_code_unknown"
    status = 409
    message = gettext_lazy(
        "Mã này không đúng hoặc đã được dùng. Hãy xem lại từng chữ trên phiếu mời rồi gửi lại."
    )


class TooManyCodes(ContestRefusal):
    code = "too_many_response_codes"
    message = gettext_lazy("Một khảo sát có nhiều nhất 20.000 mã.")


@transaction.atomic
def make_codes(survey: Survey, *, count: int, by: User, at: datetime) -> list[str]:
    """Return new codes, which nobody can read again: only their digests are stored."""
    locked = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    check_may_edit(locked, at=at)
    if locked.codes_made + count > MOST_CODES:
        raise TooManyCodes
    codes = [_new_code() for _ in range(count)]
    digests = sorted(_digest(locked, code) for code in codes)  # in another order than the list
    ResponseCode.objects.bulk_create(
        (ResponseCode(digest=digest, survey=locked) for digest in digests), batch_size=500
    )
    Survey.objects.filter(pk=survey.pk).update(codes_made=F("codes_made") + count)
    kind, who = AuditKind.SURVEY_CODES_MADE, survey_runner(survey, by)
    record(about_survey(survey), kind=kind, by=who, at=at, after={"survey_codes": count})
    return codes


def use_code(survey: Survey, typed: str) -> bool:
    """Use the code up; of two who type it at once one does. A used code leaves no row."""
    deleted, _rows = ResponseCode.objects.filter(
        survey=survey, digest__in=[one.hex() for one in keyed_hashes(_SALT, _said(survey, typed))]
    ).delete()
    return deleted == 1


def codes_table(codes: Iterable[str], *, title: str, address: str) -> Table:
    """A list to print and cut up; it stands in no order that anything else has."""
    columns = [
        Column("number", _("STT"), width=6),
        Column("code", _("Mã")),
        Column("address", _("Đường dẫn"), width=60),
    ]
    rows: Iterable[Row] = (
        {"number": number, "code": code, "address": f"{address}?ma={code}"}
        for number, code in enumerate(codes, start=1)
    )
    about = [
        title,
        _("Phát ngẫu nhiên. Đừng ghi mã nào đưa cho ai: như vậy mới không lần ra được."),
    ]
    return Table(_("Mã trả lời"), about, columns, rows)


def _new_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def _digest(survey: Survey, code: str) -> str:
    return keyed_hash(_SALT, _said(survey, code)).hex()


def _said(survey: Survey, code: str) -> str:
    bare = "".join(letter for letter in code.upper()[:40] if letter in _LETTERS)
    return f"{survey.pk}:{bare}"
