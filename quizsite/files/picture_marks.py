"""Takes out of pictures what is no picture: EXIF, comments, XMP.

Pixels stay as they are, so that many pictures of a document cost no time. No Django."""

from __future__ import annotations

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_COMMENT = 0xFE
_BARE = {0x01, *range(0xD0, 0xD8)}
# APP0 (JFIF) and APP14 (Adobe: which colours) are needed to draw; APP2 only as a colour profile.
_KEPT_APPS = {0xE0, 0xEE}
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"bKGD",
    b"pHYs", b"sBIT",
}  # fmt: skip


def without_marks(data: bytes) -> bytes:
    """Return a JPEG or PNG without its metadata; other or broken data as it is."""
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    return _png(data) if data.startswith(_PNG) else data


def _jpeg(data: bytes) -> bytes:
    kept, at = bytearray(data[:2]), 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _BARE or marker == 0xFF:
            kept += data[at : at + 1] if marker == 0xFF else data[at : at + 2]
            at += 1 if marker == 0xFF else 2
            continue
        if marker == _SOS:
            end = data.rfind(b"\xff\xd9")
            return bytes(kept) + (data[at : end + 2] if end > at else data[at:])
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at : at + 2 + size]
        is_profile = marker == 0xE2 and segment[4:].startswith(b"ICC_PROFILE\0")
        is_told = 0xE0 <= marker <= 0xEF or marker == _COMMENT
        if not is_told or marker in _KEPT_APPS or is_profile:
            kept += segment
        at += 2 + max(size, 2)
    return data


def _png(data: bytes) -> bytes:
    kept, at = bytearray(_PNG), len(_PNG)
    while at + 12 <= len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if name in _PNG_KEPT:
            kept += data[at : at + 12 + size]
        at += 12 + size
        if name == b"IEND":
            return bytes(kept)
    return data
