"""Compares the numbers of legal documents, however people type them."""

from __future__ import annotations

import re

from quizsite.language import vietnamese


def document_key(number: str) -> str:
    """Return one key for all ways to type a document's number: "76 / nq-cp" is 76/NQ-CP."""
    return re.sub(r"[–—‑]", "-", "".join(vietnamese.tidy(number).split())).casefold()
