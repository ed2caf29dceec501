"""Who wrote a work: named in the form, never in the work; each author's share of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import Entry, Work, WorkAuthor
from contests.rules import ContestRefusal
from contests.written.rules import check_has_works_left, check_may_take_part, check_may_write
from contests.written.terms import terms_of
from quizsite.accounts.models import Unit

_SALT = "contests.written.authors"


class SharesWrong(ContestRefusal):
    code = "shares_wrong"


class TooManyAuthors(ContestRefusal):
    code = "too_many_authors"


class AlreadyAuthor(ContestRefusal):
    code = "already_author"
    status = 409
    message = _("Bạn đã là tác giả của bài này, hoặc người khác đã xác nhận bằng đường dẫn này.")


class NoSuchInvitation(ContestRefusal):
    code = "no_such_invitation"
    status = 404
    message = _("Đường dẫn này không còn dùng được. Hãy xin người nộp bài đường dẫn mới.")


@dataclass(frozen=True, slots=True)
class AuthorLine:
    """A co-author as the form names them; `pk` if the line was there before."""

    full_name: str
    unit: Unit | None
    share_percent: int
    pk: int | None = None


@transaction.atomic
def name_authors(
    work: Work, *, own_share: int, others: Sequence[AuthorLine], at: datetime
) -> list[WorkAuthor]:
    """Store the owner's share and the co-authors. Who is named anew confirms anew."""
    locked = Work.objects.select_for_update(no_key=True).select_related("round").get(pk=work.pk)
    check_may_write(locked, round=locked.round, at=at)
    if len(others) + 1 > terms_of(locked.round).max_authors:
        raise TooManyAuthors(
            _("Một bài có tối đa %(n)d tác giả.") % {"n": terms_of(locked.round).max_authors}
        )
    total = own_share + sum(one.share_percent for one in others)
    if total != 100:
        raise SharesWrong(
            _("Tỷ lệ đóng góp cộng lại là %(n)d%%, cần đúng 100%%. Hãy sửa lại.") % {"n": total}
        )
    stored = {one.pk: one for one in locked.authors.all()}
    owner = next(one for one in stored.values() if one.entry_id == locked.entry_id)
    owner.share_percent, owner.position = own_share, 0
    owner.save(update_fields=["share_percent", "position"])
    kept = {owner.pk}
    for position, line in enumerate(others, start=1):
        before = stored.get(line.pk or 0)
        author = _named(before if before is not owner else None, locked, line, position=position)
        author.save()
        kept.add(author.pk)
    locked.authors.exclude(pk__in=kept).delete()
    return list(locked.authors.all())


def _named(before: WorkAuthor | None, work: Work, line: AuthorLine, *, position: int) -> WorkAuthor:
    author = before or WorkAuthor(work=work)
    said = (line.full_name, line.unit.pk if line.unit else None, line.share_percent)
    if (author.full_name, author.unit_id, author.share_percent) != said:
        author.confirmed_at = None
        if author.full_name != line.full_name:
            author.entry = None
    author.full_name, author.unit = line.full_name, line.unit
    author.share_percent, author.position = line.share_percent, position
    return author


def confirmation_token(author: WorkAuthor) -> str:
    """Signed, so that only whom the owner gives the link confirms; a renamed line ends it."""
    return signing.Signer(salt=_SALT).sign_object([author.pk, author.full_name])


def author_of_token(token: str) -> WorkAuthor:
    try:
        pk, full_name = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise NoSuchInvitation from error
    named = WorkAuthor.objects.select_related("work__round__contest", "work__entry__user")
    author = named.filter(pk=pk, full_name=full_name).first()
    if author is None:
        raise NoSuchInvitation
    return author


@transaction.atomic
def confirm_authorship(author: WorkAuthor, *, entry: Entry, at: datetime) -> WorkAuthor:
    """A co-author who has entered agrees to the line; it then bears the entry's name and unit."""
    work = Work.objects.select_for_update(no_key=True).get(pk=author.work_id)
    entry = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    check_may_write(work, round=work.round, at=at)
    check_may_take_part(entry, round=work.round, at=at)
    stored = WorkAuthor.objects.get(pk=author.pk)
    others = work.authors.exclude(pk=stored.pk).filter(entry=entry)
    if others.exists() or stored.entry_id not in {None, entry.pk}:
        raise AlreadyAuthor
    if stored.entry_id is None:
        check_has_works_left(entry, round=work.round, terms=terms_of(work.round))
    stored.entry, stored.unit_id = entry, entry.unit_id
    stored.full_name, stored.confirmed_at = entry.user.full_name, at
    stored.save()
    return stored
