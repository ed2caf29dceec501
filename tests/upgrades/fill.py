"""Fills a database with papers by the code of the release that stands in this folder.

Its argument is a number that no other release numbers from. With --read it fills nothing. Either
way it writes what is stored to standard output, as JSON."""

import importlib
import json
import os
import random
import sys
from datetime import UTC, datetime, timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "quizsite.settings"
django.setup()

from contests.models import Answer, Attempt, Round  # noqa: E402 -- after the set-up
from tests import factories  # noqa: E402 -- after the set-up
from tests.stage import entry_in, open_round  # noqa: E402 -- after the set-up

PEOPLE, QUESTIONS = 12, 5


def first_of(*places):
    """Names moved between releases: take the first that this one has."""
    for place in places:
        module, name = place.split(":")
        try:
            return getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            continue
    raise LookupError(places)


start_attempt = first_of("contests.attempts.start:start_attempt", "contests.attempts:start_attempt")
submit_attempt = first_of(
    "contests.attempts.close:submit_attempt", "contests.attempts:submit_attempt"
)
issue = first_of("contests.delivery.tokens:issue_save_token", "contests.tickets:issue_ticket")
read = first_of("contests.delivery.tokens:read_save_token", "contests.tickets:read_ticket")
Save = first_of("contests.delivery.saves:Save", "contests.saves:Save")
Change = first_of("contests.delivery.saves:Change", "contests.saves:Change")
write_saves = first_of("contests.delivery.saves:write_saves", "contests.saves:write_saves")


def start(entry, contest_round, at):
    try:
        return start_attempt(entry, round=contest_round, at=at)
    except TypeError:
        return start_attempt(entry, round_=contest_round, at=at)


def number_from(first):
    """Releases fill one database one after the other: none may use the names of another."""
    for made in vars(factories).values():
        if isinstance(made, type) and hasattr(made, "reset_sequence"):
            made.reset_sequence(first, force=True)


def fill():
    rng = random.Random(11)
    now = datetime.now(UTC)
    opened = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(days=7)}
    # Whoever reads the papers does so hours later, on a slow machine as well.
    contest_round = open_round(questions=8, count=QUESTIONS, time_limit_s=6 * 3600, **opened)
    for n in range(PEOPLE):
        attempt = start(entry_in(contest_round), contest_round, now - timedelta(minutes=9))
        token = read(issue(attempt))
        for position in range(1, rng.randint(1, QUESTIONS) + 1):
            change = Change(position, 1 << rng.randrange(4), position)
            write_saves([Save(token, (change,))])
        if n % 3 == 0:
            submit_attempt(attempt, at=datetime.now(UTC))


def stored():
    rounds = Round.objects.values_list("pk", flat=True)
    papers = Attempt.objects.order_by("pk").values_list(
        "pk", "state", "correct_count", "question_count", "paper", "started_at", "deadline_at"
    )
    answers = Answer.objects.order_by("attempt", "position").values_list(
        "attempt", "position", "choice", "seq", "saved_at"
    )
    return {
        "rounds": list(rounds),
        "papers": [list(row) for row in papers],
        "answers": [list(row) for row in answers],
    }


if __name__ == "__main__":
    if "--read" not in sys.argv:
        number_from(int(sys.argv[1]))
        fill()
    print(json.dumps(stored(), default=str))  # noqa: T201 -- its answer
