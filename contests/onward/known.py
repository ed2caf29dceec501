"""What is recognised or shown already and like a text, said both ways; a person decides."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contests.gallery.shown import shown_works
from contests.initiatives.recognised import recognised_like
from contests.written.sieve.hints import Hint
from quizsite.language.vietnamese import search_key

_MOST = 3


def recognised_hints(title: str, text: str) -> list[Hint]:
    """Of the sieve: initiatives that are recognised and like a work."""
    said = _("Sáng kiến đã được công nhận: “%(title)s”, giống %(n)d%%")
    return [
        Hint(
            said % {"title": one.initiative.title, "n": one.percent},
            reverse("contests:initiative", args=[one.initiative.pk]),
        )
        for one in recognised_like(title, text)[:_MOST]
    ]


def works_like(title: str, _text: str) -> list[str]:
    """Of the desk of ideas: works that everybody may read and that have all words of the title."""
    words = search_key(title)
    if len(words.split()) < 3:
        return []
    found = shown_works(at=timezone.now()).filter(search_key__words=words)
    named = found.select_related("round__contest").order_by("-handed_in_at", "-pk")[:_MOST]
    said = _("Bài dự thi “%(title)s”, cuộc thi “%(contest)s”")
    return [said % {"title": one.title, "contest": one.round.contest.title} for one in named]
