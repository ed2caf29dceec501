"""A panel with jurors and works, for tests of juries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contests.judging.intake import AnonymousWork, take_works
from contests.judging.members import appoint
from contests.judging.panels import create_panel, open_panel
from contests.judging.sheets.drafts import note_opened
from contests.judging.sheets.marks import Typed, read_sheet
from contests.judging.sheets.sent import send_sheet
from contests.judging.sheets.sheet_page import rubric_of
from contests.models import Assignment, MarkSheet, Panel, PanelMember, PanelRole, RubricItem
from tests.factories import NOON, ContestFactory, UserFactory

AT = NOON


def panel_of(*, criteria: int = 2, **fields: Any) -> Panel:
    """A draft with criteria of equal worth in steps of a quarter; no common works."""
    contest = fields.pop("contest", None) or ContestFactory()
    said = {"title": "Ban giám khảo sơ khảo", "common_works": 0, "too_fast_s": 0, **fields}
    panel = create_panel(Panel(contest=contest, **said), by=None, at=AT)
    each = panel.full_mark // criteria
    for n in range(criteria):
        RubricItem.objects.create(panel=panel, title=f"Tiêu chí {n + 1}", most=each, position=n + 1)
    return panel


def jurors_in(panel: Panel, count: int, *, chair: bool = True) -> list[PanelMember]:
    """The first one is the chair."""
    roles = [PanelRole.CHAIR if chair and n == 0 else PanelRole.JUROR for n in range(count)]
    return [appoint(panel, user=UserFactory(), role=role, by=None, at=AT) for role in roles]


def works_in(panel: Panel, count: int, **fields: Any) -> list[Any]:
    works = [
        AnonymousWork(parts=(("Nội dung", f"Bài viết số {n}"),), **fields) for n in range(count)
    ]
    return take_works(panel, works, by=None, at=AT, seed=f"hạt-{panel.pk}-{count}")


def open_with(*, jurors: int = 3, works: int = 4, **fields: Any) -> tuple[Panel, list[PanelMember]]:
    panel = panel_of(**fields)
    jurors_in(panel, jurors)
    works_in(panel, works)
    open_panel(panel, by=None, at=AT)
    return panel, list(PanelMember.objects.filter(panel=panel).select_related("panel", "user"))


def send(
    assignment: Assignment, *points: str, at: datetime = AT, reason: str = "", spent_s: int = 0
) -> MarkSheet:
    """Send these marks, one a line of the rubric."""
    note_opened(assignment, at=at)
    tree = rubric_of(assignment)
    leaves = [leaf for one in tree for leaf in one.leaves]
    marks = {leaf.pk: text for leaf, text in zip(leaves, points, strict=True)}
    typed = Typed(marks, {}, spent_s=spent_s, reason=reason)
    read = read_sheet(typed, tree)
    assert not read.faults, read.faults
    return send_sheet(assignment, read, typed=typed, by=assignment.member.user, at=at)


def of_work(work: Any) -> list[Assignment]:
    found = Assignment.objects.held().filter(work=work)
    return list(found.select_related("work__panel", "member__user").order_by("pk"))
