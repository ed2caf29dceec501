"""Minutes of a show (biên bản hội thi) as a document after Decree 30/2020.

The texts are Vietnamese whatever the page's language: that is the language of the decree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from contests.models import Show, StageEvent, StageSeat, StageSeatRole
from contests.stage.events import EventKind
from contests.stage.rows import state_of
from contests.stage.state import Phase, ShowState
from contests.stage.verify import differences
from quizsite.documents.structure import (
    Annex,
    Block,
    Letterhead,
    OfficialDocument,
    Paragraph,
    Signature,
    Style,
    Table,
    TableColumn,
)

BLANK, SHORT = "……………", "……"
AGGREGATES = {
    "mean": "điểm của đội là trung bình cộng điểm các giám khảo",
    "trimmed": "bỏ điểm cao nhất và thấp nhất khi có từ 5 giám khảo, rồi lấy trung bình cộng",
    "sum": "điểm của đội là tổng điểm các giám khảo",
    "none": "giám khảo không chấm",
}
CHAIN = {
    "skit": "điểm tiểu phẩm",
    "knowledge": "điểm kiến thức",
    "buzzer": "điểm giành quyền trả lời",
    "lots": "bốc thăm",
}


def points_words(points: Decimal) -> str:
    """Write points as people here do, without needless zeros."""
    text = f"{points:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") or "0"


def minutes_of_show(show: Show, *, at: datetime) -> OfficialDocument:
    """How the show went and what it came to; a draft until the result is agreed."""
    state = state_of(show)
    blocks: list[Block] = [
        Paragraph(
            f"Hôm nay, hồi {SHORT} giờ {SHORT} phút, ngày {SHORT} tháng {SHORT} năm "
            f"{timezone.localdate(at).year}, tại {show.place or BLANK}, Ban tổ chức lập biên bản "
            f"{show.title}, cuộc thi “{show.round.contest.title}”."
        ),
        Paragraph("I. THÀNH PHẦN", Style.SECTION),
        *(Paragraph(one) for one in _people(show)),
        Paragraph("II. CÁC PHẦN THI", Style.SECTION),
        *(Paragraph(one) for one in _parts(state)),
        Paragraph("III. DIỄN BIẾN", Style.SECTION),
        *(Paragraph(one) for one in _changes(show, state)),
        Paragraph("IV. KẾT QUẢ", Style.SECTION),
        _results(state),
        *(Paragraph(one) for one in _checked(show)),
        Paragraph(
            f"Buổi thi kết thúc vào {SHORT} giờ {SHORT} phút cùng ngày. Biên bản đã được đọc lại "
            "và các thành viên nhất trí thông qua./."
        ),
    ]
    return OfficialDocument(
        letterhead=Letterhead(show.round.contest.organiser_name),
        kind="Biên bản",
        subject=f"{show.title}, cuộc thi “{show.round.contest.title}”",
        symbol="BB-BTC",
        year=timezone.localdate(at).year,
        has_place=False,
        blocks=tuple(blocks),
        signatures=(
            Signature(("Thư ký",), _name(show, StageSeatRole.SECRETARY)),
            Signature(("Trưởng ban giám khảo",), _chair(show)),
        ),
        recipients=("Lưu: VT, Hồ sơ.",),
        annexes=(Annex("Điểm của từng giám khảo", (_sheets(state),), is_wide=True),),
        is_draft=state.phase is not Phase.AGREED,
    )


def _name(show: Show, role: StageSeatRole) -> str:
    seat = StageSeat.objects.filter(show=show, role=role).first()
    return seat.name if seat else ""


def _chair(show: Show) -> str:
    chair = StageSeat.objects.filter(show=show, role=StageSeatRole.JUROR, is_chair=True).first()
    return chair.name if chair else ""


def _people(show: Show) -> Iterator[str]:
    seats = StageSeat.objects.filter(show=show, role=StageSeatRole.JUROR).order_by("number")
    for one in seats:
        role = "trưởng ban giám khảo" if one.is_chair else "giám khảo"
        yield f"{one.number}. {one.name or BLANK}: {role}"
    teams = [one.name for one in show.teams.order_by("number", "pk")]
    yield f"Các đội dự thi theo thứ tự bốc thăm: {'; '.join(teams)}."
    if show.drawn_seed:
        yield (
            f"Thứ tự bốc thăm bằng máy, người chứng kiến: {show.draw_witness}; "
            f"mã bốc thăm {show.drawn_seed}."
        )


def _parts(state: ShowState) -> Iterator[str]:
    for part in state.programme.parts:
        said = [f"Phần {part.position}: {part.title}"]
        if part.seconds:
            said.append(f"{part.seconds // 60} phút {part.seconds % 60:02d} giây")
        if part.maximum is not None:
            said.append(f"tối đa {points_words(part.maximum)} điểm")
        said.append(AGGREGATES[part.aggregate])
        yield ", ".join(said) + "."
    chain = ", rồi ".join(CHAIN.get(one, one) for one in state.programme.tie_chain)
    if chain:
        yield f"Các đội bằng tổng điểm thì xét lần lượt: {chain}."


def _changes(show: Show, state: ShowState) -> Iterator[str]:
    """Penalties, corrections, sheets opened again and lots, each with its reason."""
    told = (EventKind.PENALTY, EventKind.CORRECTION, EventKind.MARKS_REOPENED, EventKind.DRAW_HELD)
    rows = StageEvent.objects.filter(show=show, run=show.run, kind__in=told)
    said = [_said(state, one) for one in rows.exclude(sequence__in=state.undone)]
    yield from said or ["Không có điểm trừ, điểm sửa hay phiếu chấm mở lại."]


def _said(state: ShowState, event: StageEvent) -> str:
    payload = event.payload
    if event.kind == EventKind.DRAW_HELD:
        names = [_team(state, one) for one in payload["winners"]]
        seed = f"; mã bốc thăm {payload['seed']}" if payload.get("seed") else ""
        return f"Bốc thăm: {', '.join(names)}; người chứng kiến: {payload['witness']}{seed}."
    part = state.programme.part(payload["part"])
    about = f"{_team(state, payload['team'])}, {part.title if part else ''}"
    if event.kind == EventKind.MARKS_REOPENED:
        return f"Mở lại phiếu chấm: {about}. Lý do: {payload['reason']}."
    kind = "Trừ điểm" if event.kind == EventKind.PENALTY else "Sửa điểm"
    points = points_words(Decimal(payload["points"]))
    return f"{kind}: {about}: {points} điểm. Lý do: {payload['reason']}."


def _team(state: ShowState, pk: int) -> str:
    team = state.programme.team(pk)
    return team.name if team else ""


def _results(state: ShowState) -> Table:
    parts, places = state.programme.parts, state.places()
    columns = (
        TableColumn("Hạng", 8, "center"),
        TableColumn("Đội", 24),
        *(TableColumn(one.title, 12, "right") for one in parts),
        TableColumn("Tổng điểm", 12, "right"),
    )
    ordered = sorted(state.programme.teams, key=lambda one: (places[one.id], one.number or 0))
    rows = tuple(
        (
            str(places[one.id]),
            one.name,
            *(points_words(state.part_points(one.id, part)) for part in parts),
            points_words(state.total(one.id)),
        )
        for one in ordered
    )
    return Table(columns, rows)


def _sheets(state: ShowState) -> Table:
    numbers = {one.seat: one.number for one in state.programme.jurors}
    seats = sorted(numbers, key=lambda seat: numbers[seat])
    columns = (
        TableColumn("Phần thi", 20),
        TableColumn("Đội", 20),
        *(TableColumn(f"Giám khảo {numbers[seat]}", 10, "right") for seat in seats),
        TableColumn("Điểm của đội", 12, "right"),
    )
    rows = []
    for (team, part_id), sheet in sorted(state.sheets.items(), key=lambda one: one[0][::-1]):
        part = state.programme.part(part_id)
        if part is None:
            continue
        made = state.jury_points(team, part)
        marks = [points_words(sheet.marks[seat]) if seat in sheet.marks else "" for seat in seats]
        points = "" if made is None else points_words(made)
        rows.append((part.title, _team(state, team), *marks, points))
    return Table(columns, tuple(rows))


def _checked(show: Show) -> list[str]:
    found = differences(show, show.run)
    if not found:
        return ["Điểm và thứ hạng đã được tính lại từ các việc đã ghi, kết quả trùng khớp."]
    return [f"Tính lại từ các việc đã ghi thấy khác: {' '.join(found)}"]
