"""Tells phone, tablet and computer apart by what a browser says of itself; nothing else is kept.

An iPad says that it is a Mac. No Mac has a screen to touch, so the page with the start button says
whether this one does. A phone that asks for the computer's page says that it is one, or, being an
iPhone, counts as an iPad."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from contests.models import DeviceClass

LONGEST = 500  # letters of a browser's name of itself that anybody reads
_TABLETS = ("iPad", "Tablet", "Silk/", "PlayBook")
_PHONES = ("Mobi", "iPhone", "iPod", "Windows Phone", "Opera Mini", "J2ME")
_COMPUTERS = ("Windows NT", "Macintosh", "X11", "CrOS")


@lru_cache(maxsize=1024)
def device_class(
    user_agent: str, mobile_hint: bytes = b"", *, is_touched: bool = False
) -> DeviceClass | None:
    """Ask the hint of newer browsers first; None for what nobody knows."""
    if mobile_hint == b"?1":
        return DeviceClass.PHONE
    is_ipad = is_touched and "Macintosh" in user_agent
    if is_ipad or any(mark in user_agent for mark in _TABLETS):
        return DeviceClass.TABLET
    if any(mark in user_agent for mark in _PHONES):
        return DeviceClass.PHONE
    if "Android" in user_agent:  # without "Mobile"
        return DeviceClass.TABLET
    if any(mark in user_agent for mark in _COMPUTERS):
        return DeviceClass.COMPUTER
    return None


def device_of(headers: Mapping[str, str], *, is_touched: bool = False) -> DeviceClass | None:
    hint = headers.get("Sec-CH-UA-Mobile", "")[:LONGEST].encode("latin-1", "replace")
    return device_class(headers.get("User-Agent", "")[:LONGEST], hint, is_touched=is_touched)
