"""How much of a file is read, and why it cannot be read at all.

The sandbox names the trouble, its parent finds the words."""

from typing import Any


class Trouble(Exception):
    def __init__(self, code: str, **detail: Any) -> None:
        self.code = code
        self.detail = detail
        super().__init__(code)


HEADER_WITHIN = 20  # rows; people put a title above the header
MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS_SEEN = 200_000  # rows without text cost little, but not nothing
MAX_CELL = 5000  # characters; no text of ours may be longer
MAX_TEXT = 16 * 1024 * 1024  # characters in all
MAX_UNPACKED = 64 * 1024 * 1024
MAX_MEMBERS = 2000
MAX_STRINGS = 1_000_000
MAX_CELLS = 2_000_000
