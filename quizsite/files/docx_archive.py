"""The archive of a Word file, in the limited child: what would run or reach out is refused."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from quizsite.files.facts import Facts
from quizsite.tables.limits import MAX_MEMBERS, Trouble

MOST_UNPACKED = 160 * 1024 * 1024
LARGEST_XML = 24 * 1024 * 1024
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = "[Content_Types].xml"
_REMOTE = re.compile(r"(?:https?|ftp)://|\\\\|//|file://[^/]|file:/{4,}", re.IGNORECASE)
_UNREADABLE = (
    KeyError,
    zipfile.BadZipFile,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    zlib.error,
)
_MACROS = ("vbaproject.bin", "vbadata.xml")
_OBJECTS = {"oleObject", "control", "activeXControlBinary", "aFChunk", "subDocument", "frame"}
# Parts that no juror needs, and that tell who wrote, commented or filed the document.
_DROPPED = re.compile(
    r"(?:docProps|customXml|docMetadata|word/embeddings)/|word/(?:comments\w*|people)\.xml"
    r"|word/_rels/comments\w*\.xml\.rels"
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One part of the document points to another, or out of it."""

    element: Any
    kind: str
    target: str
    is_outside: bool
    part: str  # the part that it leads to; "" if it leads out


def parsed(data: bytes) -> Any:
    """Parse a part; a document type, by which entities would grow or reach out, is refused."""
    if len(data) > LARGEST_XML:
        raise Trouble("unpacks_too_large")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Trouble("cut_short") from error
    if root.getroottree().docinfo.doctype:
        raise Trouble("entities")
    return root


def opened(path: Path) -> zipfile.ZipFile:
    """Open the archive after its sizes, names and kinds of parts were looked at."""
    try:
        archive = zipfile.ZipFile(path)
        members = archive.infolist()
    except (zipfile.BadZipFile, EOFError, ValueError, OSError) as error:
        raise Trouble("cut_short") from error
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
        raise Trouble("unpacks_too_large")
    if any(member.flag_bits & 1 for member in members):
        raise Trouble("password")
    if len(set(names)) != len(names):
        raise Trouble("two_kinds")
    if any(name.lower().endswith(_MACROS) for name in names):
        raise Trouble("macros")
    if any(name.lower().startswith("word/activex/") for name in names):
        raise Trouble("embedded_object")
    if _TYPES not in names:
        raise Trouble("archive")
    _check_main(archive)
    return archive


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except _UNREADABLE as error:
        raise Trouble("cut_short") from error


def _check_main(archive: zipfile.ZipFile) -> None:
    kinds = {one.get("ContentType", "") for one in parsed(member(archive, _TYPES))}
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in kinds):
        raise Trouble("macros")
    if _MAIN not in kinds:
        is_sheet = any("spreadsheetml" in kind or "presentationml" in kind for kind in kinds)
        raise Trouble("other_office" if is_sheet else "not_taken")


def is_dropped(name: str) -> bool:
    return bool(_DROPPED.match(name))


def base_of(name: str) -> str:
    """Return the part that a file of relations belongs to: word/_rels/document.xml.rels."""
    folder, file = posixpath.split(name)
    return posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))


def relations(root: Any, *, base: str) -> list[Relation]:
    found = []
    for one in root:
        if not isinstance(one.tag, str):
            continue
        target, kind = one.get("Target", ""), one.get("Type", "").rpartition("/")[2]
        is_outside = one.get("TargetMode") == "External"
        joined = posixpath.join("/", posixpath.dirname(base), target)
        part = "" if is_outside else posixpath.normpath(joined).lstrip("/")
        found.append(Relation(one, kind, target, is_outside, part))
    return found


def check_relation(one: Relation, *, base: str, facts: Facts) -> None:
    """Refuse what runs or is fetched; note what is only taken out."""
    if one.kind in ("vbaProject", "wordVbaData"):
        raise Trouble("macros")
    if one.kind in _OBJECTS or (one.kind == "package" and "/charts/" not in f"/{base}"):
        raise Trouble("embedded_object")
    if one.kind == "package":
        facts.find("chart_data", "body")
    if not one.is_outside:
        return
    if one.kind == "hyperlink":
        facts.say("links", one.target)
    elif one.kind == "attachedTemplate":
        if _REMOTE.match(one.target):
            raise Trouble("outside_template")
        facts.find("template_path", "properties", one.target)
    else:
        raise Trouble("outside_parts")
