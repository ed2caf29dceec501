"""The command says which version stands here, and which ones run."""

import io

import pytest
from django.core.management import call_command

from quizsite.operations.process_reports import JobCounts, Papers, Reporter
from quizsite.operations.releases import running_version


@pytest.mark.django_db
def test_it_names_the_version_here_and_those_that_run():
    def reporter():
        return Reporter(
            "live", count_papers=lambda: Papers(0, 0, 0), count_jobs=lambda: JobCounts(0, 0, 0)
        )

    old = reporter()
    old._version = "0.3.0"
    for one in (old, reporter(), reporter()):
        one.report()
    call_command("site_version", stdout=(said := io.StringIO()))
    assert said.getvalue().splitlines() == [
        running_version(),
        "Đang chạy: 0.3.0 (1 tiến trình)",
        f"Đang chạy: {running_version()} (2 tiến trình)",
    ]
