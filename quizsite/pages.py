"""granian's workers load this module to serve pages in processes of their own."""

from quizsite.wsgi import application  # noqa: I001 -- first: it sets Django up

from contests.monitoring.site import count_papers
from quizsite.jobs.queue import count_jobs
from quizsite.moving.marker import refuse_half_moved
from quizsite.operations import metrics_listener
from quizsite.operations import process_reports
from quizsite.operations import watchdog

__all__ = ["application"]

refuse_half_moved()
metrics_listener.listen()
process_reports.start("pages", count_papers=count_papers, count_jobs=count_jobs)
watchdog.feed_from_pages()
