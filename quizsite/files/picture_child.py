"""Decodes one untrusted picture and writes its pixels anew: `python -m …picture_child PATH`.

It runs in a limited process, and imports no Django. Nothing but pixels comes out: no EXIF with the
place where a photo was taken, no comment, no second file behind the first."""

import base64
import io
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from quizsite.tables.child import answer_within_limits
from quizsite.tables.limits import Trouble

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
LARGE, SMALL = 1440, 720  # pixels: twice what a screen shows, and a phone's width
MOST_PIXELS = 40_000_000
LEAST_SIDE = 16
LARGEST_PNG = 600_000  # bytes; beyond it a picture is a photo
_OTHERS = {
    b"<svg": "svg",
    b"<?xml": "svg",
    b"%PDF": "pdf",
    b"PK\x03\x04": "document",
    b"\x00\x00\x00": "heic",
    b"BM": "other_picture",
    b"II*\x00": "other_picture",
    b"MM\x00*": "other_picture",
}


def read(path: str) -> dict[str, Any]:
    image = opened(path)
    if image.width * image.height > MOST_PIXELS:
        raise Trouble("too_many_pixels", limit=MOST_PIXELS // 1_000_000)
    if min(image.size) < LEAST_SIDE:
        raise Trouble("too_small", limit=LEAST_SIDE)
    is_drawn = image.format in ("PNG", "GIF")
    try:
        image.draft("RGB", (LARGE, LARGE))  # a JPEG is decoded no larger than needed
        image.seek(0)
        image.load()
        image = flat(ImageOps.exif_transpose(within(image, LARGE, LARGE)))
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Trouble("cut_short") from error
    media_type, large = _encoded(image, is_drawn=is_drawn)
    small = image if image.width <= SMALL else within(image, SMALL, LARGE)
    return {
        "media_type": media_type,
        "width": image.width,
        "height": image.height,
        "large": base64.b64encode(large).decode(),
        "small": base64.b64encode(_written(small, media_type)).decode(),
    }


def opened(path: str) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # refused by our own limit, before anything is decoded
    try:
        return Image.open(path, formats=FORMATS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Trouble(_what_it_is(Path(path))) from error


def _what_it_is(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(512).lstrip(b"\xef\xbb\xbf \r\n\t")
    if not head:
        return "empty"
    known = (code for mark, code in _OTHERS.items() if head.startswith(mark))
    return next(known, "svg" if b"<svg" in head else "not_a_picture")


def within(image: Image.Image, width: int, height: int) -> Image.Image:
    smaller = image.copy()
    smaller.thumbnail((width, height), Image.Resampling.LANCZOS)
    return smaller


def flat(image: Image.Image) -> Image.Image:
    """RGB on white: black lines on nothing would be lost in the dark theme."""
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.point(lambda value: value / 256).convert("L")
    layered = image.convert("RGBA")
    ground = Image.new("RGBA", layered.size, (255, 255, 255, 255))
    ground.alpha_composite(layered)
    return ground.convert("RGB")


def _encoded(image: Image.Image, *, is_drawn: bool) -> tuple[str, bytes]:
    """Drawings stay sharp as PNG; photos become JPEG, which browsers of 2018 show as well."""
    if is_drawn:
        drawn = _written(image, "image/png")
        if len(drawn) <= LARGEST_PNG:
            return "image/png", drawn
    return "image/jpeg", _written(image, "image/jpeg")


def _written(image: Image.Image, media_type: str) -> bytes:
    target = io.BytesIO()
    if media_type == "image/png":
        image.save(target, "PNG", optimize=True)
    else:
        image.save(target, "JPEG", quality=85, optimize=True, progressive=True)
    return target.getvalue()


if __name__ == "__main__":
    answer_within_limits(lambda: read(sys.argv[1]))
