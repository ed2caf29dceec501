"""Makes a contest to break once, as the template that every run copies."""

import random
import shutil
from datetime import datetime
from pathlib import Path

from django.core.management import call_command

from contests.models import Contest, Round
from contests.sample_contest import SLUG
from quizsite.simulation.people import make_people

ROUND_NUMBER = 2  # the open round of the sample
PEOPLE_FILE = "people.txt"


def make_template(place: Path, *, people: int, at: datetime, rng: random.Random) -> None:
    """Fill the settings' database with tables, the sample contest, and people with sessions."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with (place / "loading.txt").open("w") as said:
        call_command("load_sample_units", stdout=said)
        call_command("load_sample_bank", stdout=said)
        call_command("load_sample_contest", password="-", stdout=said)  # noqa: S106 -- nobody signs in
    contest = Contest.objects.get(slug=SLUG)
    made = make_people(contest, count=people, skill=0.5, at=at, rng=rng)
    lines = [f"{person.entry_id} {person.session_key}\n" for person in made]
    (place / PEOPLE_FILE).write_text("".join(lines))


def read_people(place: Path) -> list[tuple[int, str]]:
    """Return each person's entry and session."""
    rows = (line.split() for line in (place / PEOPLE_FILE).read_text().splitlines())
    return [(int(entry), session) for entry, session in rows]


def open_round() -> Round:
    return Round.objects.select_related("contest").get(contest__slug=SLUG, number=ROUND_NUMBER)


def copy_sqlite(template: Path, place: Path) -> None:
    shutil.copy(template / "thi.sqlite3", place / "thi.sqlite3")
