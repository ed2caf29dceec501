"""PDF files as works, in the limited child: pages, text, what runs or hides, and a clean copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium

from quizsite.files.facts import Facts
from quizsite.files.picture_marks import without_marks
from quizsite.tables.limits import Trouble

MOST_PAGES = 400
MOST_OBJECTS = 200_000
_RUNS = {
    "/JavaScript": "pdf_script",
    "/Rendition": "pdf_script",
    "/Launch": "pdf_launch",
    "/GoToE": "pdf_files",
    "/GoToR": "pdf_launch",
    "/ImportData": "pdf_script",
    "/SubmitForm": "pdf_script",
}
_HOLDS = {
    "/FileAttachment": "pdf_files",
    "/RichMedia": "pdf_files",
    "/Movie": "pdf_files",
    "/Sound": "pdf_files",
    "/Screen": "pdf_files",
    "/3D": "pdf_files",
}
_REMARKS = {"/Text", "/Popup"}
_TOLD = ("/T", "/RC", "/Subj", "/NM", "/M", "/CreationDate")
_PEOPLE = {"/Author": "author", "/Title": "description", "/Subject": "description",
           "/Keywords": "description", "/Company": "company"}  # fmt: skip
_LEAST_LETTERS = 15  # a page; fewer is a scan


def read(path: Path, cleaned: Path, facts: Facts) -> None:
    try:
        with pikepdf.open(path) as document:
            if len(document.pages) > MOST_PAGES:
                raise Trouble("too_many_pages", limit=MOST_PAGES)
            if len(document.objects) > MOST_OBJECTS:
                raise Trouble("unpacks_too_large")
            facts.pages = len(document.pages)
            _check(document)
            _look_and_strip(document, facts)
            document.save(cleaned, linearize=False, encryption=False, fix_metadata_version=False)
    except pikepdf.PasswordError as error:
        raise Trouble("password") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise Trouble("cut_short") from error
    if not facts.pages:
        raise Trouble("cut_short")
    _read_text(cleaned, facts)
    facts.has_cleaned = True


def _dictionaries(document: Any) -> Iterator[Any]:
    """Find every dictionary, also those written inside others."""
    stack, seen = list(document.objects), 0
    while stack:
        one, seen = stack.pop(), seen + 1
        if seen > 5 * MOST_OBJECTS:
            raise Trouble("unpacks_too_large")
        if isinstance(one, pikepdf.Stream | pikepdf.Dictionary):
            yield one
            stack += [value for _key, value in one.items() if _is_inside(value)]
        elif isinstance(one, pikepdf.Array):
            stack += [value for value in one if _is_inside(value)]


def _is_inside(value: Any) -> bool:
    """Indirect objects come by themselves."""
    nested = isinstance(value, pikepdf.Dictionary | pikepdf.Array)
    return nested and not value.is_indirect


def _check(document: Any) -> None:
    for one in _dictionaries(document):
        deed, kind = one.get("/S"), one.get("/Subtype")
        if isinstance(deed, pikepdf.Name) and str(deed) in _RUNS:
            raise Trouble(_RUNS[str(deed)])
        if isinstance(kind, pikepdf.Name) and str(kind) in _HOLDS:
            raise Trouble(_HOLDS[str(kind)])
        if "/JS" in one or "/JavaScript" in one or "/XFA" in one:
            raise Trouble("pdf_script")
        if "/EmbeddedFiles" in one or "/EF" in one:
            raise Trouble("pdf_files")


def _look_and_strip(document: Any, facts: Facts) -> None:
    for key, value in dict(document.docinfo).items() if "/Info" in document.trailer else ():
        if str(key) in _PEOPLE and str(value).strip():
            facts.find(_PEOPLE[str(key)], "properties", value)
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    if "/Metadata" in document.Root:
        facts.find("xmp", "properties")
    if "/OpenAction" in document.Root:
        del document.Root["/OpenAction"]
    for number, page in enumerate(document.pages, start=1):
        _strip_page(page, number, facts)
    for one in _dictionaries(document):
        for key in ("/Metadata", "/PieceInfo", "/AA"):
            if key in one:
                del one[key]
        if isinstance(one, pikepdf.Stream):
            _strip_picture(one, facts)


def _strip_page(page: Any, number: int, facts: Facts) -> None:
    if "/Annots" not in page:
        return
    kept = []
    for one in page.Annots:
        kind = str(one.get("/Subtype", ""))
        if kind not in ("/Link", "/Widget"):
            facts.find("comments", f"page:{number}", one.get("/T", ""))
            facts.say(f"page:{number}", str(one.get("/Contents", "")))
        if kind in _REMARKS:
            continue
        if kind == "/Link" and "/A" in one and "/URI" in one.A:
            facts.say("links", str(one.A.URI))
        if kind != "/Widget":
            for key in _TOLD:
                if key in one:
                    del one[key]
        kept.append(one)
    page.Annots = pikepdf.Array(kept)


def _strip_picture(one: Any, facts: Facts) -> None:
    if one.get("/Filter") != pikepdf.Name.DCTDecode:
        return
    data = one.read_raw_bytes()
    kept = without_marks(data)
    if kept != data:
        facts.find("picture_marks", "body")
        one.write(kept, filter=pikepdf.Name.DCTDecode, decode_parms=one.get("/DecodeParms"))


def _read_text(path: Path, facts: Facts) -> None:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise Trouble("cut_short") from error
    letters = 0
    for number in range(len(document)):
        said = ""
        with suppress(pdfium.PdfiumError):  # a page that is not drawn has no text either
            said = document[number].get_textpage().get_text_bounded()
        letters += len(said)
        facts.say(
            f"page:{number + 1}",
            said.replace("\r\n", "\n").replace("\ufffe", "").replace("\x02", ""),
        )
    if letters < _LEAST_LETTERS * len(document):
        facts.is_scan = True
        facts.find("no_text", "body")
