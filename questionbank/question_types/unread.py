"""Why what somebody typed is no answer of its kind. Pure."""

from enum import StrEnum


class Unread(StrEnum):
    NUMBER = "number"  # no number, or one that can be read in two ways
    DECIMALS = "decimals"  # more decimals than count
    RANGE = "range"  # beyond what can be stored
    LENGTH = "length"  # more letters than are stored


class UnreadAnswer(ValueError):
    """`most` is how many decimals or letters are taken."""

    def __init__(self, why: Unread, *, most: int = 0) -> None:
        super().__init__(why)
        self.why, self.most = why, most
