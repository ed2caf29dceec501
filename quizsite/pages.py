"""granian's workers load this module to serve pages in processes of their own."""

from quizsite.wsgi import application  # noqa: I001 -- first: it sets Django up

from contests.monitoring.site import count_papers
from quizsite.jobs.queue import count_jobs
from quizsite.operations import metrics_listener
from quizsite.operations import process_reports

__all__ = ["application"]

metrics_listener.listen()
process_reports.start("pages", count_papers=count_papers, count_jobs=count_jobs)
