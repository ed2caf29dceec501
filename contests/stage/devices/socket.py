"""The socket of a device in the hall: it tells what to show, and takes nothing."""

from __future__ import annotations

from typing import Any

from contests.stage.devices.rooms import ShowRooms
from contests.stage.devices.tokens import read_socket_token

NOT_YOURS = 4404


async def stage_socket(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    watched = read_socket_token(scope["url_route"]["kwargs"]["token"])
    if watched is None:
        await send({"type": "websocket.close", "code": NOT_YOURS})
        return
    await ShowRooms.here().serve(watched, scope, receive, send)
