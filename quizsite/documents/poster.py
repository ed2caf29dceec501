"""A poster with a QR code as PDF: A4, A3, or a slide for the hall."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import segno

from quizsite.documents.letters import breakable, plain
from quizsite.documents.typesetting import set_type


class PosterSize(StrEnum):
    A4 = "a4"
    A3 = "a3"
    SLIDE = "slide"


# Width and height in millimetres; a slide is 16:9, as screens are.
SIZES = {
    PosterSize.A4: (210, 297),
    PosterSize.A3: (297, 420),
    PosterSize.SLIDE: (320, 180),
}


@dataclass(frozen=True, slots=True)
class Poster:
    organiser: str
    title: str
    unit: str
    lines: Sequence[str]  # dates, and what else is to be read from afar
    call: str
    address: str  # what the QR code leads to


def poster_pdf(poster: Poster, size: PosterSize) -> bytes:
    width, height = SIZES[size]
    told = {
        "width": width,
        "height": height,
        "organiser": _shown(poster.organiser).upper(),
        "title": _shown(poster.title),
        "unit": _shown(poster.unit),
        "lines": [_shown(one) for one in poster.lines],
        "call": _shown(poster.call),
        "address": _shown(poster.address),
        "code": _code(poster.address),
    }
    return set_type("poster.typ", {"poster": told})


def _shown(text: str) -> str:
    return breakable(plain(text))


def _code(address: str) -> str:
    target = io.BytesIO()
    # Posters hang behind glass and get scratched, so a quarter of the code may be lost.
    code = segno.make(address, error="q", micro=False)
    code.save(target, kind="svg", border=2, xmldecl=False)
    return target.getvalue().decode()
