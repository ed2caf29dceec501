"""What a contest asks at entry besides name and unit: a pledge, and a code kept as a hash."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.eligibility.details import NO_DETAILS, Details
from contests.models import Contest, EntryCode, PledgeText
from contests.registration.ages import Age
from contests.rules import ContestRefusal
from contests.subjects import about_contest, organiser
from quizsite.accounts.models import User
from quizsite.audit.kinds import AuditKind
from quizsite.audit.trail import record_changes, snapshot

CONDITION_FIELDS = (
    "pledge",
    "entry_code",
    "entry_code_digits",
    "entry_code_label",
    "is_entry_code_required",
)
DEFAULT_PLEDGE = _(
    "Tôi cam kết không thuộc ban tổ chức, ban giám khảo, tổ ra đề của cuộc thi và không phải là "
    "vợ, chồng, cha, mẹ, con, anh, chị, em ruột của những người đó; tôi đăng ký một lần, tự làm "
    "bài bằng tài khoản của mình và không thi hộ ai."
)
_STAFF_CODE = re.compile(r"[0-9A-Z]{3,20}")
_NOT_COUNTED = re.compile(r"[\s./_-]+")


class PledgeMissing(ContestRefusal):
    code = "pledge_missing"
    message = _("Hãy đọc và đánh dấu lời cam kết để đăng ký dự thi.")


class CodeMissing(ContestRefusal):
    code = "code_missing"


class CodeWrong(ContestRefusal):
    code = "code_wrong"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a person brings to the entry; device and network come from the request."""

    has_pledged: bool = False
    code: str = ""
    age: Age | None = None
    details: Details = NO_DETAILS
    device: str = ""
    network: str = ""


NOTHING = Brought()


@transaction.atomic
def set_conditions(contest: Contest, *, by: User, at: datetime) -> Contest:
    """Store changed conditions; they hold for entries from now on."""
    stored = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
    changed = record_changes(
        about_contest(contest),
        kind=AuditKind.CONDITIONS_CHANGED,
        by=organiser(by),
        at=at,
        before=snapshot(stored, CONDITION_FIELDS),
        after=snapshot(contest, CONDITION_FIELDS),
    )
    if changed:
        contest.save(update_fields=changed)
    return contest


def pledge_version(contest: Contest) -> str:
    """Name the text, so that the form can tell whether it is still the one that was read."""
    return sha256(contest.pledge.encode()).hexdigest()


def check_conditions(contest: Contest, brought: Brought) -> None:
    if contest.pledge and not brought.has_pledged:
        raise PledgeMissing
    code_as_kept(contest, brought.code)


def code_as_kept(contest: Contest, written: str) -> str:
    """Return the one spelling of a code, "" for none; refuse a code that cannot be one."""
    if contest.entry_code == EntryCode.NONE:
        return ""
    code = _NOT_COUNTED.sub("", unicodedata.normalize("NFKC", written)).upper()
    if not code:
        if contest.is_entry_code_required:
            raise CodeMissing(_("Hãy ghi: %(label)s.") % {"label": contest.code_label})
        return ""
    if contest.entry_code == EntryCode.IDENTITY:
        if len(code) != contest.entry_code_digits or not (code.isascii() and code.isdigit()):
            raise CodeWrong(_("Hãy ghi đúng %(n)d chữ số.") % {"n": contest.entry_code_digits})
    elif not _STAFF_CODE.fullmatch(code):
        raise CodeWrong(_("Mã gồm từ 3 đến 20 chữ cái không dấu và chữ số. Hãy xem lại thẻ."))
    return code


def pledge_now(contest: Contest, *, at: datetime) -> PledgeText | None:
    """Return the text as a row that an entry can point to; the first entry of a text makes it."""
    if not contest.pledge:
        return None
    said = {"body": contest.pledge, "since": at}
    version = pledge_version(contest)
    text, _made = PledgeText.objects.get_or_create(contest=contest, digest=version, defaults=said)
    return text
