"""Keeps cleaned pictures: the same picture once, whoever uploads it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from questionbank import rules
from questionbank.models import IntakeItem, Passage, Picture, Revision
from quizsite.accounts.models import User
from quizsite.files.pictures import clean_picture


class PictureGone(rules.BankRefusal):
    code = "picture_gone"
    status = 409
    message = _("Một hình của câu này đã bị xóa vì lâu không dùng. Hãy tải hình lên lại.")


def keep_picture(data: bytes, *, by: User, at: datetime) -> Picture:
    """Clean what was uploaded and keep it; it goes again unless a question uses it."""
    rules.check_may_write(by)
    clean = clean_picture(data)
    kept, _is_new = Picture.objects.update_or_create(
        digest=clean.digest,
        defaults={"used_at": at},
        create_defaults={
            "media_type": clean.media_type,
            "width": clean.width,
            "height": clean.height,
            "small": clean.small,
            "large": clean.large,
            "used_at": at,
        },
    )
    return kept


def note_used(digests: Iterable[str], *, at: datetime) -> None:
    """Refuse what is gone. The update holds the rows until the caller's transaction ends, so that
    nothing removes them meanwhile."""
    wanted = set(digests)
    if wanted and Picture.objects.filter(digest__in=wanted).update(used_at=at) < len(wanted):
        raise PictureGone


def used_digests() -> set[str]:
    """Find every picture that a wording of any age, a passage or a waiting file names."""
    waiting = IntakeItem.objects.filter(wording__has_key="pictures")
    named = [
        *Revision.objects.exclude(pictures=[]).values_list("pictures", flat=True),
        *Passage.objects.exclude(pictures=[]).values_list("pictures", flat=True),
        *waiting.values_list("wording__pictures", flat=True),
    ]
    return {one["digest"] for pictures in named for one in pictures}
