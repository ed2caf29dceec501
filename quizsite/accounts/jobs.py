"""What accounts tidy up by the clock; paths are stored with each job, so they are not renamed."""

from django.utils import timezone
from django_tasks import task

from quizsite.accounts.personal_data import retention
from quizsite.accounts.personal_data.account_rules import TRIES
from quizsite.accounts.signing_in.factor_secrets import encrypt_plain_secrets
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor


@task()
def remove_old_tries() -> None:
    retention.apply_rule(TRIES, at=timezone.now())


@task()
def encrypt_factor_secrets() -> None:
    encrypt_plain_secrets()


@task()
def apply_retention() -> None:
    retention.apply_retention(by=Actor(None, Role.SYSTEM), at=timezone.now())
