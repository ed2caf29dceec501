"""Pages of lines whose number is known already, so that nobody counts them again."""

from typing import Any

from django.core.paginator import Paginator


class CountedPages(Paginator[Any]):
    def __init__(self, lines: Any, per_page: int, *, count: int | None) -> None:
        super().__init__(lines, per_page)
        if count is not None:
            self.__dict__["count"] = count  # in the place of the cached property
