"""Text messages of a test: what the site would have sent, newest last."""

import re

outbox: list[tuple[str, str]] = []


class OutboxSender:
    def send(self, *, to: str, text: str) -> None:
        outbox.append((to, text))


def last_code() -> str:
    return re.search(r"\b\d{6}\b", outbox[-1][1])[0]
