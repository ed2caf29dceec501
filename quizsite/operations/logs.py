"""The log writes one JSON object a line, in UTC, and strikes secrets out."""

import logging
import logging.config
import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from quizsite.operations.metrics import TROUBLE

_SECRET = re.compile(r"pass|secret|token|ticket|code|key|cookie|authorization|phone|email", re.I)
# Errors of a database or a mail server quote addresses and numbers, which give a person away.
# Strangers choose this text, so its steps grow with its length only: an address is tried where a
# run of its letters begins, and no run is read twice (tests/test_patterns.py).
_REACHED_AT = re.compile(
    r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++(?:[@+][\w.+@-]*+)?"
    r"|(?<![\w.-])(?:\+84|0)[1-9]\d{8}(?![\w.-])"
)


def strike_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {name: _struck(name, value) for name, value in event.items()}


def _struck(name: str, value: Any) -> Any:
    if _SECRET.search(name):
        return "***"
    if isinstance(value, dict):
        return {str(inner): _struck(str(inner), said) for inner, said in value.items()}
    return _REACHED_AT.sub("***", value) if isinstance(value, str) else value


class Counted(logging.Handler):
    """Counts trouble where all of it passes, so that no caller has to remember it.

    It counts our own warnings only: other loggers warn of what strangers ask for (404, 403)."""

    def emit(self, record: logging.LogRecord) -> None:
        is_ours = isinstance(record.msg, dict)  # structlog's
        if hasattr(record, "is_counted") or not (is_ours or record.levelno >= logging.ERROR):
            return
        record.is_counted = True  # the handlers of a child and of the root see the same record
        level = "error" if record.levelno >= logging.ERROR else "warning"
        TROUBLE.labels(level, record.name, _kind(record)).inc()


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
    structlog.processors.format_exc_info,
    strike_secrets,
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
                "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
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
