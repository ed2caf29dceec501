"""A decision with annexes and minutes, as an office writes them."""

from datetime import date

import pytest

from quizsite.documents.structure import (
    Annex,
    Letterhead,
    OfficialDocument,
    Paragraph,
    Signature,
    Style,
    Table,
    TableColumn,
)

COLUMNS = (TableColumn("STT", 8, "center"), TableColumn("Họ và tên", 40), TableColumn("Giải", 20))
HEAD = Letterhead("Ban tổ chức cuộc thi", "UBND thành phố Hà Nội", "Ba Đình")


def winners(count: int) -> Table:
    return Table(
        COLUMNS, tuple((str(n), f"Trần Thị Ngọc {n}", "Nhất") for n in range(1, count + 1))
    )


@pytest.fixture
def decision():
    return OfficialDocument(
        HEAD,
        kind="Quyết định",
        subject="Về việc công nhận kết quả cuộc thi",
        symbol="QĐ-BTC",
        number=5,
        day=date(2026, 1, 5),
        authority="Trưởng ban tổ chức",
        blocks=(
            Paragraph("Căn cứ Kế hoạch số 10/KH-UBND;", Style.BASIS),
            Paragraph("Theo đề nghị của Tổ thư ký.", Style.BASIS),
            Paragraph("QUYẾT ĐỊNH:", Style.CENTRED),
            Paragraph("Công nhận kết quả " + "của cuộc thi " * 20, Style.ARTICLE, "Điều 1."),
            Paragraph("Quyết định này có hiệu lực từ ngày ký./.", Style.ARTICLE, "Điều 2."),
        ),
        signatures=(Signature(("TM. Ban tổ chức", "Trưởng ban"), "Lê Văn Bình"),),
        recipients=("Như Điều 2;", "Lưu: VT, BTC."),
        annexes=(
            Annex("Danh sách cá nhân", (winners(3),), "(Kèm theo Quyết định số 05/QĐ-BTC)"),
            Annex("Danh sách tập thể", (winners(60),)),
        ),
    )


@pytest.fixture
def minutes():
    return OfficialDocument(
        HEAD,
        kind="Biên bản",
        subject="Họp xét kết quả cuộc thi",
        symbol="BB-BTC",
        has_place=False,
        blocks=(Paragraph("Cuộc họp kết thúc vào 10 giờ 30 phút cùng ngày./."),),
        signatures=(Signature(("Thư ký",), "Phạm Thị Lan"), Signature(("Chủ tọa",), "Lê Văn Bình")),
        recipients=("Lưu: VT, Hồ sơ.",),
    )
