"""This process counts here what it does, for Prometheus and for the operations page.

Every module may import this one; it imports none of ours. A count takes a lock, so callers with
thousands of events a second count a batch at a time."""

from collections import Counter as Counts
from collections.abc import Iterable, Sequence

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

# The times at which series began would add a third more lines, and no page or alert uses them.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library's own
_QUICK = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
_PAGES = (0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)  # few: every view has its own
_SLOW = (0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 30, 60)

# Saves and hand-ins
SAVES = Counter("thi_saves", "Saves judged, by verdict", ["verdict"])
SAVES_REFUSED = Counter("thi_saves_refused", "Saves refused unread, by reason", ["reason"])
SAVES_WAITING = Gauge("thi_saves_waiting", "Saves waiting for the next commit")
COMMIT_SAVES = Histogram(
    "thi_commit_saves",
    "Saves written in one commit",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024),
)
COMMIT_SECONDS = Histogram("thi_commit_seconds", "Time of one commit of saves", buckets=_QUICK)
SAVE_SECONDS = Histogram(
    "thi_save_seconds",
    "From read to acknowledged: whoever waited longest of each commit",
    buckets=_QUICK,
)

SUBMISSIONS = Counter("thi_submissions", "Papers handed in by their own page")
SUBMISSION_SECONDS = Histogram(
    "thi_submission_seconds", "Time of one commit of papers handed in together", buckets=_QUICK
)

# Papers
STARTS_WAITING = Gauge("thi_starts_waiting", "Starts waiting for their statement")
STARTS = Counter("thi_starts", "Papers started")
CLOSED = Counter("thi_papers_closed", "Papers closed, by how", ["state"])
CLOSED_LATE_SECONDS = Histogram(
    "thi_closed_late_seconds", "How long after deadline and grace a paper was closed", buckets=_SLOW
)
SWEPT_AT = Gauge("thi_swept_timestamp_seconds", "When overdue papers were last swept here")
OPEN_PAPERS = Gauge("thi_open_papers", "Open papers of the whole site")
OVERDUE_PAPERS = Gauge("thi_overdue_papers", "Papers of the whole site open 10 s after their end")

# Background work
JOBS_WAITING = Gauge("thi_jobs_waiting", "Jobs of the whole site that wait for a worker")
JOBS_OLDEST_SECONDS = Gauge("thi_jobs_oldest_seconds", "How long the oldest of them has waited")
JOBS_FAILED = Gauge("thi_jobs_failed", "Jobs of the whole site given up within a day")

# Notices to people
NOTICES_DUE = Gauge("thi_notices_due", "Notices of the whole site that are due and not sent")
NOTICES_OLDEST_SECONDS = Gauge("thi_notices_oldest_seconds", "How long one of them is overdue")
NOTICES_SENT = Gauge("thi_notices_sent", "Notices of the whole site sent within an hour")
NOTICES_TRIED = Gauge("thi_notices_tried", "Notices that wait for a third try or a later one")

# Boards
BOARD_SECONDS = Histogram(
    "thi_board_seconds", "From a commit that moves a board to its snapshot", buckets=_SLOW
)
FRAME_SECONDS = Histogram(
    "thi_frame_seconds", "From a snapshot to its frame at this process's sockets", buckets=_SLOW
)
FRAMES = Counter("thi_frames", "Board frames handed to sockets")
SOCKETS = Gauge("thi_sockets", "Open sockets, by kind", ["kind"])
SOCKETS_REFUSED = Counter("thi_sockets_refused", "Sockets of other sites' pages, refused")
SLOW_READERS = Counter("thi_slow_readers", "Watchers sent away for reading too slowly")

# Pages
PAGES = Counter("thi_pages", "Pages answered, by class of status", ["status"])
PAGE_SECONDS = Histogram("thi_page_seconds", "Time of a page, by view", ["view"], buckets=_PAGES)

# What runs, the database, Redis and the machine
BUILD = Gauge("thi_build_info", "1, with the version of the program", ["version"])
TROUBLE = Counter(
    "thi_trouble", "Errors and warnings in the log, by source and kind", ["level", "source", "kind"]
)
# Both levels stand at 0 from the start: the first errors of a series that begins with them would
# be no increase, and no alert.
TROUBLE_BY_LEVEL = Counter("thi_log_trouble", "Errors and warnings in the log, by level", ["level"])
for _level in ("error", "warning"):
    TROUBLE_BY_LEVEL.labels(_level)
DATABASE_SECONDS = Gauge("thi_database_seconds", "How long the database took to tell the time")
DATABASE_AWAY = Gauge("thi_database_away", "1 while the database does not answer this process")
REDIS_AWAY = Gauge("thi_redis_away", "1 while a Redis is set up and does not answer this process")
CLOCK_SECONDS = Gauge("thi_clock_difference_seconds", "This machine's clock minus the database's")
REDIS_FULL = Gauge("thi_redis_full", "1 while Redis keeps nothing more")
DISK_FREE = Gauge(
    "thi_disk_free_bytes", "Space left for data, database, logs, temporary files", ["of"]
)
CONNECTIONS = Gauge("thi_database_connections", "Connections to PostgreSQL, of whomever")
CONNECTIONS_LIMIT = Gauge("thi_database_connections_limit", "How many ordinary ones it takes")
OPEN_FILES = Gauge("thi_open_files", "Files and sockets that this process has open")
OPEN_FILES_LIMIT = Gauge("thi_open_files_limit", "How many this process may have open")
CERTIFICATE_ENDS = Gauge(
    "thi_certificate_ends_timestamp_seconds", "When the TLS certificate ends; 0 if none is named"
)
WORK_SECONDS = Gauge(
    "thi_work_seconds", "How long the oldest work of a kind has been running here", ["of"]
)
LOOP_SECONDS = Gauge("thi_loop_delay_seconds", "How long the serving loop let a call wait")


def count_batch(verdicts: Iterable[str], *, commit_s: float, longest_s: float) -> None:
    """Count one commit of the answer endpoint, at the same cost however many saves are in it."""
    counts = Counts(verdicts)
    for verdict, count in counts.items():
        SAVES.labels(verdict).inc(count)
    COMMIT_SAVES.observe(counts.total())
    COMMIT_SECONDS.observe(commit_s)
    SAVE_SECONDS.observe(longest_s)


def count_submissions(count: int, *, commit_s: float) -> None:
    SUBMISSIONS.inc(count)
    SUBMISSION_SECONDS.observe(commit_s)


def count_closed(states: Iterable[str], *, late_s: Sequence[float]) -> None:
    """Count one batch of closed papers; `late_s` holds the delay of each expired one."""
    for state, count in Counts(states).items():
        CLOSED.labels(state).inc(count)
    for seconds in late_s:
        CLOSED_LATE_SECONDS.observe(max(seconds, 0))


def count_page(view: str, *, status: int, took_s: float) -> None:
    PAGES.labels(f"{status // 100}xx").inc()
    PAGE_SECONDS.labels(view).observe(took_s)
