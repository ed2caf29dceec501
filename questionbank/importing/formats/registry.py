"""Every kind of file that people send, one row each: how it is known, who reads it or why nobody.

What a form offers, and what a refusal lists, follow from these rows. The pages import this module,
so a row names its reader, and only the limited child loads it with its libraries."""

from __future__ import annotations

import importlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from quizsite.tables import json_reader
from quizsite.tables.limits import Trouble

if TYPE_CHECKING:
    from questionbank.importing.parsing.questions import Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Old Office files are all alike from outside: names inside tell them apart, the first one found.
_OLE_MARKS = ("EncryptedPackage", "WordDocument", "Workbook", "Book")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def _(said: str) -> str:
    """Marks words for translation, which the pages do: the child knows no Django."""
    return said


@dataclass(frozen=True, slots=True)
class Seen:
    """What tells a file: its first bytes, what an archive holds, its ending last of all."""

    head: bytes
    ending: str
    ole_mark: str = ""
    members: frozenset[str] | None = None  # of a ZIP archive
    mimetype: bytes = b""

    @property
    def start(self) -> bytes:
        return self.head.lstrip(b"\xef\xbb\xbf \r\n\t")[:200].lower()

    def has_member(self, start: str, end: str = "") -> bool:
        return any(one.startswith(start) and one.endswith(end) for one in self.members or ())


@dataclass(frozen=True, slots=True)
class Format:
    name: str  # as a refusal lists what is taken
    endings: tuple[str, ...]
    reader: str  # module and function below this package
    recognises: Callable[[Seen], bool]

    def read(self, path: str) -> Source:
        module, _dot, function = self.reader.partition(".")
        found = importlib.import_module(f"{__package__}.{module}")
        return cast("Source", getattr(found, function)(path))


@dataclass(frozen=True, slots=True)
class NotRead:
    code: str
    advice: str
    recognises: Callable[[Seen], bool]


# Asked in this order.
FILE_KINDS: tuple[Format | NotRead, ...] = (
    Format("Word", (".docx",), "docx_reader.read", lambda seen: seen.has_member("word/")),
    Format(
        "Excel",
        (".xlsx",),
        "sheet_reader.read_xlsx",
        lambda seen: seen.has_member("xl/workbook", ".xml"),
    ),
    Format(
        _("Excel cũ"),
        (".xls",),
        "sheet_reader.read_old_or_open",
        lambda seen: seen.ole_mark in {"Workbook", "Book"},
    ),
    Format(
        "LibreOffice Calc",
        (".ods",),
        "sheet_reader.read_old_or_open",
        lambda seen: b"spreadsheet" in seen.mimetype,
    ),
    NotRead(
        "password",
        _("Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi lưu lại."),
        lambda seen: seen.ole_mark == "EncryptedPackage",
    ),
    NotRead(
        "old_word",
        _(
            "Tệp Word cũ (.doc). Hãy mở bằng Word hoặc LibreOffice, chọn Tệp › Lưu thành (Save As),"
            " kiểu “Word Document (.docx)”, rồi tải tệp .docx lên."
        ),
        lambda seen: seen.ole_mark == "WordDocument",
    ),
    NotRead(
        "binary_workbook",
        _("Tệp theo định dạng .xlsb. Hãy lưu lại thành .xlsx."),
        lambda seen: seen.has_member("xl/workbook.bin"),
    ),
    NotRead(
        "open_text",
        _("Tệp .odt. Hãy mở bằng LibreOffice, chọn Lưu thành kiểu Word (.docx)."),
        lambda seen: bool(seen.mimetype),
    ),
    NotRead(
        "slides",
        _("Tệp trình chiếu. Hãy chép phần câu hỏi sang Word hoặc dán vào ô bên dưới."),
        lambda seen: seen.has_member("ppt/"),
    ),
    Format(
        _("gói QTI"),
        (".zip",),
        "xml_reader.read_package",
        lambda seen: seen.members is not None,
    ),
    Format(_("PDF có chữ"), (".pdf",), "pdf_reader.read", lambda seen: b"%PDF-" in seen.head),
    NotRead(
        "rtf",
        _("Tệp .rtf. Hãy mở bằng Word, chọn Lưu thành kiểu “Word Document (.docx)”."),
        lambda seen: seen.head.startswith(b"{\\rtf"),
    ),
    NotRead(
        "picture",
        _("Đây là ảnh, chưa có chữ. Hãy gõ lại, hoặc nhận dạng chữ (OCR) rồi dán văn bản."),
        lambda seen: seen.head.startswith(_PICTURES),
    ),
    NotRead(
        "archive",
        _("Tệp nén không đọc được. Hãy giải nén rồi tải từng tệp lên."),
        lambda seen: seen.head.startswith(_ARCHIVES),
    ),
    NotRead(
        "web_page",
        _("Đây là trang web. Hãy mở trang, chép phần câu hỏi rồi dán vào ô bên dưới."),
        lambda seen: seen.start.startswith((b"<!doctype html", b"<html")),
    ),
    Format("Moodle XML", (".xml",), "xml_reader.read", lambda seen: seen.start.startswith(b"<")),
    Format(
        _(".json của ngân hàng"),
        (".json",),
        "sheet_reader.read_objects",
        lambda seen: json_reader.recognises(seen.head),
    ),
    Format(
        "CSV",
        (".csv", ".tsv"),
        "sheet_reader.read_separated",
        lambda seen: seen.ending in {".csv", ".tsv"},
    ),
    # Text has no mark of its own: it is what nothing else recognises.
    Format("GIFT", (".gift",), "text_reader.read_as_gift", lambda seen: seen.ending == ".gift"),
    Format(_("văn bản, Aiken"), (".txt",), "text_reader.read", lambda _seen: True),
)
FORMATS = tuple(one for one in FILE_KINDS if isinstance(one, Format))
ENDINGS = tuple(ending for one in FORMATS for ending in one.endings)
ADVICE = {one.code: one.advice for one in FILE_KINDS if isinstance(one, NotRead)}


def read_file(path: str, ending: str) -> Source:
    seen = _look(path, ending.lower())
    kind = next(one for one in FILE_KINDS if one.recognises(seen))
    if isinstance(kind, NotRead):
        raise Trouble(kind.code)
    return kind.read(path)


def _look(path: str, ending: str) -> Seen:
    with Path(path).open("rb") as stream:
        head = stream.read(1024)
    if not head.strip(b"\0\r\n\t "):
        raise Trouble("empty")
    if head.startswith(_OLE):
        data = Path(path).read_bytes()
        found = [mark for mark in _OLE_MARKS if mark.encode("utf-16-le") in data]
        if not found:
            raise Trouble("unknown_format")
        return Seen(head, ending, ole_mark=found[0])
    if head.startswith(b"PK"):
        return _look_into(path, head, ending)
    return Seen(head, ending)


def _look_into(path: str, head: bytes, ending: str) -> Seen:
    try:
        archive = zipfile.ZipFile(path)
        members = frozenset(name.replace("\\", "/").casefold() for name in archive.namelist())
    except (zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError) as error:
        raise Trouble("cut_short") from error
    is_open_document = {"content.xml", "mimetype"} <= members
    mimetype = archive.read("mimetype")[:80] if is_open_document else b""
    return Seen(head, ending, members=members, mimetype=mimetype)
