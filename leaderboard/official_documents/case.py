"""What a document is written from: the frozen result, the office's own lines, number and day.

The texts are Vietnamese whatever the page's language: that is the language of the decree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from leaderboard.document_models import DocumentOffice, OfficeLines
from leaderboard.official_documents.content import Content, UnitFacts
from quizsite.documents.structure import (
    Block,
    Letterhead,
    OfficialDocument,
    Paragraph,
    Signature,
    Style,
)

BLANK = "……………"  # room that the office fills in by hand or in Word
SHORT = "……"
Articles = tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """`answer` is "" as long as nobody decided."""

    name: str
    unit: str
    about: str
    day: date
    outcome: str
    answer: str


@dataclass(frozen=True, slots=True)
class Case:
    """`names` are full names by entry; `articles` are the rules; `unit` is whom a letter urges."""

    office: DocumentOffice
    content: Content
    names: Mapping[int, str]
    articles: Articles
    year: int
    number: int | None = None
    day: date | None = None
    source: str = ""
    is_draft: bool = True
    unit: UnitFacts | None = None
    appeals: tuple[AppealFacts, ...] = ()

    @property
    def contest_words(self) -> str:
        return f"Cuộc thi “{self.content.contest}”"

    @property
    def result_words(self) -> str:
        """kết quả Tuần 1 Cuộc thi “…”"""
        of = f"{self.content.award} " if self.content.award else ""
        return f"kết quả {of}{self.contest_words}"

    @property
    def symbol(self) -> str:
        return symbol_of(self.office)


def document(case: Case, *, kind: str, short: str, subject: str, **parts: Any) -> OfficialDocument:
    """Fill what all documents of an award share; `short` is the decree's abbreviation."""
    shared: dict[str, Any] = {
        "number": case.number,
        "day": case.day,
        "year": case.year,
        "is_draft": case.is_draft,
        "source": case.source,
    }
    return of_office(case.office, kind=kind, short=short, subject=subject, **(shared | parts))


def of_office(
    office: OfficeLines, *, kind: str, short: str, subject: str, **parts: Any
) -> OfficialDocument:
    """Fill what all documents of an office share."""
    shared: dict[str, Any] = {
        "signatures": (Signature(lines_of(office.signer_authority), office.signer_name),),
        "recipients": recipients(office),
    }
    symbol = symbol_of(office)
    return OfficialDocument(
        Letterhead(office.agency, office.superior, office.place),
        kind=kind,
        subject=subject,
        symbol=f"{short}-{symbol}" if short else symbol,
        **(shared | parts),
    )


def symbol_of(office: OfficeLines) -> str:
    return office.symbol or office.USUAL_SYMBOL


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def recipients(office: OfficeLines, *first: str) -> tuple[str, ...]:
    """The last line says where the office keeps its copy."""
    own = lines_of(office.recipients)
    is_kept = any(line.startswith("Lưu") for line in own)
    kept = () if is_kept else (f"Lưu: VT, {symbol_of(office)}.",)
    return (*first, *own, *kept)


def basis_blocks(case: Case, *, last: str) -> tuple[Block, ...]:
    """One căn cứ a line, each with its semicolon, and a full stop after the last."""
    own = [*lines_of(case.office.bases), *_of_contest(case)]
    said = [one.rstrip(" ;.,") for one in own]
    said = [one if one.startswith(("Căn cứ", "Theo")) else f"Căn cứ {one}" for one in said]
    return (
        *(Paragraph(f"{one};", Style.BASIS) for one in said),
        Paragraph(f"{last}.", Style.BASIS),
    )


def _of_contest(case: Case) -> list[str]:
    told = case.content.legal_basis.strip()
    return [told] if told and told not in case.office.bases else []


def articles(*texts: str) -> tuple[Block, ...]:
    """Điều 1. … Điều 2. …, the last of which ends the document."""
    return tuple(
        Paragraph(text, Style.ARTICLE, f"Điều {n}.") for n, text in enumerate(texts, start=1)
    )


def body(texts: Iterable[str]) -> tuple[Block, ...]:
    return tuple(Paragraph(text) for text in texts)
