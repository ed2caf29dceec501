"""Tells what a file is by its bytes; its name proves nothing. Imports no Django."""

from __future__ import annotations

from pathlib import Path

from quizsite.tables.limits import Trouble

_HEAD, _TAIL = 4096, 66_000  # a ZIP ends within 65,557 bytes of the end of the file
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP_END = b"PK\x05\x06"
_KINDS = {
    b"PK\x03\x04": "docx",
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
}
_VIDEO_BRANDS = (
    b"isom",
    b"iso",
    b"mp4",
    b"avc1",
    b"M4V",
    b"MSNV",
    b"3gp",
    b"dash",
    b"f4v",
    b"XAVC",
)
_PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif")
_OTHERS = (
    (b"{\\rtf", "rtf"),
    (b"GIF8", "other_picture"),
    (b"BM", "other_picture"),
    (b"II*\x00", "other_picture"),
    (b"MM\x00*", "other_picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"\x1aE\xdf\xa3", "other_video"),
    (b"ID3", "sound"),
    (b"OggS", "sound"),
)
# A file that is two things at once passes one check as the one, and opens as the other.
_SCRIPTS = (b"<script", b"<html", b"<!doctype html", b"<?php")


def kind_of(path: Path) -> str:
    """Return docx, pdf, jpg, png or mp4; anything else, or two kinds in one, is a trouble."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        stream.seek(max(path.stat().st_size - _TAIL, 0))
        tail = stream.read(_TAIL)
    if not head:
        raise Trouble("empty")
    kind = next((kind for mark, kind in _KINDS.items() if head.startswith(mark)), "")
    kind = kind or _of_boxes(head)
    if not kind:
        raise Trouble(_other(path, head))
    if kind != "docx" and _ZIP_END in tail:
        raise Trouble("two_kinds")
    if kind != "pdf" and b"%PDF-" in head[:1024]:
        raise Trouble("two_kinds")
    if any(mark in head[:1024].lower() for mark in _SCRIPTS):
        raise Trouble("two_kinds")
    return kind


def _of_boxes(head: bytes) -> str:
    if head[4:8] != b"ftyp":
        return ""
    brand = head[8:12]
    if brand.startswith(_PICTURE_BRANDS):
        raise Trouble("heic")
    if brand == b"qt  ":
        raise Trouble("other_video")
    if not brand.startswith(_VIDEO_BRANDS):
        raise Trouble("sound" if brand.startswith(b"M4A") else "other_video")
    return "mp4"


def _other(path: Path, head: bytes) -> str:
    if head.startswith(_OLE):
        with path.open("rb") as stream:
            # The directory of an encrypted document stands in its first or last sectors.
            whole = stream.read(2_000_000)
        return "password" if _ENCRYPTED in whole else "old_word"
    if head.startswith(b"RIFF"):
        return "other_video" if head[8:12] == b"AVI " else "other_picture"
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free"):
        return "other_video"
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"<svg") or b"<svg" in start[:1024].lower():
        return "other_picture"
    if start[:1024].lower().startswith(_SCRIPTS):
        return "web_page"
    return next((code for mark, code in _OTHERS if head.startswith(mark)), "not_taken")
