"""Pictures as works, in the limited child: pixels written anew, large enough to read a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageOps

from quizsite.files.facts import Facts
from quizsite.files.picture_child import LEAST_SIDE, MOST_PIXELS, flat, opened, within
from quizsite.tables.limits import Trouble

LARGEST = 2800  # pixels: handwriting on A4 stays readable at 240 dots an inch
_OWNERS = {
    ExifTags.Base.Artist: "author",
    ExifTags.Base.XPAuthor: "author",
    ExifTags.Base.Copyright: "copyright",
    ExifTags.Base.CameraOwnerName: "author",
    ExifTags.Base.ImageDescription: "description",
    ExifTags.Base.XPComment: "description",
    ExifTags.Base.XPTitle: "description",
}
_DEVICES = (ExifTags.Base.Make, ExifTags.Base.Model, ExifTags.Base.BodySerialNumber)


def read(path: Path, cleaned: Path, facts: Facts) -> None:
    image = opened(str(path))
    if image.width * image.height > MOST_PIXELS:
        raise Trouble("too_many_pixels", limit=MOST_PIXELS // 1_000_000)
    if min(image.size) < LEAST_SIDE:
        raise Trouble("too_small", limit=LEAST_SIDE)
    _look_at_marks(image, facts)
    try:
        image.draft("RGB", (LARGEST, LARGEST))
        image.load()
        pixels = flat(ImageOps.exif_transpose(within(image, LARGEST, LARGEST)))
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Trouble("cut_short") from error
    if facts.kind == "png":
        pixels.save(cleaned, "PNG", optimize=True)
    else:
        pixels.save(cleaned, "JPEG", quality=88, optimize=True, progressive=True)
    facts.pages, facts.is_scan, facts.has_cleaned = 1, True, True


def _look_at_marks(image: Image.Image, facts: Facts) -> None:
    try:
        exif = image.getexif()
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, SyntaxError, ValueError, TypeError):
        facts.find("picture_marks", "exif")
        return
    for tag, code in _OWNERS.items():
        if said := _text(exif.get(tag) or inner.get(tag)):
            facts.find(code, "exif", said)
    if gps:
        facts.find("gps", "exif")
    device = [said for tag in _DEVICES if (said := _text(exif.get(tag) or inner.get(tag)))]
    if device:
        facts.find("device", "exif", " ".join(device))
    told = {name: image.info[name] for name in ("comment", "Comment", "Author", "Description")
            if name in image.info}  # fmt: skip
    for said in told.values():
        facts.find("description", "exif", _text(said))
    if "xmp" in image.info or "XML:com.adobe.xmp" in image.info:
        facts.find("xmp", "exif")


def _text(value: Any) -> str:
    """Windows writes UTF-16, cameras write bytes with a NUL at the end."""
    if isinstance(value, tuple):
        value = bytes(one for one in value if isinstance(one, int) and 0 <= one < 256)
    if isinstance(value, bytes):
        is_wide = len(value) > 1 and value[1:2] == b"\0"
        value = value.decode("utf-16-le" if is_wide else "utf-8", "replace")
    return str(value or "").replace("\0", "").strip()
