"""What lines of the audit trail about the bank are about, and who acts in them."""

from questionbank.models import LegalDocument, Question
from questionbank.rules import Role as BankRole
from questionbank.rules import roles_of
from quizsite.accounts.models import User
from quizsite.audit.kinds import Role, Subject
from quizsite.audit.trail import About, Actor

THE_BANK = About(Subject.BANK)


def about_question(question: Question) -> About:
    return About(Subject.QUESTION, question.pk, question.code)


def about_document(document: LegalDocument) -> About:
    return About(Subject.DOCUMENT, document.pk, document.number)


def author(user: User) -> Actor:
    return Actor(user, Role.AUTHOR)


def reviewer(user: User) -> Actor:
    return Actor(user, Role.REVIEWER)


def of_the_bank(user: User) -> Actor:
    """Somebody who looks: a reviewer, if also an author."""
    return reviewer(user) if BankRole.REVIEWER in roles_of(user) else author(user)
