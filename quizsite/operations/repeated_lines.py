"""In an outage the log writes the first line of a kind whole, and only counts the others.

A line whose kind has not been written within the window is always written: nothing rare is lost.
What the others were about (papers, paths) is kept, as far as it is short."""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple

import structlog

WINDOW_S = 60
MOST_KINDS = 500
MOST_NAMED = 20
REPEATED = "repeated"
_ABOUT = ("attempt", "entry", "round", "board", "job", "id", "group", "path")
_VARYING = re.compile(r"0x[0-9a-f]+|\d+")


class Kind(NamedTuple):
    level: int
    logger: str
    event: str
    raised: str = ""
    place: str = ""
    said: str = ""

    def without_words(self) -> Kind:
        """Places in the code are few; words may differ without end."""
        return self._replace(said="")


@dataclass
class Count:
    began_at: float
    seconds: int = 0
    times: int = 0
    about: dict[Hashable, None] = field(default_factory=dict)

    def add(self, about: Hashable) -> None:
        self.times += 1
        if about is not None and len(self.about) < MOST_NAMED:
            self.about[about] = None


class RepeatedLines:
    """Counts by kind. Threads share it; no lock is held while a line is written."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._counts: dict[Kind, Count] = {}
        self._looks_at = 0.0

    def is_first(self, kind: Kind, about: Hashable = None) -> bool:
        with self._lock:
            if kind not in self._counts and len(self._counts) >= MOST_KINDS:
                kind = kind.without_words()
            count = self._counts.get(kind)
            if count is None:
                self._counts[kind] = Count(self._clock())
                return True
            count.add(about)
            return False

    def take_ended(self, *, all_of_them: bool = False) -> list[tuple[Kind, Count]]:
        """Forget the kinds whose window is over, and return those that were repeated."""
        now = self._clock()
        if now < self._looks_at and not all_of_them:  # every line comes by here
            return []
        self._looks_at = now + 1
        with self._lock:
            counts = self._counts.items()
            ended = [one for one in counts if all_of_them or now - one[1].began_at >= WINDOW_S]
            for kind, count in ended:
                count.seconds = round(now - count.began_at)
                del self._counts[kind]
        return [(kind, count) for kind, count in ended if count.times]


class BoundedHandler(logging.StreamHandler[Any]):
    """Writes every line below a warning, and of others the first of a kind and then how many."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.repeated = RepeatedLines(clock)

    def emit(self, record: logging.LogRecord) -> None:
        self.tell()
        is_bounded = record.levelno >= logging.WARNING and not is_about_repetition(record)
        if not is_bounded or self.repeated.is_first(kind_of(record), about_of(record)):
            super().emit(record)

    def tell(self, *, all_of_them: bool = False) -> None:
        """Write how often each kind was repeated whose window is over."""
        for kind, count in self.repeated.take_ended(all_of_them=all_of_them):
            event = kind.event.replace("%s", "").strip(" :")  # Django's is a pattern
            of = event or kind.said or kind.logger
            what = " ".join(filter(None, (of, kind.raised)))
            structlog.get_logger(kind.logger).log(
                kind.level,
                REPEATED,
                of=of,
                times=count.times,
                said=f"… {what} lặp lại {count.times} lần trong {count.seconds} giây",
                about=list(count.about),
            )

    def close(self) -> None:
        self.tell(all_of_them=True)
        super().close()


def tell_repetitions(*, all_of_them: bool = False) -> None:
    """An outage may end and leave no line behind: the reporter calls this every few seconds, and
    at its end for all, since a server that ends by a signal runs no `atexit`."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, BoundedHandler):
            handler.tell(all_of_them=all_of_them)


def is_about_repetition(record: logging.LogRecord) -> bool:
    return isinstance(record.msg, dict) and record.msg.get("event") == REPEATED


def kind_of(record: logging.LogRecord) -> Kind:
    """Two lines are of one kind if they come from one place for one reason."""
    event, info, said = str(record.msg), record.exc_info, _first_of_several(record)
    if not record.args:  # a ready text, which may quote a stranger: Django's of a wrong Host does
        event, said = "", event
    if isinstance(record.msg, dict):  # structlog's
        event, info = str(record.msg.get("event")), record.msg.get("exc_info")
        said = str(record.msg.get("error", ""))
    error, trace = _raised(info)
    if error is None:
        return Kind(record.levelno, record.name, event, said=_reason(said))
    return Kind(
        record.levelno, record.name, event, type(error).__name__, _place(trace), _reason(str(error))
    )


def _first_of_several(record: logging.LogRecord) -> str:
    """Django writes "%s: %s" of every refused page, and only the first of both says why."""
    several = record.args if isinstance(record.args, tuple) and len(record.args) > 1 else ("",)
    return str(several[0])


def _raised(info: Any) -> tuple[BaseException | None, TracebackType | None]:
    if isinstance(info, BaseException):
        return info, info.__traceback__
    if isinstance(info, tuple):
        return info[1], info[2]
    return sys.exc_info()[1:] if info else (None, None)


def _place(trace: TracebackType | None) -> str:
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


def _reason(said: str) -> str:
    return _VARYING.sub("#", said[:200])


def about_of(record: logging.LogRecord) -> Hashable:
    """The paper, the path or the like that a line names."""
    if isinstance(record.msg, dict):
        names = (record.msg[name] for name in _ABOUT if name in record.msg)
        return next((one for one in names if isinstance(one, int | str)), None)
    named = record.args[-1] if isinstance(record.args, tuple) and record.args else None
    return named[:200] if isinstance(named, str) else None
