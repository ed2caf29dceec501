"""The boards that sockets of this process show.

The same prepared frame goes to every local socket: 5,000 in 67–107 ms. One group member per
socket took ten times as long."""

import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

import structlog

from leaderboard.boards.board import current_board, frame_of
from leaderboard.boards.writer import group_of, key_of
from leaderboard.models import BoardKey
from quizsite.live.rooms import News, Rooms
from quizsite.operations import metrics


class Hub(Rooms[BoardKey]):
    kind = "board"
    log = structlog.get_logger("leaderboard.hub")
    trouble = "board_not_read"
    look_every_s = 5.0
    read_at_once = 1

    def group_of(self, key: BoardKey) -> str:
        return group_of(key)

    def news_of(self, message: dict[str, Any]) -> News[BoardKey]:
        return News(key_of(message["group"]), message["version"], message["frame"])

    def read(self, keys: Collection[BoardKey]) -> list[News[BoardKey]]:
        boards = [(key, current_board(key, at=datetime.now(UTC))) for key in keys]
        return [News(key, board.version, frame_of(board)) for key, board in boards]

    def sign_of_life(self, version: int) -> str:
        """Silence means a broken line; a quiet board says so."""
        return f'{{"version":{version}}}'

    def hear(self, message: dict[str, Any]) -> None:
        if self.show(self.news_of(message)) and message.get("at"):
            metrics.FRAME_SECONDS.observe(max(time.time() - message["at"], 0))

    def show(self, news: News[BoardKey]) -> int:
        told = super().show(news)
        metrics.FRAMES.inc(told)
        return told
