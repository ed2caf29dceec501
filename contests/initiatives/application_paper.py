"""The application as an official paper, in the order of the form of Circular 18/2013/TT-BKHCN."""

from __future__ import annotations

from django.utils.translation import gettext as _

from contests.models import Application, Pilot
from quizsite.documents.structure import (
    Block,
    Letterhead,
    OfficialDocument,
    Paragraph,
    Signature,
    Style,
    Table,
    TableColumn,
)
from quizsite.language.moments import number


def application_document(application: Application) -> OfficialDocument:
    """The authors print and sign it; the place and day are written by hand."""
    return OfficialDocument(
        letterhead=Letterhead(agency=""),
        kind=_("ĐƠN YÊU CẦU CÔNG NHẬN SÁNG KIẾN"),
        subject=application.title,
        symbol="",
        year=application.filed_at.year,
        addressees=(application.addressee,),
        blocks=(*_authors(application), *_told(application), *_figures(application)),
        signatures=(Signature((_("NGƯỜI NỘP ĐƠN"),)),),
    )


def _authors(application: Application) -> tuple[Block, ...]:
    columns = (
        TableColumn(_("Số TT"), 6, "center"),
        TableColumn(_("Họ và tên"), 20),
        TableColumn(_("Ngày sinh"), 13, "center"),
        TableColumn(_("Nơi công tác (hoặc nơi thường trú)"), 24),
        TableColumn(_("Chức danh"), 13),
        TableColumn(_("Trình độ chuyên môn"), 13),
        TableColumn(_("Tỷ lệ (%) đóng góp"), 11, "center"),
    )
    rows = tuple(
        (
            str(place),
            one.full_name,
            f"{one.born_on:%d/%m/%Y}" if one.born_on else "",
            one.workplace,
            one.job,
            one.qualification,
            str(one.share_percent),
        )
        for place, one in enumerate(application.applicants.all(), start=1)
    )
    opening = _("Tôi (chúng tôi) ghi tên dưới đây:")
    asks = _("là tác giả (nhóm tác giả) đề nghị xét công nhận sáng kiến: %(title)s.")
    return (
        Paragraph(opening),
        Table(columns, rows),
        Paragraph(asks % {"title": application.title}),
    )


def _told(application: Application) -> tuple[Block, ...]:
    same = _("đồng thời là tác giả")
    told = (
        (_("Chủ đầu tư tạo ra sáng kiến:"), application.owner or same),
        (_("Lĩnh vực áp dụng sáng kiến:"), application.field),
        (
            _("Ngày sáng kiến được áp dụng lần đầu hoặc áp dụng thử:"),
            f"{application.first_used_on:%d/%m/%Y}",
        ),
        (_("Mô tả bản chất của sáng kiến:"), application.nature),
        (_("Những thông tin cần được bảo mật (nếu có):"), application.confidential),
        (_("Các điều kiện cần thiết để áp dụng sáng kiến:"), application.conditions),
        (
            _("Đánh giá lợi ích thu được theo ý kiến của tác giả:"),
            application.benefit_by_author,
        ),
        (
            _("Đánh giá lợi ích thu được theo ý kiến của tổ chức, cá nhân đã áp dụng (nếu có):"),
            application.benefit_by_users,
        ),
        (
            _("Danh sách những người đã tham gia áp dụng lần đầu (nếu có):"),
            application.first_users,
        ),
    )
    blocks: list[Block] = []
    for lead, text in told:
        first, *rest = (text or _("không")).splitlines() or [""]
        blocks.append(Paragraph(first, Style.CLAUSE, lead=f"- {lead} "))
        blocks += [Paragraph(line, Style.CLAUSE) for line in rest if line.strip()]
    blocks.append(
        Paragraph(
            _(
                "Tôi (chúng tôi) xin cam đoan mọi thông tin nêu trong đơn là trung thực, đúng sự"
                " thật và hoàn toàn chịu trách nhiệm trước pháp luật."
            )
        )
    )
    return tuple(blocks)


def _figures(application: Application) -> tuple[Block, ...]:
    """Not part of the form: what the trial measured, for the council."""
    pilots = list(application.initiative.pilots.select_related("unit").prefetch_related("figures"))
    rows = tuple(row for pilot in pilots for row in _rows(pilot))
    if not rows:
        return ()
    columns = (
        TableColumn(_("Nơi làm thử"), 26),
        TableColumn(_("Thời gian"), 20),
        TableColumn(_("Chỉ số"), 24),
        TableColumn(_("Trước"), 15, "right"),
        TableColumn(_("Sau"), 15, "right"),
    )
    return (Paragraph(_("Số liệu làm thử kèm theo đơn:")), Table(columns, rows))


def _rows(pilot: Pilot) -> list[tuple[str, ...]]:
    until = f"{pilot.ends_on:%d/%m/%Y}" if pilot.ends_on else _("nay")
    when = f"{pilot.begins_on:%d/%m/%Y} – {until}"
    return [
        (
            pilot.unit.name,
            when,
            one.name,
            f"{_amount(one.before)} {one.measure}",
            f"{_amount(one.after)} {one.measure}" if one.after is not None else "",
        )
        for one in pilot.figures.all()
    ]


def _amount(value: object) -> str:
    whole, _point, part = f"{value:.2f}".partition(".")
    told = number(int(whole))
    return f"{told},{part}" if part.strip("0") else told
