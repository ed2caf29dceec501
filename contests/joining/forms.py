"""The forms of coming in: who are you and for whom do you compete, then what is promised."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from contests.models import Contest
from contests.registration.conditions import Brought
from contests.registration.forms import EntryForm
from contests.registration.forms_conditions import ConditionFields
from quizsite.accounts.models import Unit, User
from quizsite.accounts.signing_in.forms_sign_up import NameForm, NewcomerFields
from quizsite.accounts.units.fields import PickedUnit
from quizsite.accounts.units.paths import named_units

_WHO = ("full_name", "contact", "contact_asked", "website")


class NewcomerEntryForm(NewcomerFields, EntryForm):
    """For people who have not signed in; whether they have an account shows with the code."""

    field_order = ("full_name", "contact", *EntryForm.field_order)


class NamelessEntryForm(NameForm, EntryForm):
    """Whose address is known: of an account that was emptied, or of a mail with a link."""

    field_order = ("full_name", *EntryForm.field_order)


def entry_form(
    viewer: User | None, data: Any = None, *, contest: Contest, at: datetime, initial: Any = None
) -> EntryForm:
    kind: type[EntryForm] = NewcomerEntryForm
    if viewer is not None:
        kind = EntryForm if viewer.full_name else NamelessEntryForm
    form: EntryForm = kind(data, contest=contest, at=at, initial=initial)
    return form


class CheckForm(ConditionFields):
    """Beside the answers to be checked: a pledge and a code, where the contest asks for them."""

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_conditions(contest)


def brought(answers: EntryForm, conditions: CheckForm, *, device: str, network: str) -> Brought:
    said = conditions.brought(device=device, network=network)
    return replace(said, age=answers.age(), details=answers.details())


def answers_in_words(form: EntryForm) -> Iterator[tuple[str, str]]:
    """What a valid form says, field by field as on the screen, without the consents."""
    consents = {name for _purpose, name in form.TICKS}
    for field in form.visible_fields():
        if field.name in consents or field.name in _WHO:
            continue
        value = form.cleaned_data.get(field.name)
        if value not in (None, "", False):
            yield str(field.label), _in_words(field.field, value)


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(value, Unit):
        named = named_units([value.pk])[value.pk]
        return f"{named.name} ({named.path})" if named.path else named.name
    if value is True:
        return _("có")
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: dict[Any, Any] = dict(field.choices)  # type: ignore[arg-type]  # pairs, no groups
        return str(choices.get(value, value))
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)


def consents_in_words(form: EntryForm) -> list[tuple[str, bool]]:
    """Each purpose that a person may refuse, and whether they agreed to it."""
    return [
        (str(text.get_purpose_display()), bool(form.cleaned_data.get(tick.name)))
        for text, tick in form.ticks()
        if not tick.field.required
    ]


def as_written(form: EntryForm) -> dict[str, str]:
    """What was sent, with the unit that was found for it in place of the words."""
    written = {name: str(value) for name, value in form.data.items()}
    unit = form.cleaned_data.get("unit")
    if isinstance(unit, Unit):
        written |= {"unit": unit.code, "unit_text": unit.name, "unit_choice": ""}
    return written


def as_initial(said: Mapping[str, str]) -> dict[str, Any]:
    """What was written, as the first values of a form that complains of nothing yet."""
    picked = PickedUnit(said.get("unit", ""), said.get("unit_text", ""))
    return {**said, "unit": picked} if any(picked) else dict(said)
