"""Certificates as PDF: a page each, in one of our designs or on an office's own ground."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno

from quizsite.documents import measures
from quizsite.documents.letters import asset_file, breakable, plain, short_rule, width_pt
from quizsite.documents.structure import MOTTO, NATION, Letterhead, Signature
from quizsite.documents.typesetting import set_type


@dataclass(frozen=True, slots=True)
class Design:
    """Two colours of the site, and a picture of its Đông Hồ prints, "" for none."""

    border: str
    heading: str
    ornament: str = ""


DESIGNS = {
    "sen": Design("#1e3a66", "#b5341f", "site/tranh/sen.svg"),
    "ca-chep": Design("#1f6b4a", "#1e3a66", "site/tranh/ca-chep.svg"),
    "ga": Design("#b5341f", "#b5341f", "site/tranh/ga.svg"),
    "lon": Design("#8a4b0f", "#1f6b4a", "site/tranh/lon.svg"),
    "gian-di": Design("#1b2430", "#1e3a66"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all certificates of a batch share; `background` is a picture, PNG or JPEG."""

    letterhead: Letterhead
    heading: str
    place_line: str
    signature: Signature
    design: str = "sen"
    background: bytes = b""


@dataclass(frozen=True, slots=True)
class Certificate:
    name: str
    unit: str
    achievement: str
    number: str
    address: str  # what the QR code leads to


def certificates_pdf(sheet: Sheet, certificates: Sequence[Certificate]) -> bytes:
    """A page for each, in this order."""
    design = DESIGNS[sheet.design]
    ornament = asset_file(design.ornament).read_bytes() if design.ornament else b""
    files = {"ornament.svg": ornament, "background": sheet.background}
    return set_type(
        "certificate.typ",
        {"sheet": _sheet(sheet, design), "certificates": [_told(one) for one in certificates]},
        files={name: content for name, content in files.items() if content},
    )


def _shown(text: str) -> str:
    return breakable(plain(text))


def _sheet(sheet: Sheet, design: Design) -> dict[str, Any]:
    agency = _shown(sheet.letterhead.agency).upper()
    return {
        "nation": NATION,
        "motto": MOTTO,
        "motto_rule": width_pt(MOTTO, size=measures.MOTTO_PT, is_bold=True),
        "superior": _shown(sheet.letterhead.superior).upper(),
        "agency": agency,
        "agency_rule": short_rule(agency, size=measures.ISSUER_PT),
        "heading": _shown(sheet.heading).upper(),
        "place": _shown(sheet.place_line),
        "authority": [_shown(one).upper() for one in sheet.signature.authority],
        "signer": _shown(sheet.signature.name),
        "border": design.border,
        "heading_colour": design.heading,
        "has_ornament": bool(design.ornament),
        "has_background": bool(sheet.background),
        "background_format": "png" if sheet.background.startswith(b"\x89PNG") else "jpg",
    }


def _told(certificate: Certificate) -> dict[str, Any]:
    return {
        "name": _shown(certificate.name),
        "unit": _shown(certificate.unit),
        "achievement": _shown(certificate.achievement),
        "number": _shown(certificate.number),
        "code": _code(certificate.address),
    }


def _code(address: str) -> str:
    """A QR code as SVG of one path; squares would make a batch of 500 pages 1.2 GB large.

    The mask is fixed: trying all eight takes 10 ms a code, and any of them can be read."""
    target = io.BytesIO()
    code = segno.make(address, error="m", micro=False, mask=3)
    code.save(target, kind="svg", border=0, xmldecl=False)
    return target.getvalue().decode()
