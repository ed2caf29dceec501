"""Numbers of legal documents, however they are typed."""

from __future__ import annotations

import re

from quizsite.language import vietnamese


def document_key(number: str) -> str:
    """The same document however its number is typed: "76 / nq-cp" is 76/NQ-CP."""
    return re.sub(r"[–—‑]", "-", "".join(vietnamese.tidy(number).split())).casefold()
