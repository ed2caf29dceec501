"""Which questions of an intake a page shows, the doubtful ones first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from questionbank.authoring.kinds import WRITTEN_KINDS, shown_key
from questionbank.intake.confirming import certain_key, lacks_of_item
from questionbank.intake.forms import AnyItemForm, item_form
from questionbank.intake.intakes import has_text, is_choice, kind_of, kinds_offered
from questionbank.intake.likeness import Alike, Likeness
from questionbank.intake.words import doubts_in_words
from questionbank.models import Axis, Intake, IntakeItem, LegalDocument, QuestionKind
from questionbank.question_types.choice_order import LETTERS
from questionbank.question_types.grid import WORDS
from questionbank.question_types.registry import templates_of

PER_PAGE = 15
VIEWS = ("can-xem", "thu-tu", "thieu", "da-bo")


@dataclass(frozen=True, slots=True)
class ShownItem:
    item: IntakeItem
    number: int
    lacks: list[str]
    form: AnyItemForm
    alike: list[Alike]
    axis: str
    proposed_axis: str
    proposed_document: str

    @property
    def needs_look(self) -> bool:
        return is_doubtful(self.item)

    @property
    def kind(self) -> str:
        return kind_of(self.item)

    @property
    def kind_words(self) -> str:
        return str(QuestionKind(self.kind).label)

    @property
    def rows_template(self) -> list[str]:
        return templates_of(self.kind, "rows", folder="questionbank")

    @property
    def other_kinds(self) -> list[QuestionKind]:
        return kinds_offered(self.item)

    @property
    def has_text(self) -> bool:
        return has_text(self.item)

    @property
    def key(self) -> dict[str, Any] | None:
        """What the page of a stored question shows; nothing while rows or key are incomplete."""
        said, right = self.item.wording, certain_key(self.item)
        if WRITTEN_KINDS[self.kind].faults_of(said["options"], right):
            return None
        options, key = WRITTEN_KINDS[self.kind].freeze(said["options"], right)
        return shown_key(options, key, kind=self.kind)


@dataclass(frozen=True, slots=True)
class Review:
    page: Page[IntakeItem]
    shown: list[ShownItem]
    counts: dict[str, int]
    proposals: int


def is_doubtful(item: IntakeItem) -> bool:
    return not item.is_settled and bool(doubts_in_words(item.doubts))


def review_of(intake: Intake, *, view: str, page: str, bound: AnyItemForm | None = None) -> Review:
    items = list(intake.items.defer("source"))
    numbers = {item.pk: n for n, item in enumerate(items, start=1)}
    kept = [item for item in items if not item.is_dropped]
    lacking = {item.pk: lacks_of_item(item) for item in items}
    chosen = {
        "can-xem": sorted(
            kept, key=lambda item: (not is_doubtful(item), not is_doubtful(item) or item.confidence)
        ),
        "thu-tu": kept,
        "thieu": [item for item in kept if lacking[item.pk]],
        "da-bo": [item for item in items if item.is_dropped],
    }[view]
    found = Paginator(chosen, PER_PAGE).get_page(page)
    counts = {
        "kept": len(kept),
        "dropped": len(items) - len(kept),
        "doubtful": sum(map(is_doubtful, kept)),
        "lacking": sum(bool(lacking[item.pk]) for item in kept),
    }
    sources = dict(
        intake.items.filter(pk__in=[one.pk for one in found]).values_list("pk", "source")
    )
    shown = _shown(_with_bound(list(found), items, bound), numbers, lacking, sources, bound)
    return Review(found, shown, counts, proposals=sum(map(_has_proposal, kept)))


def _with_bound(
    found: list[IntakeItem], items: list[IntakeItem], bound: AnyItemForm | None
) -> list[IntakeItem]:
    """What was typed is shown, though somebody else's change moves its question elsewhere."""
    typed = [one for one in items if bound and bound.prefix == f"i{one.pk}" and one not in found]
    return typed + found


def _has_proposal(item: IntakeItem) -> bool:
    said = item.wording
    return any(not said.get(name) and said.get(f"proposed_{name}") for name in ("axis", "document"))


def _shown(
    items: list[IntakeItem],
    numbers: dict[int, int],
    lacking: dict[int, list[str]],
    sources: dict[int, list[object]],
    bound: AnyItemForm | None,
) -> list[ShownItem]:
    documents = dict(LegalDocument.objects.values_list("pk", "number"))
    axes = {axis.pk: f"{axis.code}. {axis.name}" for axis in Axis.objects.all()}
    likeness = Likeness()
    shown = []
    for item in items:
        item.source = sources.get(item.pk, [])
        said = item.wording
        form = bound if bound and bound.prefix == f"i{item.pk}" else item_form(item, documents)
        shown.append(
            ShownItem(
                item,
                numbers[item.pk],
                lacking[item.pk],
                form,
                likeness.of(said["stem"], said["options"], but=item.question_id),
                axes.get(said["axis"] or 0, ""),
                "" if said["axis"] else axes.get(said.get("proposed_axis") or 0, ""),
                "" if said["document"] else documents.get(said.get("proposed_document") or 0, ""),
            )
        )
    return shown


def text_of(item: IntakeItem) -> str:
    """A question as text that reads back as itself; a blank line and "Câu:" part two."""
    said = item.wording
    lines = [f"Câu 1: {said['stem']}"]
    if not is_choice(item):
        return "\n".join([*lines, *_statements(said)])
    for n, option in enumerate(said["options"]):
        star = "*" if n in (said["right"] or []) else ""
        lines.append(f"{star}{LETTERS[n]}. {option}")
    if said["explanation"]:
        lines.append(f"Giải thích: {said['explanation']}")
    return "\n".join(lines)


def _statements(said: dict[str, Any]) -> list[str]:
    letters = [letter.lower() for letter in LETTERS[: len(said["options"])]]
    lines = [f"{letter}) {text}" for letter, text in zip(letters, said["options"], strict=True)]
    if said["right"]:
        pairs = zip(letters, said["right"], strict=False)
        lines.append(
            "Đáp án: " + "; ".join(f"{letter}) {WORDS[verdict]}" for letter, verdict in pairs)
        )
    if said["explanation"]:
        lines.append(f"Giải thích: {said['explanation']}")
    return lines
