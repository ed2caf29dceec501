"""Minutes of marking (biên bản chấm) and mark sheets as documents after Decree 30/2020.

The texts are Vietnamese whatever the page's language: that is the language of the decree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone

from contests.judging.equals import equals_in, signed_places
from contests.judging.gaps import Standing
from contests.judging.outcomes import marks_of
from contests.judging.progress import count_works, newest_sheets, progress_of
from contests.judging.rubric_tree import Criterion, tree_of
from contests.judging.totals import WorkTotal, totals_of
from contests.models import (
    AssignmentPurpose,
    ChairOrder,
    GapScope,
    GapUnit,
    GapWay,
    MarkSheet,
    Panel,
    PanelMember,
    PanelRole,
    PanelState,
)
from contests.points import hundredths_words
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

BLANK = "……………"
SHORT = "……"


def minutes_of(panel: Panel, *, at: datetime) -> OfficialDocument:
    """How the works were marked, with every total in an annex; no name of an author."""
    totals = totals_of(panel)
    tree = tree_of(panel.rubric_items.all())
    blocks: list[Block] = [
        Paragraph(
            f"Hôm nay, hồi {SHORT} giờ {SHORT} phút, ngày {SHORT} tháng {SHORT} năm "
            f"{timezone.localdate(at).year}, tại {BLANK}, {panel.title} họp, lập biên bản chấm bài "
            f"dự thi cuộc thi “{panel.contest.title}”."
        ),
        Paragraph("I. THÀNH PHẦN", Style.SECTION),
        *_body(_people(panel)),
        Paragraph("II. CÁCH CHẤM", Style.SECTION),
        *_body(_rules(panel, tree)),
        Paragraph("III. KẾT QUẢ", Style.SECTION),
        *_body(_results(panel, totals)),
        Paragraph(
            f"Cuộc họp kết thúc vào {SHORT} giờ {SHORT} phút cùng ngày. Biên bản đã được đọc lại "
            "và các thành viên dự họp nhất trí thông qua./."
        ),
    ]
    annex = Annex("Tổng điểm theo mã phách", (_totals_table(totals, tree),), is_wide=True)
    subject = f"Chấm bài dự thi cuộc thi “{panel.contest.title}”"
    return _document(panel, "Biên bản", "BB", subject, blocks, (annex,), at=at)


def mark_sheets_of(panel: Panel, *, at: datetime) -> OfficialDocument:
    """The sheets that stand, an annex a juror, to be signed by each."""
    tree = tree_of(panel.rubric_items.all())
    by_member: dict[int, list[MarkSheet]] = {}
    found = sorted(_with_codes(newest_sheets(panel)), key=lambda one: one.assignment.work.code)
    for sheet in found:
        by_member.setdefault(sheet.assignment.member_id, []).append(sheet)
    members = PanelMember.objects.filter(pk__in=by_member).select_related("user")
    annexes = tuple(
        Annex(
            f"Phiếu chấm của giám khảo {one.number}: {one.user.full_name}",
            (_sheets_table(by_member[one.pk], tree),),
            is_wide=True,
        )
        for one in members
    )
    blocks: list[Block] = _body(
        [
            f"Tổng hợp phiếu chấm của {panel.title}, cuộc thi “{panel.contest.title}”.",
            *_rules(panel, tree),
            f"Có {len(found)} phiếu chấm của {len(annexes)} giám khảo, như các phụ lục kèm theo.",
        ]
    )
    return _document(panel, "Bảng tổng hợp", "BTH", "Phiếu chấm bài dự thi", blocks, annexes, at=at)


def _with_codes(sheets: list[MarkSheet]) -> list[MarkSheet]:
    pks = [one.pk for one in sheets]
    kept = set(pks)
    panel = sheets[0].assignment.work.panel_id if sheets else 0
    found = MarkSheet.objects.filter(assignment__work__panel=panel)
    rows = found.select_related("assignment__work").defer(
        "assignment__work__parts", "assignment__work__files"
    )
    return [one for one in rows if one.pk in kept]


def _document(
    panel: Panel,
    kind: str,
    short: str,
    subject: str,
    blocks: Iterable[Block],
    annexes: tuple[Annex, ...],
    *,
    at: datetime,
) -> OfficialDocument:
    return OfficialDocument(
        letterhead=Letterhead(panel.contest.organiser_name),
        kind=kind,
        subject=subject,
        symbol=f"{short}-BGK",
        year=timezone.localdate(at).year,
        has_place=False,
        blocks=tuple(blocks),
        signatures=(
            Signature(("Thư ký",), _name(panel, PanelRole.SECRETARY)),
            Signature(("Chủ tịch ban giám khảo",), _name(panel, PanelRole.CHAIR)),
        ),
        recipients=("Lưu: VT, Hồ sơ.",),
        annexes=annexes,
        is_draft=panel.state != PanelState.AGREED,
        source=f"Mã kiểm tra điểm: {panel.digest[:16]}" if panel.digest else "",
    )


def _name(panel: Panel, role: PanelRole) -> str:
    held = panel.members.current().filter(role=role).select_related("user").first()
    return held.user.full_name if held else ""


def _people(panel: Panel) -> Iterator[str]:
    members = panel.members.current().select_related("user")
    for n, one in enumerate(members, start=1):
        yield f"{n}. {one.user.full_name}: {one.get_role_display()}"


def _rules(panel: Panel, tree: list[Criterion]) -> Iterator[str]:
    criteria = "; ".join(
        f"{one.item.title}: {hundredths_words(one.item.most)} điểm" for one in tree
    )
    yield f"Thang điểm {hundredths_words(panel.full_mark)}, gồm: {criteria}."
    yield (
        f"Bài đã rọc phách; mỗi bài do {panel.markers} giám khảo chấm độc lập, không thấy điểm của "
        "nhau. Điểm của bài là trung bình cộng điểm của các giám khảo."
    )
    yield gap_rule_words(panel)
    common = panel.works.filter(is_common=True).count()
    if common:
        yield (
            f"Trước khi chấm, mọi giám khảo cùng chấm {common} bài chung để thống nhất cách chấm; "
            "điểm của các bài này là trung bình cộng của mọi giám khảo."
        )
    limits = [one for one in tree if one.item.knock_out_below is not None]
    for one in limits:
        yield (
            f"Bài có điểm “{one.item.title}” dưới "
            f"{hundredths_words(one.item.knock_out_below or 0)} thì bị loại."
        )


def gap_rule_words(panel: Panel) -> str:
    if not panel.gap_value:
        return "Không quy định mức lệch phải chấm lần ba."
    value = hundredths_words(panel.gap_value)
    limit = f"{value} điểm" if panel.gap_unit == GapUnit.POINTS else f"{value} % điểm tối đa"
    scope = "tổng điểm" if panel.gap_scope == GapScope.TOTAL else "điểm của một tiêu chí"
    ways = {
        GapWay.THIRD: "điểm của người chấm thứ ba là điểm của bài",
        GapWay.NEAREST: "lấy trung bình hai điểm gần nhau nhất",
        GapWay.MEDIAN: "lấy điểm đứng giữa",
        GapWay.MEAN: "lấy trung bình của cả ba",
    }
    way = ways[GapWay(panel.gap_way)]
    return f"Nếu {scope} lệch nhau từ {limit} trở lên thì có người chấm thứ ba, và {way}."


def _results(panel: Panel, totals: list[WorkTotal]) -> Iterator[str]:
    counts = count_works(totals)
    thirds = MarkSheet.objects.filter(
        assignment__work__panel=panel, assignment__purpose=AssignmentPurpose.THIRD, number=1
    )
    yield f"Tổng số bài: {counts.works}; đã chấm xong {counts.settled}."
    yield f"Số bài có người chấm thứ ba: {thirds.count()}."
    yield f"Số bài bị loại theo thang điểm: {sum(one.is_knocked_out for one in totals)}."
    changed = MarkSheet.objects.filter(assignment__work__panel=panel, number__gt=1).count()
    yield f"Số phiếu chấm lại sau khi chủ tịch mở lại: {changed}."
    for one in progress_of(panel):
        yield f"- {one.member.user.full_name}: chấm {one.sent} bài."
    yield from _chair_order(panel, totals)
    yield "Tổng điểm từng bài theo mã phách như phụ lục kèm theo."
    if panel.digest:
        yield f"Mã kiểm tra của toàn bộ phiếu chấm và tổng điểm: {panel.digest}."


def _chair_order(panel: Panel, totals: list[WorkTotal]) -> Iterator[str]:
    """Equals in the order that the chair signed; a group nobody ordered is told as one."""
    groups = equals_in(panel, totals)
    places = signed_places(panel, groups)
    for group in groups:
        works = sorted(group.works, key=lambda one: (places.get(one.work, 0), one.code))
        told = ", ".join(one.code for one in works)
        how = "chủ tịch xếp theo thứ tự" if works[0].work in places else "chưa xếp thứ tự"
        yield f"Các bài cùng {hundredths_words(group.total)} điểm, {how}: {told}."
    order = ChairOrder.objects.filter(panel=panel).first()
    if order is not None and places:
        yield f"Lý do của chủ tịch: {order.reason}."


def _totals_table(totals: list[WorkTotal], tree: list[Criterion]) -> Table:
    columns = (
        TableColumn("STT", 6, "center"),
        TableColumn("Mã phách", 12, "center"),
        TableColumn("Bảng thi", 18),
        *(TableColumn(one.item.title, 12, "right") for one in tree),
        TableColumn("Tổng điểm", 10, "right"),
        TableColumn("Ghi chú", 14),
    )
    rows = tuple(
        (
            str(n),
            one.code,
            one.division_name,
            *(_mark(one.marks.get(criterion.item.pk)) for criterion in tree),
            _mark(one.total),
            _remark(one),
        )
        for n, one in enumerate(totals, start=1)
    )
    return Table(columns, rows)


def _sheets_table(sheets: list[MarkSheet], tree: list[Criterion]) -> Table:
    columns = (
        TableColumn("STT", 6, "center"),
        TableColumn("Mã phách", 12, "center"),
        *(TableColumn(one.item.title, 10, "right") for one in tree),
        TableColumn("Tổng", 10, "right"),
        TableColumn("Nhận xét", 26),
    )
    rows = tuple(
        (
            str(n),
            one.assignment.work.code,
            *(_mark(mark) for mark in marks_of(one.marks, tree).values()),
            _mark(one.total),
            "; ".join(one.remarks.values()),
        )
        for n, one in enumerate(sheets, start=1)
    )
    return Table(columns, rows)


def _mark(hundredths: int | None) -> str:
    return "" if hundredths is None else hundredths_words(hundredths)


def _remark(one: WorkTotal) -> str:
    if one.is_knocked_out:
        return "loại theo thang điểm"
    return "" if one.standing is Standing.SETTLED else "chưa chấm xong"


def _body(lines: Iterable[str]) -> list[Block]:
    return [Paragraph(line) for line in lines]
