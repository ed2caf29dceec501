"""Ideas that say the same become one: voices count for it, both senders are told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.initiatives.history import note_step
from contests.initiatives.rules import InitiativeMoved, check_is_open
from contests.models import Initiative, Referral
from contests.models import InitiativeEventKind as Kind
from contests.rules import ContestRefusal
from quizsite.audit.trail import Actor


class MergedIntoItself(ContestRefusal):
    code = "merged_into_itself"
    message = _("Hãy ghi số của ý tưởng khác: một ý tưởng không gộp vào chính nó.")


class TargetNotPublished(ContestRefusal):
    code = "target_not_published"
    message = _(
        "Không có ý tưởng công khai nào mang số này. Hãy kiểm tra lại số; ý tưởng giữ lại phải đã"
        " đăng và chưa gộp vào ý tưởng khác."
    )


class HasDuplicates(ContestRefusal):
    code = "has_duplicates"
    message = _(
        "Ý tưởng này đang giữ các ý tưởng khác đã gộp vào. Hãy gộp theo chiều ngược lại, hoặc tách"
        " chúng ra trước."
    )


@transaction.atomic
def merge_idea(duplicate: Initiative, *, into: Initiative, by: Actor, at: datetime) -> Initiative:
    """Keep the duplicate's page as a sign to the one that stays. Nothing of it is moved.

    One that nobody has published yet stays unread: it waits again once they are taken apart."""
    pair = Initiative.objects.select_for_update(no_key=True).filter(pk__in={duplicate.pk, into.pk})
    rows = {one.pk: one for one in pair.order_by("pk")}
    if duplicate.pk == into.pk:
        raise MergedIntoItself
    own, target = rows[duplicate.pk], rows[into.pk]
    check_is_open(own)
    if not target.is_public or target.merged_into_id is not None:
        raise TargetNotPublished
    if own.merged.exists():
        raise HasDuplicates
    # SQLite has no row locks: a target that was merged meanwhile is no target.
    free = Initiative.objects.filter(pk=own.pk, merged_into=None, hidden_at=None)
    if not free.update(merged_into=target):
        raise InitiativeMoved
    Referral.objects.filter(initiative=own, replied_at=None, ended_at=None).update(ended_at=at)
    after = {"merged_with": target.pk}
    note_step(own, Kind.MERGED, by=by, at=at, other=target, after=after)
    note_step(target, Kind.MERGED, by=by, at=at, other=own, after={"merged_with": own.pk})
    duplicate.refresh_from_db()
    return duplicate


@transaction.atomic
def unmerge_idea(duplicate: Initiative, *, by: Actor, at: datetime) -> Initiative:
    """Take them apart again: each has the voices that people gave to it."""
    target = duplicate.merged_into
    still = Initiative.objects.filter(pk=duplicate.pk, merged_into=target)
    if target is None or not still.update(merged_into=None):
        raise InitiativeMoved
    note_step(duplicate, Kind.UNMERGED, by=by, at=at, other=target)
    note_step(target, Kind.UNMERGED, by=by, at=at, other=duplicate)
    duplicate.refresh_from_db()
    return duplicate
