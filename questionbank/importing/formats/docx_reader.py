"""Word files: paragraphs and tables in order, how letters look, and numbers that Word counts."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from questionbank.importing.parsing.lines import Cell, Line, Part, Run, Table
from questionbank.importing.parsing.pictures import Album, without_marks
from questionbank.importing.parsing.questions import Doubt, FoundPicture, Source
from quizsite.language.legacy_letters import from_tcvn3, from_vni
from quizsite.tables.limits import MAX_MEMBERS, MAX_TEXT, MAX_UNPACKED, Trouble

_BLACK = {"auto", "000000", "", "FFFFFF"}
_ON = {None, "1", "true", "on"}
_TEXT, _TAB, _BREAK = qn("w:t"), qn("w:tab"), (qn("w:br"), qn("w:cr"))
_DELETED = {qn("w:del"), qn("w:moveFrom")}
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_DRAWINGS = (qn("w:drawing"), qn("w:pict"), qn("w:object"), _ALTERNATIVES)
_BLIP, _DESCRIBED = qn("a:blip"), qn("wp:docPr")
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_MAX_DEPTH = 3  # of tables within tables


def read(path: str) -> Source:
    check_archive(path)
    try:
        document = docx.Document(path)
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Trouble("cut_short") from error
    reader = _Reader(document)
    return Source(reader.parts(), notes=reader.notes(), pictures=reader.pictures())


def check_archive(path: str) -> None:
    try:
        members = zipfile.ZipFile(path).infolist()
    except (zipfile.BadZipFile, EOFError, ValueError, OSError) as error:
        raise Trouble("cut_short") from error
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise Trouble("macros")
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
        raise Trouble("unpacks_too_large")
    if any(member.flag_bits & 1 for member in members):
        raise Trouble("password")


class _Reader:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._styles = {
            style.style_id: style.element for style in document.styles if style.style_id
        }
        self._looks: dict[str, str] = {}
        self._numbering = _Numbering(document)
        self._album = Album()
        self._deleted = 0
        self._length = 0
        self._paragraphs = 0

    def parts(self) -> list[Part]:
        return [part for child in self._document.element.body for part in self._part(child, 0)]

    def notes(self) -> list[Doubt]:
        return [Doubt("tracked_changes", str(self._deleted))] if self._deleted else []

    def pictures(self) -> list[FoundPicture]:
        return self._album.found

    def _part(self, element: Any, depth: int) -> Iterator[Part]:
        if element.tag == qn("w:p"):
            yield from self._paragraph(element)
        elif element.tag == qn("w:tbl"):
            yield self._table(element, depth)
        elif element.tag == qn("w:sdt"):
            for child in element.iterchildren(qn("w:sdtContent")):
                for inner in child:
                    yield from self._part(inner, depth)

    def _table(self, element: Any, depth: int) -> Table:
        rows = []
        for row in element.iter(qn("w:tr")) if depth == 0 else element.iterchildren(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl"))) is not element:
                continue
            rows.append(
                tuple(self._cell(cell, depth) for cell in row.iter(qn("w:tc")) if _is_of(cell, row))
            )
        return Table(tuple(rows))

    def _cell(self, cell: Any, depth: int) -> Cell:
        lines: list[Line] = []
        for child in cell:
            for part in self._part(child, depth + 1) if depth < _MAX_DEPTH else ():
                lines += part.lines() if isinstance(part, Table) else [part]
        return Cell(tuple(line for line in lines if line.text.strip()))

    def _paragraph(self, paragraph: Any) -> Iterator[Line]:
        self._paragraphs += 1
        properties = paragraph.find(qn("w:pPr"))
        style = _value(properties, "w:pStyle") or "Normal"
        label = self._numbering.label(properties, self._styles.get(style))
        pieces: list[Run] = [Run(f"{label} ", "#")] if label else []
        place = f"đoạn {self._paragraphs}"
        for run in paragraph.iter(qn("w:r")):
            if any(parent.tag in _DELETED for parent in run.iterancestors()):
                self._deleted += 1
                continue
            if not _is_of_paragraph(run, paragraph):
                continue
            marks, font = self._marks(run, style)
            for text in self._texts(run):
                if text == "\n":
                    yield Line(tuple(pieces), place, is_paragraph=True)
                    pieces = []
                else:
                    pieces.append(Run(_unicode(text, font), marks))
        yield Line(_joined(pieces), place, is_paragraph=True)

    def _texts(self, run: Any) -> Iterator[str]:
        for child in run:
            if child.tag == _TEXT:
                self._length += len(child.text or "")
                if self._length > MAX_TEXT:
                    raise Trouble("too_much_text")
                yield without_marks(child.text or "")
            elif child.tag == _TAB:
                yield "\t"
            elif child.tag in _BREAK:
                yield "\n"
            elif child.tag == qn("w:noBreakHyphen"):
                yield "-"
            elif child.tag == qn("w:sym"):
                yield _symbol(child.get(qn("w:char"), ""))
            elif child.tag in _DRAWINGS:
                yield self._picture(child)

    def _picture(self, drawing: Any) -> str:
        """The mark of a drawing: its picture and description, or that it holds none."""
        if drawing.tag == _ALTERNATIVES:
            drawing = next(iter(drawing), drawing)
        said = next(drawing.iter(_DESCRIBED), None)
        alt = (said.get("descr") or "") if said is not None else ""
        name = (said.get("name") or "") if said is not None else ""
        for element in drawing.iter(_BLIP, _IMAGE_DATA):
            part = self._document.part.related_parts.get(
                element.get(qn("r:embed")) or element.get(qn("r:id")) or ""
            )
            if part is not None:
                return self._album.mark_of(part.blob, alt=alt, name=name)
            return self._album.mark_of(b"", alt=alt, name=name, trouble="missing")
        return self._album.mark_of(b"", alt=alt, name=name, trouble="drawn")

    def _marks(self, run: Any, style: str) -> tuple[str, str]:
        properties = run.find(qn("w:rPr"))
        base = self._style_marks(style)
        if properties is None:
            return base, ""
        if character := _value(properties, "w:rStyle"):
            base = "".join(sorted(set(base) | set(self._style_marks(character))))
        fonts = properties.find(qn("w:rFonts"))
        font = (fonts.get(qn("w:ascii")) or "") if fonts is not None else ""
        return _with_properties(base, properties), font

    def _style_marks(self, style: str, depth: int = 0) -> str:
        if style not in self._looks:
            element = self._styles.get(style)
            marks = ""
            if element is not None and depth < 10:
                if (parent := _value(element, "w:basedOn")) and parent != style:
                    marks = self._style_marks(parent, depth + 1)
                properties = element.find(qn("w:rPr"))
                if properties is not None:
                    marks = _with_properties(marks, properties)
            self._looks[style] = marks
        return self._looks[style]


def _is_of(cell: Any, row: Any) -> bool:
    return next(cell.iterancestors(qn("w:tr"))) is row


def _is_of_paragraph(run: Any, paragraph: Any) -> bool:
    """Text boxes lie inside paragraphs with paragraphs of their own."""
    return next(run.iterancestors(qn("w:p"))) is paragraph


def _joined(runs: list[Run]) -> tuple[Run, ...]:
    """Word cuts a line into many runs of the same look."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1].marks == run.marks:
            joined[-1] = Run(joined[-1].text + run.text, run.marks)
        else:
            joined.append(run)
    return tuple(joined)


def _value(element: Any, tag: str) -> str:
    found = element.find(qn(tag)) if element is not None else None
    return (found.get(qn("w:val")) or "") if found is not None else ""


def _with_properties(marks: str, properties: Any) -> str:
    found = set(marks)
    for child in properties:
        name, value = child.tag.rpartition("}")[2], child.get(qn("w:val"))
        if name in ("b", "i", "strike", "dstrike"):
            mark = {"b": "b", "i": "i"}.get(name, "s")
            (found.add if value in _ON else found.discard)(mark)
        elif name == "u":
            (found.discard if value == "none" else found.add)("u")
        elif (name == "highlight" and value not in (None, "none", "white")) or (
            name == "shd" and (child.get(qn("w:fill")) or "auto").upper() not in _BLACK
        ):
            found.add("h")
        elif name == "color":
            found -= set("rgc")
            found |= set(colour_mark(value or ""))
        elif name == "vertAlign" and value in ("superscript", "subscript"):
            found.add("^" if value == "superscript" else "_")
    return "".join(sorted(found))


def colour_mark(value: str) -> str:
    """Red and green speak for themselves; dark greys are as good as black."""
    if value.upper() in _BLACK or not re.fullmatch(r"[0-9A-Fa-f]{6}", value):
        return ""
    red, green, blue = (int(value[n : n + 2], 16) for n in (0, 2, 4))
    if max(red, green, blue) - min(red, green, blue) < 40:
        return ""
    if red > 150 and green < 110 and blue < 110:
        return "r"
    return "g" if green > red + 30 and green > blue + 30 else "c"


def _symbol(code: str) -> str:
    ticks = {
        "F0FC": "✓",
        "F0FE": "☑",
        "F0A8": "☐",
        "F06F": "☐",
        "F052": "☑",
        "F0B7": "•",
        "F0E0": "→",
    }
    return ticks.get(code.upper(), "")


def _unicode(text: str, font: str) -> str:
    """The font says for certain in which letters its text is."""
    name = font.casefold()
    if name.startswith(".vn"):
        return from_tcvn3(text, is_capitals=name.endswith("h"))
    return from_vni(text) if name.startswith("vni-") else text


class _Numbering:
    """Counts as Word does: a counter per list and level, which begins anew below another level."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._lists: dict[str, str] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for abstract in root.iter(qn("w:abstractNum")):
            number = abstract.get(qn("w:abstractNumId"))
            self._levels[number] = {
                int(level.get(qn("w:ilvl"))): _level(level) for level in abstract.iter(qn("w:lvl"))
            }
        self._starts: dict[str, dict[int, int]] = {}
        for one in root.iter(qn("w:num")):
            number = one.get(qn("w:numId"))
            self._lists[number] = _value(one, "w:abstractNumId")
            self._starts[number] = {
                int(over.get(qn("w:ilvl"))): int(_value(over, "w:startOverride") or 1)
                for over in one.iter(qn("w:lvlOverride"))
                if over.find(qn("w:startOverride")) is not None
            }

    def label(self, properties: Any, style: Any) -> str:
        found = properties.find(qn("w:numPr")) if properties is not None else None
        if found is None and style is not None:
            inherited = style.find(qn("w:pPr"))
            found = inherited.find(qn("w:numPr")) if inherited is not None else None
        if found is None:
            return ""
        number, level = _value(found, "w:numId"), int(_value(found, "w:ilvl") or 0)
        abstract = self._lists.get(number, "")
        levels = self._levels.get(abstract)
        if not levels or level not in levels:
            return ""
        return self._counted(number, abstract, level, levels)

    def _counted(
        self, number: str, abstract: str, level: int, levels: dict[int, tuple[str, str, int]]
    ) -> str:
        starts = self._starts.get(number, {})
        # Lists of one definition count on together, unless one is told to start anew.
        counts = self._counts.setdefault(number if starts else abstract, {})
        kind, text, start = levels[level]
        counts[level] = counts.get(level, starts.get(level, start) - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if kind == "bullet":
            return "-"
        label = text
        for at in range(level + 1):
            own_kind, _text, own_start = levels.get(at, ("decimal", "", 1))
            label = label.replace(f"%{at + 1}", _written(counts.get(at, own_start), own_kind))
        return label.strip()


def _level(level: Any) -> tuple[str, str, int]:
    return (
        _value(level, "w:numFmt") or "decimal",
        _value(level, "w:lvlText"),
        int(_value(level, "w:start") or 1),
    )


def _written(count: int, kind: str) -> str:
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (count - 1) % 26)
        return letter if kind == "upperLetter" else letter.lower()
    if kind in ("upperRoman", "lowerRoman"):
        said, left = "", count
        for value, sign in _ROMAN:
            said += sign * (left // value)
            left %= value
        return said if kind == "upperRoman" else said.lower()
    return "" if kind == "none" else str(count)
