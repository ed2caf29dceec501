"""The frame of a desk: what its role is told, with what it may do next and how late the show is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from contests.models import Show, StageAnswer, StageAnswerKind, StageEvent, StageSeatRole
from contests.stage.desks.access import Desk
from contests.stage.desks.next_steps import next_steps
from contests.stage.desks.rights import RIGHTS
from contests.stage.devices.rooms import presses_of
from contests.stage.events import EventKind
from contests.stage.frames import Audience, Told, frame
from contests.stage.plan import late_ms
from contests.stage.programme import overtime_points
from contests.stage.rows import state_of
from contests.stage.state import ShowState

LISTED = 12


def frame_of(desk: Desk, *, at_ms: int) -> dict[str, Any]:
    show, state = desk.show, state_of(desk.show)
    sent = StageAnswer.objects.filter(show=show, run=show.run, question=state.window)
    told = Told(
        now_ms=at_ms,
        show=show.code,
        run=show.run,
        answered=sent.exclude(kind=StageAnswerKind.BUZZ).count() if state.window else 0,
        juror=desk.seat.pk if desk.seat and desk.role == StageSeatRole.JUROR else None,
    )
    made = frame(state, Audience(desk.role), told)
    if desk.role == StageSeatRole.JUROR:
        return made | {"sheets": _own_sheets(state, told.juror or 0)}
    return made | {
        **presses_of(show.pk),
        "steps": _steps(desk, state),
        "undo": _undo(desk, state),
        "late": _late(show, state),
        "turns": _turns(state),
        "overtime": _overtime(state),
        "sheets": _all_sheets(state),
        "events": _events(show),
        "moved": state.moved_at,
    }


def _steps(desk: Desk, state: ShowState) -> list[dict[str, Any]]:
    if desk.role != StageSeatRole.HOST:
        return []
    return [one.as_json() for one in next_steps(state)]


def _undo(desk: Desk, state: ShowState) -> dict[str, Any] | None:
    """The last thing that this desk may take back."""
    mine = RIGHTS[desk.role] - {EventKind.UNDONE, EventKind.JURY_SET}
    if desk.role == StageSeatRole.HOST:
        mine -= {EventKind.MARK_SENT}
    rows = StageEvent.objects.filter(show=desk.show, run=desk.show.run, kind__in=mine)
    rows = rows.exclude(sequence__in=state.undone).exclude(kind=EventKind.MARKS_REOPENED)
    last = rows.last()
    if last is None:
        return None
    return {"sequence": last.sequence, "label": KIND_WORDS[EventKind(last.kind)]()}


def _late(show: Show, state: ShowState) -> int | None:
    if show.starts_at is None:
        return None
    return late_ms(state, int(show.starts_at.timestamp() * 1000))


def _turns(state: ShowState) -> list[dict[str, Any]]:
    return [{"part": one.part, "team": one.team} for one in state.turns]


def _overtime(state: ShowState) -> list[dict[str, Any]]:
    """Clocks that ran over, and what the part's table takes off for it."""
    found = []
    for run in state.clock_runs[-LISTED:]:
        part = state.programme.part(run.part or 0)
        if part is None or run.team is None or not run.over_ms:
            continue
        lost = overtime_points(part.overtime, run.over_ms)
        found.append(
            {
                "part": part.id,
                "team": run.team,
                "over": run.over_ms,
                "points": str(lost) if lost else None,
            }
        )
    return found


def _own_sheets(state: ShowState, juror: int) -> list[dict[str, Any]]:
    """The juror's own marks, and where the chair asked again."""
    return [
        {
            "team": team,
            "part": part,
            "points": str(sheet.marks[juror]),
            "reopened": juror in sheet.reopened,
        }
        for (team, part), sheet in state.sheets.items()
        if juror in sheet.marks
    ]


def _all_sheets(state: ShowState) -> list[dict[str, Any]]:
    """Who has sent, and marks once all have: a desk cannot tell a juror another's mark."""
    listed = []
    for (team, part), sheet in state.sheets.items():
        is_complete = state.is_complete(team, part)
        marks = {
            str(seat): str(points) if is_complete else ""
            for seat, points in sheet.marks.items()
            if seat not in sheet.reopened
        }
        listed.append({"team": team, "part": part, "complete": is_complete, "marks": marks})
    return listed


def _events(show: Show) -> list[dict[str, Any]]:
    """The last things that happened, the newest first."""
    rows = StageEvent.objects.filter(show=show, run=show.run).order_by("-sequence")[:LISTED]
    return [
        {"n": one.sequence, "at": one.at_ms, "said": KIND_WORDS[EventKind(one.kind)]()}
        for one in rows
    ]


KIND_WORDS = {
    EventKind.RUN_STARTED: lambda: _("Bắt đầu lượt"),
    EventKind.JURY_SET: lambda: _("Ghi thành phần giám khảo"),
    EventKind.PART_OPENED: lambda: _("Mở phần thi"),
    EventKind.TEAM_CALLED: lambda: _("Mời đội lên"),
    EventKind.CLOCK_STARTED: lambda: _("Tính giờ"),
    EventKind.CLOCK_PAUSED: lambda: _("Tạm dừng giờ"),
    EventKind.CLOCK_RESUMED: lambda: _("Chạy tiếp giờ"),
    EventKind.CLOCK_STOPPED: lambda: _("Dừng giờ"),
    EventKind.PACKAGE_TAKEN: lambda: _("Chọn gói câu hỏi"),
    EventKind.QUESTION_SHOWN: lambda: _("Đưa ra câu hỏi"),
    EventKind.ANSWERS_OPENED: lambda: _("Mở nhận câu trả lời"),
    EventKind.ANSWERS_CLOSED: lambda: _("Đóng nhận câu trả lời"),
    EventKind.KEY_REVEALED: lambda: _("Hiện đáp án"),
    EventKind.BUZZ_ACCEPTED: lambda: _("Đội giành quyền trả lời"),
    EventKind.BUZZ_RULED: lambda: _("Chấm đúng, sai"),
    EventKind.ANSWERS_RULED: lambda: _("Chấm câu trả lời"),
    EventKind.STEAL_OPENED: lambda: _("Cho đội khác giành quyền"),
    EventKind.STAR_SET: lambda: _("Đặt ngôi sao hy vọng"),
    EventKind.POINTS_GIVEN: lambda: _("Cho điểm"),
    EventKind.PENALTY: lambda: _("Trừ điểm"),
    EventKind.MARK_SENT: lambda: _("Giám khảo gửi điểm"),
    EventKind.MARKS_REOPENED: lambda: _("Mở lại phiếu chấm"),
    EventKind.MARKS_SHOWN: lambda: _("Công bố điểm"),
    EventKind.SEAT_OUT: lambda: _("Mời ghế ra khỏi sàn"),
    EventKind.SEATS_RESCUED: lambda: _("Cứu trợ"),
    EventKind.BELL_QUESTION_CLOSED: lambda: _("Loại người trả lời sai"),
    EventKind.DRAW_HELD: lambda: _("Bốc thăm"),
    EventKind.CORRECTION: lambda: _("Sửa điểm"),
    EventKind.UNDONE: lambda: _("Hoàn tác"),
    EventKind.RUN_ENDED: lambda: _("Kết thúc phần thi cuối"),
    EventKind.RESULT_AGREED: lambda: _("Thống nhất kết quả"),
}
