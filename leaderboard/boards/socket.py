"""The socket of a board: it tells a viewer that the board changed, and writes nothing.

It is a plain ASGI application without session or user: a board is public, and thousands of
sockets share one process."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import structlog
from django.db import Error as DatabaseTrouble

from leaderboard.boards.hub import Hub
from leaderboard.boards.selection import find_board
from leaderboard.models import BoardKey
from quizsite.live.messages import in_thread
from quizsite.live.subscribers import TRY_AGAIN_LATER

log = structlog.get_logger("leaderboard.consumers")

NO_SUCH_BOARD = 4404
# A published board keeps its address, so thousands of reconnecting sockets ask once. Only what
# was found is kept: there are no more of these than boards.
_known: dict[tuple[str, str, str], BoardKey] = {}


async def board_socket(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    try:
        key = await _key_of(scope)
    except DatabaseTrouble as error:  # it restarts; the page comes back by itself
        log.warning("board_not_found_out", error=str(error))
        await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
        return
    if key is None:
        await send({"type": "websocket.close", "code": NO_SUCH_BOARD})
        return
    await Hub.here().serve(key, scope, receive, send)


async def _key_of(scope: Any) -> BoardKey | None:
    query = parse_qs(scope["query_string"].decode("latin-1"))
    slug = scope["url_route"]["kwargs"]["slug"]
    asked = (slug, query.get("ky", [""])[0], query.get("bang", [""])[0])
    if asked not in _known:
        choice = await in_thread(find_board, slug, number=asked[1], code=asked[2])
        if choice is None:
            return None
        _known[asked] = choice.key
    return _known[asked]
