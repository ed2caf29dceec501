"""Jobs as tests need them."""

import time

from django.db import connection
from django_tasks import task

from quizsite.jobs.worker import give_back_if_stopping
from tests.stage import die_in

done: list[object] = []


@task()
def note(what):
    done.append(what)
    return what


@task()
def fail():
    raise LookupError("nothing here")


@task()
def last_until_asked():
    done.append("begun")
    while True:
        give_back_if_stopping()
        time.sleep(0.01)


@task()
def lose_the_connection():
    die_in(connection)
