"""Refusals of those who keep the units, and showing them in the form that asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from quizsite.refusals import Refusal


class UnitRefusal(Refusal):
    """A refusal about units, their dates and headcounts."""


@contextmanager
def told_in(form: forms.BaseForm) -> Iterator[None]:
    """Show a refusal above the form that asked for it, so that nothing typed is lost."""
    try:
        yield
    except UnitRefusal as refusal:
        form.add_error(None, str(refusal))
