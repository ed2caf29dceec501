"""What lines of the audit trail say of rosters."""

from contests.models import Contest, RosterPerson
from quizsite.accounts.models import Unit
from quizsite.audit.kinds import Subject
from quizsite.audit.trail import About
from quizsite.language.names import short_name


def about_roster(contest: Contest, unit: Unit) -> About:
    return About(Subject.UNITS, unit.pk, unit.name, contest=contest.pk)


def hinted(line: RosterPerson) -> str:
    """Without an account no deletion would ever empty a name in the trail, so it gets a hint."""
    return f"{short_name(line.full_name)} (#{line.pk})"
