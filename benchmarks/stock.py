"""The baseline of `fanout`: Channels as its manual shows it, on the same server and options. Each
socket has a consumer and is a member of the group."""

import os
from typing import Any
from urllib.parse import parse_qs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")

import django

django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402 -- Django first
from channels.layers import get_channel_layer  # noqa: E402 -- Django first

from benchmarks.watchers import frame_of  # noqa: E402 -- Django first

GROUP = "stock"


class StockConsumer(AsyncWebsocketConsumer):
    groups = (GROUP,)

    async def stock_frame(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["frame"])


sockets = StockConsumer.as_asgi()


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await sockets(scope, receive, send)
    elif scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
    else:
        size = parse_qs(scope["query_string"].decode()).get("size")
        if size:
            message = {"type": "stock.frame", "frame": frame_of(int(size[0]))}
            await get_channel_layer().group_send(GROUP, message)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
