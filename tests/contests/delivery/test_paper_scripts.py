"""The pages before and on the paper fetch all scripts of the paper at once."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string


def imported_by(name: str) -> set[str]:
    """Find every script that this one imports, and those in turn."""
    path = finders.find(name)
    assert path, name
    found: set[str] = set()
    for other in re.findall(r'^import .*from "([^"]+)";$', Path(path).read_text(), re.MULTILINE):
        imported = str((Path("/") / name).parent.joinpath(other).resolve())[1:]
        found |= {imported} | imported_by(imported)
    return found


def test_every_script_that_a_paper_imports_is_fetched_at_once():
    html = render_to_string("contests/_paper_scripts.html")
    named = re.findall(
        rf'rel="modulepreload" fetchpriority="low" href="{settings.STATIC_URL}([^"]+)"', html
    )
    assert sorted(named) == sorted(imported_by("contests/paper.js"))


def test_the_page_before_the_start_runs_the_script_of_the_paper():
    templates = Path(settings.BASE_DIR) / "templates" / "contests"
    run = '<script type="module" src="{% static \'contests/paper.js\' %}"></script>'
    assert [run in (templates / name).read_text() for name in ("enter.html", "paper.html")] == [
        True,
        True,
    ]
