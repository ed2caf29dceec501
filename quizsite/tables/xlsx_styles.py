"""What the styles of a workbook say of a cell: whether its number is plain, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from quizsite.tables.xml_events import local, new_parser

# Number formats whose cell shows its number as it is; the others are percent, dates, times.
_PLAIN_FORMATS = frozenset({0, 1, 49})
# LibreOffice stores General under a number of its own.
_PLAIN_CODES = frozenset({"general", "@", "0", "standard", "text"})
_DARK = {"FF000000", "00000000", ""}


@dataclass(slots=True)
class Styles:
    """By the number of a cell's style."""

    formats: list[int] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    looks: list[str] = field(default_factory=list)

    def is_plain(self, style: int) -> bool:
        if style >= len(self.formats):
            return True
        number = self.formats[style]
        if number in self.codes:
            return self.codes[number].strip().casefold() in _PLAIN_CODES
        return number in _PLAIN_FORMATS

    def look(self, style: int) -> str:
        """Letters of `MARKS`: bold, italic, underlined, struck, coloured, filled, raised."""
        return self.looks[style] if style < len(self.looks) else ""


class StylesReader:
    """Fonts and fills come before the cell styles that name them."""

    def __init__(self) -> None:
        self.styles = Styles()
        self._fonts: list[str] = []
        self._fills: list[str] = []
        self._inside = ""
        self.parser: expat.XMLParserType = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name in ("fonts", "fills", "cellXfs", "dxfs", "cellStyleXfs"):
            self._inside = name
        elif name == "numFmt":
            number = int(attributes.get("numFmtId", "0"))
            self.styles.codes[number] = attributes.get("formatCode", "")
        elif self._inside == "fonts":
            self._font(name, attributes)
        elif self._inside == "fills":
            self._fill(name, attributes)
        elif self._inside == "cellXfs" and name == "xf":
            self._cell_style(attributes)

    def _font(self, name: str, attributes: dict[str, str]) -> None:
        if name == "font":
            self._fonts.append("")
        elif self._fonts:
            self._fonts[-1] += font_mark(name, attributes)

    def _fill(self, name: str, attributes: dict[str, str]) -> None:
        if name == "fill":
            self._fills.append("")
        elif name == "patternFill" and attributes.get("patternType") == "solid" and self._fills:
            self._fills[-1] = "h"
        elif (
            name == "fgColor" and self._fills and attributes.get("rgb", "")[2:].upper() == "FFFFFF"
        ):
            self._fills[-1] = ""

    def _cell_style(self, attributes: dict[str, str]) -> None:
        self.styles.formats.append(int(attributes.get("numFmtId", "0")))
        font, fill = (int(attributes.get(name, "0")) for name in ("fontId", "fillId"))
        look = self._fonts[font] if font < len(self._fonts) else ""
        self.styles.looks.append(look + (self._fills[fill] if fill < len(self._fills) else ""))

    def _end(self, name: str) -> None:
        if local(name) == self._inside:
            self._inside = ""


def font_mark(name: str, attributes: dict[str, str]) -> str:
    """The mark that one element of a font's description stands for."""
    is_on = attributes.get("val", "1") not in {"0", "false", "none"}
    if name in {"b", "i", "u"}:
        return name if is_on else ""
    if name == "strike":
        return "s" if is_on else ""
    if name == "vertAlign":
        return {"superscript": "^", "subscript": "_"}.get(attributes.get("val", ""), "")
    if name == "color":
        return _colour(attributes)
    return ""


def _colour(attributes: dict[str, str]) -> str:
    said = attributes.get("rgb", "").upper()
    if said in _DARK or len(said) != 8:
        return "" if attributes.get("theme", "1") in {"0", "1", "2", "3"} else "c"
    red, green, blue = (int(said[n : n + 2], 16) for n in (2, 4, 6))
    if max(red, green, blue) - min(red, green, blue) < 40:
        return ""
    if red > 150 and green < 110 and blue < 110:
        return "r"
    return "g" if green > red + 30 and green > blue + 30 else "c"
