"""What a desk posts: one event, with what the desk had seen when it was asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from msgspec import Meta, MsgspecError, Struct, json

from contests.stage.rules import BadEvent

MOST_BYTES = 64 * 1024
Number = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class Posted(Struct, frozen=True):
    """`again` is the second typing of points from paper."""

    kind: Annotated[str, Meta(max_length=40)]
    payload: dict[str, Any] = {}
    after: Number | None = None
    run: Number | None = None
    token: Annotated[str, Meta(max_length=64, pattern=r"^[\w.-]*\Z")] = ""
    again: Decimal | None = None


def read_posted(body: bytes) -> Posted:
    if len(body) > MOST_BYTES:
        raise BadEvent
    try:
        return json.decode(body, type=Posted)
    except (MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadEvent from None
