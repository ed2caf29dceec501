"""Reads what the two writers wrote: places and letters of a PDF, text and XML of a .docx."""

import ctypes
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from docx import Document
from docx.oxml.ns import qn

MM = 25.4 / 72
BREAK = "\u200b"


@dataclass(frozen=True)
class Found:
    """A piece of text on a page: edges in millimetres from the page's left and top."""

    left: float
    right: float
    top: float
    size: float
    font: str
    page: int

    @property
    def is_bold(self) -> bool:
        return "Bold" in self.font

    @property
    def is_italic(self) -> bool:
        return "Italic" in self.font


class Pdf:
    def __init__(self, data: bytes) -> None:
        document = pypdfium2.PdfDocument(data)
        self.sizes = [tuple(side * MM for side in page.get_size()) for page in document]
        self.texts: list[str] = []
        self.found: list[list[Found]] = []
        for number, page in enumerate(document):
            text = page.get_textpage()
            self.texts.append(text.get_text_range())
            self.found.append([_letter(text, n, number, page) for n in range(text.count_chars())])
        document.close()

    def find(self, said: str, *, page: int = 0) -> Found:
        letters = "".join(self.letters(page))
        at = letters.index(said)
        first, last = self.found[page][at], self.found[page][at + len(said) - 1]
        return Found(first.left, last.right, first.top, first.size, first.font, page)

    def letters(self, page: int) -> Iterator[str]:
        for one in self.found[page]:
            yield one.letter

    @property
    def words(self) -> Counter[str]:
        return words("\n".join(self.texts))


@dataclass(frozen=True)
class _Letter(Found):
    letter: str = ""


def _letter(text, n: int, number: int, page) -> _Letter:
    left, _bottom, right, _top = text.get_charbox(n, loose=True)
    _left, _base, _right, upper = text.get_charbox(n)
    size = pdfium.FPDFText_GetFontSize(text.raw, n)
    buffer, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text.raw, n, buffer, 100, flags)
    code = pdfium.FPDFText_GetUnicode(text.raw, n)
    return _Letter(
        left * MM,
        right * MM,
        (page.get_height() - upper) * MM,
        round(size, 2),
        buffer.value.decode(),
        number,
        chr(code),
    )


def words(text: str) -> Counter[str]:
    return Counter(re.sub(r"[\s\xa0]+", " ", text.replace(BREAK, "")).split())


class Docx:
    def __init__(self, data: bytes) -> None:
        self.document = Document(io.BytesIO(data))
        self.body = self.document.element.body

    def paragraphs(self) -> Iterator:
        yield from self.body.iter(qn("w:p"))

    def find(self, said: str):
        """The run with this text, whose paragraph is its parent."""
        return next(run for run in self.body.iter(qn("w:r")) if said in "".join(texts(run)))

    @property
    def words(self) -> Counter[str]:
        return words("\n".join("".join(texts(line)) for line in self.paragraphs()))


def texts(element) -> Iterator[str]:
    for one in element.iter(qn("w:t")):
        yield one.text or ""


def look(run) -> tuple[float, bool, bool]:
    """Points, bold, italic."""
    about = run.rPr
    size = about.find(qn("w:sz"))
    return (
        int(size.get(qn("w:val"))) / 2 if size is not None else 14.0,
        _is_on(about.find(qn("w:b"))),
        _is_on(about.find(qn("w:i"))),
    )


def _is_on(mark) -> bool:
    return mark is not None and mark.get(qn("w:val")) not in {"0", "false"}


def mm(twips: str | int) -> float:
    return int(twips) / 1440 * 25.4
