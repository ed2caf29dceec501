"""The log writes one JSON object a line, in UTC, and strikes secrets out."""

import logging
import logging.config
import os
import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from quizsite.operations.metrics import TROUBLE, TROUBLE_BY_LEVEL
from quizsite.operations.repeated_lines import BoundedHandler, is_about_repetition

_SECRET = re.compile(r"pass|secret|token|ticket|code|key|cookie|authorization|phone|email", re.I)
# Errors of a database or a mail server quote addresses and numbers, which give a person away.
# Strangers choose this text, so its steps grow with its length only: an address is tried where a
# run of its letters begins, and no run is read twice (tests/test_patterns.py).
_REACHED_AT = re.compile(
    r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++(?:[@+][\w.+@-]*+)?"
    r"|(?<![\w.-])(?:\+84|0)[1-9]\d{8}(?![\w.-])"
)
# Pages that whoever has the address may open, as deploy/nginx.conf names them.
_SECRET_PATH = re.compile(
    r"(/(?:loi-moi|quan-tri-dau-tien|thoi-nhan-tin|sang-kien/theo-doi|moi-thi)/)[^/\s?\"']+"
)


class Numbers(str):
    """Text that its writer made of numbers of rows alone: there is no address to look for."""

    __slots__ = ()


def strike_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {name: _struck(name, value) for name, value in event.items()}


def _struck(name: str, value: Any) -> Any:
    if _SECRET.search(name):
        return "***"
    if isinstance(value, Numbers):  # a search would cost half of what a batch's line costs
        return value
    if isinstance(value, dict):
        return {str(inner): _struck(str(inner), said) for inner, said in value.items()}
    if isinstance(value, list):
        return [_struck(name, one) for one in value]
    if not isinstance(value, str):
        return value
    return _SECRET_PATH.sub(r"\1***", _REACHED_AT.sub("***", value))


def add_process(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event["process"] = os.getpid()
    return event


class Counted(logging.Handler):
    """Counts trouble where all of it passes, so that no caller has to remember it.

    It counts our own warnings only: other loggers warn of what strangers ask for (404, 403)."""

    def emit(self, record: logging.LogRecord) -> None:
        is_ours = isinstance(record.msg, dict)  # structlog's
        if (
            hasattr(record, "is_counted")
            or is_about_repetition(record)
            or not (is_ours or record.levelno >= logging.ERROR)
        ):
            return
        record.is_counted = True  # the handlers of a child and of the root see the same record
        level = "error" if record.levelno >= logging.ERROR else "warning"
        TROUBLE.labels(level, record.name, _kind(record)).inc()
        TROUBLE_BY_LEVEL.labels(level).inc()


def _kind(record: logging.LogRecord) -> str:
    """Return a label with few values: our own event's name, else the class of the exception."""
    if isinstance(record.msg, dict):
        return str(record.msg.get("event"))
    raised = record.exc_info[0] if record.exc_info else None
    return raised.__name__ if raised else "message"


_SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    add_process,
]


def configure(options: dict[str, Any]) -> None:
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            # Only of lines that are written: in an outage most are counted.
            structlog.processors.format_exc_info,
            strike_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        "foreign_pre_chain": _SHARED,
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {
                "stderr": {"()": BoundedHandler, "formatter": "json"},
                "counted": {"()": Counted, "level": "WARNING"},
            },
            "root": {"handlers": ["stderr", "counted"], "level": options["level"]},
            # Our middleware logs each request once. All other lines of the servers take the form
            # of our own.
            "loggers": {
                name: {"level": "WARNING", "handlers": [], "propagate": True}
                for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "_granian")
            },
        }
    )
