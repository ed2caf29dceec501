"""Pages read what is stored: no process that answers people loads pandas."""

import subprocess
import sys

SAID = """
import django
django.setup()
import sys
import quizsite.asgi, quizsite.urls
from django.urls import get_resolver
get_resolver().reverse_dict
import contests.analysis.jobs, contests.analysis.views
print(sorted({"numpy", "pandas"} & set(sys.modules)))
"""


def test_pages_and_jobs_load_no_pandas(settings):
    done = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", SAID],
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "quizsite.settings", "DJANGO_DEBUG": "1", "DEBUG": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stderr
