"""Tells a paper page that another tab took the paper up; it takes no message from the page.

It is a plain ASGI application. The socket's address holds a signed token, so reconnecting after
a restart reads no session, user or attempt."""

from typing import Any

from contests.delivery.open_tabs import OpenTabs
from contests.delivery.tokens import read_socket_token

NOT_YOURS = 4404


async def paper_socket(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    attempt_id = read_socket_token(scope["url_route"]["kwargs"]["token"])
    if attempt_id is None:
        await send({"type": "websocket.close", "code": NOT_YOURS})
        return
    await OpenTabs.here().serve(attempt_id, scope, receive, send)
