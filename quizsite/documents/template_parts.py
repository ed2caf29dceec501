"""Looks at every part of a .docx before anything of it is kept: nothing in it runs or loads.

Word takes names of parts, relations and types in any case and coding. So they are judged as it
reads them, by their local names and parsed, and a place where nobody looks may not exist."""

from __future__ import annotations

import re
import zipfile
from typing import Any

from lxml import etree

from quizsite.tables.limits import MAX_MEMBERS, MAX_UNPACKED, Trouble

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PLAIN_NAME = re.compile(r"[\w\[\]{}()./ -]+")
_XML = (".xml", ".rels")
# All else that a part could be is refused.
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf")
_LETTERS = (".odttf", ".ttf", ".otf")
_FORBIDDEN_NAMES = re.compile(
    r"vbaproject|vbadata|activex|embeddings/|customui|afchunk|webextensions/|attachedtoolbars"
)
_FORBIDDEN_TYPES = ("macroenabled", "vbaproject", "oleobject", "activex", "webextension", "toolbar")
_FORBIDDEN_TAGS = {
    *("altchunk", "object", "oleobject", "control", "subdoc", "movie"),
    *("mailmerge", "webextension", "taskpane", "webextensionref", "framesets", "frameset"),
}
_FORBIDDEN_RELATIONS = (
    *("afchunk", "oleobject", "package", "control", "vbaproject", "attachedtemplate"),
    *("subdocument", "frame", "mailmergesource", "mailmergeheadersource", "transform"),
    *("extensibility", "webextension", "webextensiontaskpanes", "keymapcustomizations"),
)
_ACTIVE = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|MACROBUTTON|EMBED|CONTROL|"
    r"DATABASE|AUTOTEXT|AUTOTEXTLIST|RD)\b",
    re.IGNORECASE,
)
_HARMLESS_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]{0,20}:|//|\\", re.IGNORECASE)


def checked_parts(path: str, wanted: re.Pattern[str]) -> dict[str, Any]:
    """The parts whose names are wanted, parsed; every part is looked at first."""
    archive = _opened(path)
    found = {}
    for member in archive.infolist():
        name = member.filename
        data = _read(archive, member)
        if not name.casefold().endswith(_XML):
            continue
        tree = _parsed(data)
        if name.casefold().endswith(".rels"):
            _check_relations(tree)
        elif name.casefold() == "[content_types].xml":
            _check_types(tree)
        else:
            _check_contents(tree)
        if wanted.fullmatch(name):
            found[name] = tree
    if "word/document.xml" not in found:
        raise Trouble("not_a_docx")
    return found


def _opened(path: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, ValueError, OSError) as error:
        raise Trouble("not_a_docx") from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED:
        raise Trouble("unpacks_too_large")
    if any(one.flag_bits & 1 for one in members):
        raise Trouble("password")
    names = [one.filename.replace("\\", "/").casefold() for one in members]
    if len(set(names)) < len(names):
        raise Trouble("broken")
    if "word/document.xml" not in names:
        raise Trouble("not_a_docx")
    if any(_FORBIDDEN_NAMES.search(one) for one in names):
        raise Trouble("macros")
    unknown = next((one for one in names if not _is_known(one)), None)
    if unknown is not None:
        raise Trouble("unknown_part", target=unknown[:80])
    return archive


def _is_known(name: str) -> bool:
    """A name that is coded (%) or leaves its folder could be another one to Word than to us."""
    is_plain = _PLAIN_NAME.fullmatch(name) and not name.startswith("/") and ".." not in name
    return bool(is_plain and name.endswith((*_XML, *_PICTURES, *_LETTERS, "/")))


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(member) as stream:
            data = stream.read(MAX_UNPACKED + 1)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise Trouble("broken") from error
    if len(data) > MAX_UNPACKED:
        raise Trouble("unpacks_too_large")
    return data


def _parsed(data: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,  # one in the middle of a word would cut it in two
        remove_pis=True,
    )
    try:
        tree = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Trouble("broken") from error
    if tree.getroottree().docinfo.doctype:
        raise Trouble("macros")
    return tree


def _check_types(tree: Any) -> None:
    """A type says what a part is; one that says "XML" of another file would hide it from us."""
    for one in tree.iter(etree.Element):
        kind = one.get("ContentType", "").casefold()
        named = (one.get("PartName") or f".{one.get('Extension', '')}").casefold()
        is_xml = kind.split(";")[0].strip().endswith(("+xml", "/xml"))
        if any(bad in kind for bad in _FORBIDDEN_TYPES):
            raise Trouble("macros")
        if is_xml and not named.endswith(_XML):
            raise Trouble("macros")


def _check_relations(tree: Any) -> None:
    """Nothing outside is loaded when the file is opened; links that a person follows may stay."""
    for one in tree.iter(etree.Element):
        kind, target = one.get("Type", "").casefold(), one.get("Target", "")
        is_outside = one.get("TargetMode", "").strip().casefold() == "external"
        is_link = kind.endswith("/hyperlink")
        if (is_outside or _ELSEWHERE.match(target.lstrip())) and not (
            is_link and _HARMLESS_LINK.match(target)
        ):
            raise Trouble("outside", target=target[:80])
        if kind.rpartition("/")[2] in _FORBIDDEN_RELATIONS:
            raise Trouble("macros")


def _check_contents(tree: Any) -> None:
    """By local names: the strict form of a file has the same ones in other namespaces."""
    instructions = []
    for one in tree.iter(etree.Element):
        name = etree.QName(one).localname.casefold()
        if name in _FORBIDDEN_TAGS:
            raise Trouble("macros")
        if name in {"instrtext", "delinstrtext"}:
            instructions.append("".join(one.itertext()))
        for key, value in one.attrib.items():
            attribute = etree.QName(key).localname.casefold()
            if attribute == "instr":
                instructions.append(f" {value} ")
            elif attribute in {"src", "href", "althref"} and not _is_harmless(attribute, value):
                raise Trouble("outside", target=value[:80])
    # Word puts the pieces of one instruction together, so they are judged together.
    if _ACTIVE.search("".join(instructions)) or _ACTIVE.search(" ".join(instructions)):
        raise Trouble("macros")


def _is_harmless(attribute: str, value: str) -> bool:
    """Old pictures and fills name a source by its address; shapes have links that one follows."""
    if not _ELSEWHERE.match(value.lstrip()):
        return True
    return attribute == "href" and bool(_HARMLESS_LINK.match(value))
