"""A work goes with its author; what others wrote too, and what a result needs, stays."""

from datetime import timedelta

import pytest

from contests.models import RoundState, Work, WorkAuthor, WorkVersion
from contests.written.authors import AuthorLine, confirm_authorship, name_authors
from contests.written.hand_in import hand_in
from contests.written.personal_data import (
    DRAFTS_KEPT_FOR,
    ERASED_AUTHOR,
    KEEPER,
    OWN_WORKS,
    RULES,
)
from contests.written.uploads import append_piece, begin_upload
from quizsite.accounts.personal_data.erasure import erase_person
from quizsite.audit.kinds import Role
from quizsite.audit.trail import Actor
from quizsite.files.storage import works_store
from tests.contests.written.cast import CLOSING, MIDDAY, entered, ready_work, written_round
from tests.files.hostile_works import pdf

pytestmark = pytest.mark.django_db

PDF = pdf()


def sent_work(round=None):
    round = round or written_round(takes_files=True, file_kinds=["pdf"], max_authors=2)
    work = ready_work(round)
    file = begin_upload(work, name="a.pdf", size=len(PDF), at=MIDDAY)
    file = append_piece(file, offset=0, data=PDF, at=MIDDAY)
    hand_in(work, at=MIDDAY)
    work.refresh_from_db()
    return work, file


def erase(user):
    erase_person(user, by=Actor(None, Role.SYSTEM), at=MIDDAY, reason="Theo yêu cầu")


def test_a_person_reads_works_drafts_and_versions():
    work, _file = sent_work()
    said = str(list(OWN_WORKS.read(work.entry.user, MIDDAY)))
    assert "Cải cách hành chính bắt đầu từ việc nhỏ." in said
    assert "a.pdf" in said


def test_a_work_goes_with_its_author_and_so_do_its_bytes():
    work, file = sent_work()
    erase(work.entry.user)
    assert not Work.objects.exists()
    assert not works_store().exists(file.stored_as)


def test_of_a_final_round_number_and_digest_stay_and_nothing_else():
    work, file = sent_work()
    type(work.round).objects.update(state=RoundState.FINALISED)
    digest = WorkVersion.objects.get().digest
    assert KEEPER.stays(work.entry.user, MIDDAY)
    erase(work.entry.user)
    work.refresh_from_db()
    version = work.versions.get()
    assert (work.number, work.title, work.entry) == (1, "", None)
    assert (version.digest, version.texts, version.title) == (digest, {}, "")
    assert work.authors.get().full_name == ERASED_AUTHOR
    assert not works_store().exists(file.stored_as)


def test_what_a_co_author_wrote_too_stays_with_the_co_author():
    round = written_round(max_authors=2)
    work = ready_work(round)
    author = name_authors(work, own_share=50, others=[AuthorLine("Bình", None, 50)], at=MIDDAY)[1]
    other = entered(round)
    confirm_authorship(author, entry=other, at=MIDDAY)
    hand_in(work, at=MIDDAY)
    erase(work.entry.user)
    work.refresh_from_db()
    assert work.entry == other
    names = set(WorkAuthor.objects.values_list("full_name", flat=True))
    assert names == {ERASED_AUTHOR, other.user.full_name}


def test_drafts_that_nobody_handed_in_go_ninety_days_after_the_closing():
    draft, (handed_in, _file) = ready_work(), sent_work()
    rule = RULES[0]
    last = CLOSING + DRAFTS_KEPT_FOR
    assert list(rule.due_at(last)) == []
    due = rule.due_at(last + timedelta(seconds=1))
    assert list(due) == [draft]
    rule.remove(due, last)
    assert list(Work.objects.all()) == [handed_in]
