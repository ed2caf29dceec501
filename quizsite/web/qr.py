"""Draws an address as a QR code."""

from functools import lru_cache

import segno


@lru_cache(maxsize=512)  # drawing one takes as long as a page of a hundred people
def qr_svg(address: str) -> str:
    """An SVG element without style attributes, as our content security policy wants it."""
    code = segno.make(address, error="m", micro=False)
    return str(
        code.svg_inline(scale=1, border=2, omitsize=True, svgclass="qr-code", lineclass=None)
    )
