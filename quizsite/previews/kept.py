"""Pictures are drawn once and kept; a stranger who asks for many new ones is held up.

Drawing one takes as long as some twenty pages. One at a time is drawn in a process, so many a
minute, and few threads wait for their turn: the others have pages to make."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque

from quizsite.previews.drawing import Preview, draw

MOST_KEPT = 300  # of some 20 KB
MOST_A_MINUTE = 60
MOST_WAITING = 2
_MINUTE_S = 60.0


class TooManyPictures(Exception):
    """This process has drawn enough for now; no fault, the caller answers "later"."""


class _Pictures:
    def __init__(self) -> None:
        self._kept: OrderedDict[Preview, bytes] = OrderedDict()
        self._room = threading.Semaphore(1 + MOST_WAITING)
        self._lock = threading.Lock()
        self._drawn_at: deque[float] = deque()

    def get(self, preview: Preview) -> bytes:
        return self._kept.get(preview) or self._drawn(preview)

    def _drawn(self, preview: Preview) -> bytes:
        if not self._room.acquire(blocking=False):
            raise TooManyPictures
        try:
            with self._lock:
                # Another thread may have drawn it while this one waited.
                if preview not in self._kept:
                    self._count()
                    self._keep(preview, draw(preview))
                return self._kept[preview]
        finally:
            self._room.release()

    def _count(self) -> None:
        now = time.monotonic()
        while self._drawn_at and self._drawn_at[0] <= now - _MINUTE_S:
            self._drawn_at.popleft()
        if len(self._drawn_at) >= MOST_A_MINUTE:
            raise TooManyPictures
        self._drawn_at.append(now)

    def _keep(self, preview: Preview, picture: bytes) -> None:
        self._kept[preview] = picture
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


_pictures = _Pictures()


def picture_of(preview: Preview) -> bytes:
    """Return the picture; the same words are drawn once, as long as they are among those kept."""
    return _pictures.get(preview)
