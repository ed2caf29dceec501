"""Metrics over HTTP, on an address of their own: never on the site's."""

import errno

import structlog
from django.conf import settings
from prometheus_client import start_http_server

log = structlog.get_logger("quizsite.metrics_listener")

PORTS = 32


def listen() -> int | None:
    """Serve this process's metrics; the port taken, None if METRICS_ADDRESS is not set.

    Processes of one machine take one port each, from the one named upwards: each is a target of
    its own, with its own memory and queue. A port goes to another process only after the first
    has ended, so a count on it never jumps, it starts again at zero, which Prometheus expects."""
    if settings.METRICS_ADDRESS is None:
        return None
    host, first = settings.METRICS_ADDRESS
    for port in range(first, first + PORTS):
        try:
            start_http_server(port, host)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            log.info("metrics", host=host, port=port)
            return port
    log.error("no_port_for_metrics", host=host, first=first, ports=PORTS)
    return None
