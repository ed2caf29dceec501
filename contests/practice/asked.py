"""One question as a person sees it: its form, the signed text that comes back, and its verdict."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from contests.attempts.scoring import Item, is_right
from contests.papers.drawing import layout_of, order_options
from contests.papers.shown_text import said_of, with_pictures
from contests.practice.questions import NotForPractice
from contests.rules import ContestRefusal
from questionbank.models import AnswerKey, Revision
from questionbank.posted import unread_words
from questionbank.question_types.registry import QUESTION_TYPES, templates_of
from questionbank.question_types.unread import UnreadAnswer

_signer = signing.TimestampSigner(salt="contests.practice")
POSITION = 1
FIELD = f"cau-{POSITION}"  # as the options of papers are named


class NotAnswer(ContestRefusal):
    code = "not_answer"
    status = 400
    message = _("Câu trả lời gửi lên không đọc được. Mời bạn làm câu khác.")
    redirect_to = "contests:practice"


class Mistyped(Exception):
    """What a person typed is no answer of the question's kind; says what to write instead."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its options in the order shown.

    `times` is how often the person had answered it when it was shown."""

    revision: int
    order: tuple[int, ...]
    times: int = 0

    @property
    def signed(self) -> str:
        return _signer.sign_object([self.revision, list(self.order), self.times])


def read_signed(text: str) -> Asked:
    try:
        revision, order, times = _signer.unsign_object(text)
    except signing.BadSignature as error:
        raise NotAnswer from error
    return Asked(revision, tuple(order), times)


def ask(revision: Revision, *, times: int = 0, seed: str) -> Asked:
    """Shuffle the options as a paper does: an option about others keeps its place."""
    layout = layout_of(revision.options, kind=revision.kind)
    order = order_options(layout, random.Random(seed))  # noqa: S311 -- not secret
    return Asked(revision.pk, tuple(order), times)


def question_as_html(
    revision: Revision, asked: Asked, *, typed: str = "", fault: str = ""
) -> SafeString:
    """Show it through its kind's own template, with fields named as on papers; a text that could
    not be read stands there again with what is wrong with it."""
    shown = QUESTION_TYPES[revision.kind].review(revision.options, asked.order, (), 0)
    rows = with_pictures(shown, asked.order, revision.pictures)
    options = [{**row, "name": FIELD, "value": shown} for shown, row in enumerate(rows)]
    facts = {
        **said_of(revision),
        "is_multiple": revision.is_multiple,
        "options": options,
        "rows": rows,
        "name": FIELD,
        "kind": revision.kind,
        "terms": revision.options,
        "typed": typed,
        "fault": fault,
    }
    return render_to_string(templates_of(revision.kind, "practice"), facts)


def read_choice(revision: Revision, asked: Asked, values: Sequence[str]) -> int:
    try:
        return QUESTION_TYPES[revision.kind].read_answer(asked.order, values, revision.options)
    except UnreadAnswer as unread:
        raise Mistyped(unread_words(unread)) from unread
    except ValueError as error:
        raise NotAnswer from error


def revision_of(asked: Asked) -> Revision:
    """Read a question that was asked; one that has gone since is refused."""
    found = Revision.objects.select_related("document", "passage", "question__axis")
    revision = found.filter(pk=asked.revision).first()
    if revision is None:
        raise NotForPractice
    return revision


def verdict(revision: Revision, asked: Asked, choice: int) -> dict[str, Any]:
    """Say right or wrong, the key and why; the caller has asked whether the key is free."""
    key = AnswerKey.objects.get(revision=revision)
    right, kind = key.right_options, revision.kind
    shown = QUESTION_TYPES[kind].review(revision.options, asked.order, right, choice)
    return {
        **said_of(revision),
        "kind": kind,
        "shown": with_pictures(shown, asked.order, revision.pictures),
        "is_right": is_right(Item(asked.order, right, kind), choice),
        "is_answered": choice > 0,
        "explanation": key.explanation,
        "basis": revision.basis,
        "document": revision.document,
    }
