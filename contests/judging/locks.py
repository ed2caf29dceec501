"""One lock orders what changes a panel's marks: assigning, sending, reopening, agreeing."""

from __future__ import annotations

from contests.models.judged import Panel


def locked_panel(panel_id: int) -> Panel:
    return Panel.objects.select_for_update(no_key=True).get(pk=panel_id)
