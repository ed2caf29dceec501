"""The open tabs of papers in this process, and telling them which of them may save."""

from collections.abc import Collection
from typing import Any

import structlog

from contests.delivery.messages import TAKEN_UP
from contests.models import Attempt
from quizsite.live.rooms import News, Rooms


class OpenTabs(Rooms[int]):
    """A room for each attempt, whose version is the number of its newest tab."""

    kind = "paper"
    log = structlog.get_logger("contests.windows")
    trouble = "windows_not_read"
    # Without messages (Redis away) a tab learns within this time that it may no longer save.
    look_every_s = 10.0
    # After a restart thousands come back within seconds, and one query reads all that have come.
    read_at_once = 1000

    def group_of(self, key: int) -> str:
        return TAKEN_UP

    def news_of(self, message: dict[str, Any]) -> News[int]:
        return _news(message["attempt"], message["writer"])

    def read(self, keys: Collection[int]) -> list[News[int]]:
        return [_news(*row) for row in _writers(keys)]


def _news(attempt_id: int, writer: int) -> News[int]:
    return News(attempt_id, writer, f'{{"writer":{writer}}}')


def _writers(attempt_ids: Collection[int]) -> list[tuple[int, int]]:
    return list(Attempt.objects.filter(pk__among=attempt_ids).values_list("pk", "writer"))
