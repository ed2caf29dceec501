"""Each process serves its metrics over HTTP at an address of its own, never at the site's."""

import errno

import structlog
from django.conf import settings
from prometheus_client import start_http_server

from quizsite.operations import metrics
from quizsite.operations.releases import running_version

log = structlog.get_logger("quizsite.metrics_listener")

PORTS = 32


def listen() -> int | None:
    """Serve this process's metrics and return the port; None if METRICS_ADDRESS is not set.

    Each process of a machine takes the next free port, since each has its own memory and queue.
    A process gets another's port only after that one has ended. So a count on a port never jumps:
    it starts again at zero, which Prometheus expects."""
    if settings.METRICS_ADDRESS is None:
        return None
    metrics.BUILD.labels(running_version()).set(1)
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
