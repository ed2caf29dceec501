"""Deleting an account in the middle of a contest gives nobody a second try, and lifts no bar.

Keyed hashes of addresses and numbers stay as long as the marks and the list of barred people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from contests.models import Contest, FormerBankRole, FormerEntrant
from contests.rules import ContestRefusal, ReasonMissing
from contests.subjects import about_contest, organiser
from quizsite.accounts.addresses import to_address
from quizsite.accounts.models import User
from quizsite.accounts.phones import to_e164
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record
from quizsite.keyed_hashes import keyed_hash, keyed_hashes
from quizsite.language.vietnamese import visible

_SALT = "contests.registration.former_entrants"


class TookPartBefore(ContestRefusal):
    code = "took_part_before"
    message = _(
        "Địa chỉ hoặc số điện thoại này thuộc một tài khoản đã xoá dữ liệu, đã dự thi hoặc không "
        "được dự thi cuộc thi này. Cần giải quyết riêng thì hãy liên hệ ban tổ chức."
    )


class NobodyRemembered(ContestRefusal):
    code = "nobody_remembered"
    status = 409
    message = _(
        "Trang không giữ dấu nào của địa chỉ hay số này ở cuộc thi này. Hãy kiểm tra lại địa chỉ, "
        "hoặc xem danh sách không được dự thi."
    )


def remember(contest_id: int, reached: Iterable[str | None]) -> None:
    """Keep that these addresses and numbers do not enter this contest anew."""
    FormerEntrant.objects.bulk_create(
        [FormerEntrant(contest_id=contest_id, digest=digest) for digest in _digests(reached)],
        ignore_conflicts=True,
    )


def remember_bank_role(reached: Iterable[str | None], *, until: datetime) -> None:
    """Keep that the owner of these saw the bank's questions, for contests that begin later too.

    Another account may have had the same number; the later end counts."""
    digests = _digests(reached)
    known = dict(FormerBankRole.objects.filter(digest__in=digests).values_list("digest", "until"))
    FormerBankRole.objects.bulk_create(
        [
            FormerBankRole(digest=digest, until=max(until, known.get(digest, until)))
            for digest in digests
        ],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["until"],
    )


def saw_bank_until(user: User) -> datetime | None:
    """When an account that was deleted, and had this address or number, last saw the bank."""
    known = FormerBankRole.objects.filter(digest__in=_known_as([user.email, user.phone]))
    until: datetime | None = known.aggregate(until=Max("until"))["until"]
    return until


def check_never_entered(contest: Contest, user: User) -> None:
    digests = _known_as([user.email, user.phone])
    if FormerEntrant.objects.filter(contest=contest, digest__in=digests).exists():
        raise TookPartBefore


@transaction.atomic
def let_enter_anew(contest: Contest, *, reached: str, by: User, at: datetime, reason: str) -> None:
    """Forget one address or number: its owner may be another person by now.

    The line in the trail does not hold it."""
    if not visible(reason):
        raise ReasonMissing
    digests = _known_as([to_address(reached), to_e164(reached)])
    gone, _rows = FormerEntrant.objects.filter(contest=contest, digest__in=digests).delete()
    if not gone:
        raise NobodyRemembered
    record(
        about_contest(contest),
        kind=AuditKind.FORMER_ENTRANT_FORGOTTEN,
        by=organiser(by),
        at=at,
        reason=visible(reason),
    )


def _digests(reached: Iterable[str | None]) -> list[str]:
    return [keyed_hash(_SALT, one).hex() for one in {one for one in reached if one}]


def _known_as(reached: Iterable[str | None]) -> list[str]:
    """What was kept of them may have been kept under an older key."""
    known = {one for one in reached if one}
    return [digest.hex() for one in known for digest in keyed_hashes(_SALT, one)]
