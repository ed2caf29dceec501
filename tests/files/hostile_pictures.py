"""Pictures that people send by mistake or on purpose."""

import io
import struct
import zlib

from PIL import Image

PLACE = b"21.0285N 105.8542E"


def picture(kind="PNG", *, size=(320, 200), colour=(200, 30, 30), mode="RGB", **options) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, colour).save(target, kind, **options)
    return target.getvalue()


def two_halves(kind="PNG", **options) -> bytes:
    """Left red, right blue: which side is which tells how it was turned."""
    image = Image.new("RGB", (400, 200), (255, 0, 0))
    image.paste((0, 0, 255), (200, 0, 400, 200))
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def photo_with_place() -> bytes:
    """A phone's photo, turned by its EXIF, which says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90°
    exif[0x010E] = PLACE.decode()
    return two_halves("JPEG", exif=exif, quality=95)


def bomb() -> bytes:
    """A PNG of a few kilobytes that says 60000 × 60000 pixels."""
    return png_of(60_000, 60_000)


def png_of(width: int, height: int, rows: int = 50) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * min(3 * width * rows, 5_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A small picture whose comment unpacks to 200 MB."""
    plain = picture()
    packed = b"Comment\0\0" + zlib.compress(b"a" * 200_000_000, 9)
    chunk = struct.pack(">I", len(packed)) + b"zTXt" + packed
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + packed))
    return plain[:33] + chunk + plain[33:]


def animated() -> bytes:
    frames = [Image.new("RGB", (200, 100), colour) for colour in ((0, 128, 0), (0, 0, 255))]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    return target.getvalue()


SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
HTML_BEHIND = picture() + b"<script>alert(document.cookie)</script>"
HTML_IN_COMMENT = picture("JPEG", comment=b"<script>alert(1)</script>")
