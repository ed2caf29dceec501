"""Appoints or removes a unit's contact person: `manage.py unit_contact EMAIL CODE [--remove]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quizsite.accounts.management.people import person_named
from quizsite.accounts.models import Unit
from quizsite.accounts.units.contacts import appoint_contact, dismiss_contact
from quizsite.audit.trail import OPERATOR


class Command(BaseCommand):
    help = "Giao hoặc thu vai đầu mối của một đơn vị."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("code", help="mã đơn vị")
        parser.add_argument("--remove", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        user = person_named(options["email"])
        unit = Unit.objects.filter(code=options["code"]).first()
        if unit is None:
            raise CommandError(f"Không có đơn vị {options['code']}.")
        at = timezone.now()
        if options["remove"]:
            dismiss_contact(unit, user=user, by=OPERATOR, at=at)
            self.stdout.write(f"{user.full_name} không còn là đầu mối của {unit.name}.")
        else:
            appoint_contact(unit, user=user, by=OPERATOR, at=at)
            self.stdout.write(f"{user.full_name} là đầu mối của {unit.name}.")
