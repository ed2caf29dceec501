"""Moodle XML, and QTI 2.1 and 3 as a file or a package."""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from questionbank.importing.formats import moodle, qti
from questionbank.importing.formats.docx_reader import check_archive
from questionbank.importing.formats.html_text import Opener
from questionbank.importing.parsing.questions import Source
from quizsite.tables.limits import MAX_UNPACKED, Trouble


def read(path: str) -> Source:
    root = _parsed(Path(path).read_bytes())
    if qti.local(root) == "quiz":
        return moodle.read_quiz(root)
    if qti.is_item(root):
        return qti.read_items([(qti.Place("", lambda _name: None), root)])
    raise Trouble("unknown_format")


def read_package(path: str) -> Source:
    """A QTI package: the items that its .xml files are, in the order of their names."""
    check_archive(path)
    items: list[tuple[qti.Place, Element]] = []
    total = 0
    with zipfile.ZipFile(path) as archive:
        members = _Members(archive)
        names = [name for name in archive.namelist() if name.lower().endswith(".xml")]
        for name in sorted(names, key=_natural):
            data = archive.read(name)
            total += len(data)
            if total > MAX_UNPACKED:
                raise Trouble("unpacks_too_large")
            root = _parsed(data)
            if qti.is_item(root):
                items.append((qti.Place(name, members.beside(name)), root))
            elif qti.local(root) == "quiz":
                return moodle.read_quiz(root)
        if not items:
            raise Trouble("unknown_format")
        return qti.read_items(items)


class _Members:
    """Opens pictures of a package by their address in an item; nothing outside of it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())

    def beside(self, item: str) -> Opener:
        folder = posixpath.dirname(item)

        def opened(address: str) -> bytes | None:
            name = posixpath.normpath(posixpath.join(folder, address.split("?", maxsplit=1)[0]))
            return self._archive.read(name) if name in self._names else None

        return opened


def _natural(name: str) -> list[tuple[int, str]]:
    pieces = re.findall(r"\d{1,9}|\D+", posixpath.basename(name))
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in pieces]


def _parsed(data: bytes) -> Element:
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Trouble("unknown_format") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Trouble("cut_short") from error
    return root
