"""Finding people by what staff know of them, and what roles a person has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from contests.models import Attempt, Entry
from questionbank.models import BankRole
from quizsite.accounts.addresses import to_address
from quizsite.accounts.models import User
from quizsite.accounts.oversight.lost_factors import open_proposal
from quizsite.accounts.oversight.rules import active_staff
from quizsite.accounts.phones import to_e164
from quizsite.accounts.rules import FACTORS
from quizsite.language.ordering import VietnameseOrder, by_person
from quizsite.language.vietnamese import tidy, without_accents
from quizsite.models import AuditLine

SHORTEST = 3
LATEST = 10


def find_people(query: str) -> QuerySet[User]:
    """Find by a part of name, address or number; too short a query finds nobody."""
    words = tidy(query)
    if len(words) < SHORTEST:
        return User.objects.none()
    known = Q(full_name__without_accents__contains=without_accents(words)) | Q(
        email__icontains=to_address(words) or words
    )
    known |= Q(phone__contains=to_e164(words) or words)
    return User.objects.filter(known).order_by(*by_person("full_name"), "pk")


@dataclass(frozen=True)
class Person:
    """An account as staff see it."""

    user: User
    roles: list[str]
    entries: int
    has_factor: bool
    proposal: AuditLine | None  # to remove a lost second factor
    proposed_by: str
    has_second_person: bool
    papers: list[Attempt]


def person_for(by: User, user: User, *, at: datetime) -> Person:
    proposal = open_proposal(user, at=at)
    proposer = User.objects.filter(pk=proposal.by_id or 0).first() if proposal else None
    return Person(
        user=user,
        roles=_roles(user),
        entries=Entry.objects.of(user).count(),
        has_factor=Authenticator.objects.filter(user=user, type__in=FACTORS).exists(),
        proposal=proposal,
        proposed_by=str(proposer or ""),
        has_second_person=bool(active_staff() - {by.pk, user.pk}),
        papers=list(
            Attempt.objects.filter(entry__user=user)
            .select_related("round__contest")
            .order_by("-started_at")[:LATEST]
        ),
    )


def _roles(user: User) -> list[str]:
    bank = BankRole.objects.filter(user=user).order_by("kind")
    organised = user.organised_contests.order_by("-created_at").values_list("title", flat=True)
    units = user.contact_for.order_by(VietnameseOrder("unit__name")).values_list(
        "unit__name", flat=True
    )
    return [
        *([_("quản trị trang")] if user.is_staff else []),
        *(str(role.get_kind_display()) for role in bank),
        *(_("ban tổ chức: %(title)s") % {"title": title} for title in organised),
        *(_("đầu mối: %(unit)s") % {"unit": unit} for unit in units),
    ]
