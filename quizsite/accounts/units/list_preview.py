"""A unit list that came with a request: kept, shown, and stored once its owner confirms."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from quizsite.accounts.models import HeadcountCategory, User
from quizsite.accounts.personal_data.retention import RetentionRule
from quizsite.accounts.subjects import the_staff
from quizsite.accounts.units.list_file import read_units
from quizsite.accounts.units.list_import import UnitPlan, plan_units, store_units
from quizsite.accounts.units.models import UnitListPreview
from quizsite.accounts.units.refusals import UnitRefusal
from quizsite.tables.reader import RawTable


class ListHasProblems(UnitRefusal):
    code = "list_has_problems"
    status = 409
    message = _("Tệp còn chỗ cần sửa nên chưa nhập đơn vị nào. Hãy sửa rồi tải lên lần nữa.")


class ListGone(UnitRefusal):
    code = "list_gone"
    status = 409
    message = _("Bản xem trước này đã được nhập hoặc đã bỏ. Hãy tải tệp lên lần nữa.")


@transaction.atomic
def keep_list(
    raw: RawTable, *, filename: str, category: str, source: str, by: User, at: datetime
) -> UnitListPreview:
    """Keep only a person's last file."""
    UnitListPreview.objects.filter(owner=by).delete()
    return UnitListPreview.objects.create(
        owner=by,
        filename=filename[-200:],
        category=category,
        source=source,
        rows=raw.as_json(),
        created_at=at,
    )


def plan_of(preview: UnitListPreview) -> UnitPlan:
    """What confirming would do now: other staff may have changed units since."""
    table = read_units(RawTable.of_json(preview.rows))
    return plan_units(table, category=HeadcountCategory(preview.category))


def notes_of(preview: UnitListPreview) -> list[str]:
    """What to look at before confirming: how dates were read, sheets passed over."""
    return read_units(RawTable.of_json(preview.rows)).notes


@transaction.atomic
def confirm_list(preview: UnitListPreview, *, by: User, at: datetime) -> UnitPlan:
    # Two clicks: the one that deletes the preview stores it.
    gone, _rows = UnitListPreview.objects.filter(pk=preview.pk, owner=by).delete()
    if not gone:
        raise ListGone
    plan = plan_of(preview)
    if plan.problems:
        raise ListHasProblems
    store_units(plan, source=preview.source, by=the_staff(by), at=at)
    return plan


def _old(before: datetime) -> QuerySet[UnitListPreview]:
    return UnitListPreview.objects.filter(created_at__lt=before)


LISTS = RetentionRule(
    "unit_lists",
    _("Bản xem trước danh sách đơn vị chưa xác nhận"),
    lambda: timedelta(days=30),
    _("không ai nhập nữa"),
    _old,
)
