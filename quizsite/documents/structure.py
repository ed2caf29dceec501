"""An official document as plain data: what it says, in the parts that Decree 30/2020 names.

Nothing here is markup. Both writers show every text letter by letter, whatever it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "BẢN NHÁP"
RECIPIENTS = "Nơi nhận:"
ADDRESSED_TO = "Kính gửi:"


class Style(Enum):
    """How a paragraph looks; the measures of each stand in `measures.py`."""

    BASIS = "basis"  # căn cứ
    BODY = "body"
    SECTION = "section"  # I. II. of reports, on the left
    ARTICLE = "article"  # Điều
    CLAUSE = "clause"  # khoản, điểm, gạch đầu dòng
    CENTRED = "centred"  # QUYẾT ĐỊNH:


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`lead` is bold and stands before the text in the same line: "Điều 1." """

    text: str
    style: Style = Style.BODY
    lead: str = ""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """`share` is a part of the whole width, which the shares of all columns divide."""

    title: str
    share: float
    align: str = "left"  # or "center", "right"


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`place` is where the issuer sits; the date follows it."""

    agency: str
    superior: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """`authority` are the lines above the seal: TM. UBND …, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH."""

    authority: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex counts its own pages; a wide one lies across."""

    title: str
    blocks: tuple[Block, ...]
    note: str = ""  # (Kèm theo …)
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """`kind` is "" in a công văn, whose subject stands below its number.

    Minutes have no line of place and date. Two signatures stand side by side, the first left."""

    letterhead: Letterhead
    kind: str
    subject: str
    symbol: str
    number: int | None = None
    day: date | None = None
    year: int = 0  # of a date that is still open
    has_place: bool = True
    addressees: tuple[str, ...] = ()
    authority: str = ""  # who decides, in capitals above the căn cứ of a decision
    blocks: tuple[Block, ...] = ()
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    is_draft: bool = False
    source: str = ""  # the small line that names the result a document came from

    @property
    def is_letter(self) -> bool:
        return not self.kind

    @property
    def number_line(self) -> str:
        """A number below ten gets a zero; an open one leaves room to write it by hand."""
        number = f"{self.number:02d}" if self.number else "\xa0" * 6
        return f"Số: {number}/{self.symbol}"

    @property
    def place_line(self) -> str:
        """Days below ten and the first two months get a zero."""
        gap = "\xa0" * 5
        if self.day is None:
            when = f"ngày{gap}tháng{gap}năm {self.year}"
        else:
            month = f"{self.day.month:02d}" if self.day.month < 3 else str(self.day.month)
            when = f"ngày {self.day.day:02d} tháng {month} năm {self.day.year}"
        return f"{self.letterhead.place}, {when}" if self.letterhead.place else when

    def annex_head(self, position: int) -> str:
        """One annex has no number, several have Roman ones."""
        return "Phụ lục" if len(self.annexes) == 1 else f"Phụ lục {roman(position)}"


def roman(number: int) -> str:
    told = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            told += letters
            number -= value
    return told
