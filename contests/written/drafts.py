"""A work is begun, and what is being written is kept: acknowledged only once it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contests.models import Entry, Round, Work, WorkAuthor, WorkDraft
from contests.rules import ContestRefusal
from contests.written.rules import check_may_begin, check_may_write
from contests.written.terms import terms_of
from contests.written.words import clean_text

# Of all headings together: 20,000 words of ten letters, and room for what is struck out later.
MOST_LETTERS = 250_000
MOST_TITLE, MOST_STATEMENT = 300, 1000


class DraftElsewhere(ContestRefusal):
    code = "draft_elsewhere"
    status = 409
    message = _("Bài này vừa được sửa ở một thiết bị hoặc cửa sổ khác. Hãy chọn bản muốn giữ.")


class DraftTooLong(ContestRefusal):
    code = "draft_too_long"
    status = 413
    message = _(
        "Bài dài quá mức trang này giữ được (250.000 ký tự) nên phần vừa gõ chưa lưu. Hãy rút ngắn."
    )


@dataclass(frozen=True, slots=True)
class Written:
    """What a page sends: everything that is being written, not single changes."""

    title: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    tool_statement: str = ""


@transaction.atomic
def begin_work(entry: Entry, *, round: Round, at: datetime) -> Work:
    """Make an empty work with its owner as only author; two tabs begin no more than are allowed."""
    entry = Entry.objects.select_for_update(no_key=True).select_related("user").get(pk=entry.pk)
    check_may_begin(entry, round=round, terms=terms_of(round), at=at)
    work = Work.objects.create(round=round, entry=entry, begun_at=at)
    WorkAuthor.objects.create(
        work=work,
        entry=entry,
        full_name=entry.user.full_name,
        unit_id=entry.unit_id,
        confirmed_at=at,
    )
    WorkDraft.objects.create(work=work, saved_at=at)
    return work


@transaction.atomic
def save_draft(
    work: Work, *, written: Written, writer: str, base: int, sequence: int, at: datetime
) -> WorkDraft:
    """Store the newest state of one page; a page that has not read the newest is refused.

    Sent again, what is stored already is acknowledged again."""
    draft = WorkDraft.objects.select_for_update(no_key=True).get(work=work.pk)
    if draft.writer == writer and sequence <= draft.sequence:
        return draft
    stored = Work.objects.select_related("round").get(pk=work.pk)
    check_may_write(stored, round=stored.round, at=at)
    if draft.writer != writer and base != draft.sequence:
        raise DraftElsewhere(sequence=draft.sequence)
    _put(draft, written, headings=headings_of(stored.round))
    draft.writer, draft.sequence, draft.saved_at = writer, max(sequence, draft.sequence + 1), at
    draft.save()
    return draft


def headings_of(round: Round) -> set[str]:
    terms = terms_of(round)
    return {str(one.pk) for one in terms.headings.all()} if terms.pk else set()


def _put(draft: WorkDraft, written: Written, *, headings: set[str]) -> None:
    texts = {key: clean_text(text) for key, text in written.texts.items() if key in headings}
    if sum(len(text) for text in texts.values()) > MOST_LETTERS:
        raise DraftTooLong
    draft.texts = texts
    draft.title = " ".join(clean_text(written.title).split())[:MOST_TITLE]
    draft.tool_statement = clean_text(written.tool_statement)[:MOST_STATEMENT]
