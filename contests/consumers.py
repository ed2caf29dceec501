"""Tells a paper page that another window took the paper up. Listens to nothing."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from contests.broadcasts import attempt_group
from contests.models import Attempt
from quizsite.metrics import SOCKETS


class AttemptConsumer(AsyncJsonWebsocketConsumer):
    group = ""
    is_counted = False

    async def connect(self) -> None:
        attempt = await database_sync_to_async(self._own_attempt)()
        if attempt is None:
            await self.close(4404)
            return
        self.group = attempt_group(attempt.pk)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        self.is_counted = True
        SOCKETS.labels("paper").inc()
        # Whoever took the paper up while this socket was opening is told now.
        await self.send_json({"writer": attempt.writer})

    async def disconnect(self, code: int) -> None:
        if self.is_counted:
            SOCKETS.labels("paper").dec()
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def attempt_taken_up(self, event: dict[str, Any]) -> None:
        await self.send_json({"writer": event["writer"]})

    def _own_attempt(self) -> Attempt | None:
        user = self.scope["user"]
        if not user.is_authenticated:
            return None
        code = self.scope["url_route"]["kwargs"]["code"]
        return Attempt.objects.of(user).filter(code=code).first()
