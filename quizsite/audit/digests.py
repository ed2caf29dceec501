"""Digests of the trail: what a seal proves about a line, and what a line proves about a name."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizsite.models import AuditLine

FIRST = "0" * 64
# Changing this list makes all seals wrong: a new column comes with a new version of the digest.
SEALED = (
    *("id", "kind", "by_id", "role", "source", "contest", "about_kind", "about_id"),
    *("about_label", "before", "after", "reason", "names"),
)


def new_salt() -> str:
    return secrets.token_hex(16)


def commitment(text: str, *, salt: str) -> str:
    """Prove later that this name was meant; without salt and name it tells nothing."""
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def line_digest(line: AuditLine, *, before: str) -> str:
    """Digest a line together with the digest of the one sealed before it."""
    content = {name: getattr(line, name) for name in SEALED}
    content["at"] = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{said}".encode()).hexdigest()
