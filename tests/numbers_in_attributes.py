"""Finds numbers that a page has written for people ("1.234") where a machine reads them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client

_READ_BY_MACHINES = re.compile(
    r"\s(?:href|action|formaction|src|id|for|name|value|data-[\w-]+|aria-(?:controls|labelledby|describedby))="
    r'"(?:[^"]*[^\d.,"])?\d{1,3}(?:\.\d{3})+(?![\d.,:])[^"]*"'
)


def numbers_for_people(html: str) -> list[str]:
    return [found.group(0).strip() for found in _READ_BY_MACHINES.finditer(html)]


@contextmanager
def every_answer_searched() -> Iterator[None]:
    """Fail whichever test is answered with such a page."""
    request = Client.request

    def searched(self: Client, **asked: Any) -> Any:
        answer = request(self, **asked)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not (answer.streaming or answer.has_header("Content-Encoding")):
            assert numbers_for_people(answer.content.decode()) == []
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", searched)
        yield
