"""Letters of a piece of HTML as exports hold it, with marks where its pictures stand."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable
from urllib.parse import unquote

from questionbank.importing.parsing.pictures import Album

_SCRIPTS = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_ENDS_LINE = re.compile(r"<(?:br|/p|/div|/li|/tr|/table|/h[1-6])\s*/?>", re.IGNORECASE)
_BEGINS_ROW = re.compile(r"<tr\b[^<>]{0,300}>", re.IGNORECASE)
_ENDS_CELL = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_IMAGE = re.compile(r"<(?:img|object)\b[^<>]{0,14000000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_RAISED = re.compile(r"<(sup|sub)\b[^<>]{0,100}>([^<>]{0,40})</\1>", re.IGNORECASE)
_UP = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_DOWN = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")

# Gives a picture of the file by the address in the text, or None.
Opener = Callable[[str], bytes | None]


def without_tags(text: str) -> str:
    """Letters of a piece of HTML; scripts and the like are tags as any."""
    text = _RAISED.sub(_raised, _SCRIPTS.sub(" ", text))
    text = _ENDS_CELL.sub(" | ", _BEGINS_ROW.sub("\n| ", text))
    text = _ANY_TAG.sub("", _ENDS_LINE.sub("\n", text))
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _raised(found: re.Match[str]) -> str:
    """10<sup>6</sup> is not 106; what has no raised letter of its own gets a sign."""
    is_up = found[1].lower() == "sup"
    said = found[2].translate(_UP if is_up else _DOWN)
    return said if said != found[2] or not said.strip() else f"{'^' if is_up else '_'}{said}"


def text_with_pictures(text: str, album: Album, open_file: Opener) -> str:
    return without_tags(_IMAGE.sub(lambda found: f" {_mark(found[0], album, open_file)} ", text))


def _mark(tag: str, album: Album, open_file: Opener) -> str:
    said = {
        name.lower(): html.unescape(double or single)
        for name, double, single in _ATTRIBUTE.findall(tag)
    }
    address = said.get("src") or said.get("data") or ""
    if not address:
        return ""
    alt = said.get("alt", "")
    if address.startswith("data:"):
        data = _of_data_address(address)
        return album.mark_of(data, alt=alt, name="data:", trouble="" if data else "missing")
    if re.match(r"(?:[a-z]+:)?//", address, re.IGNORECASE):
        return album.mark_of(b"", alt=alt, name=address, trouble="elsewhere")
    data = open_file(unquote(address)) or b""
    return album.mark_of(data, alt=alt, name=unquote(address), trouble="" if data else "missing")


def _of_data_address(address: str) -> bytes:
    head, _comma, body = address.partition(",")
    return decoded(body) if head.lower().endswith(";base64") else b""


def decoded(said: str) -> bytes:
    try:
        return base64.b64decode("".join(said.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
