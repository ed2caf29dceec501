"""Who wrote a work: shares add up, and nobody is an author without agreeing."""

import pytest

from contests.models import WorkAuthor
from contests.written.authors import (
    AlreadyAuthor,
    AuthorLine,
    NoSuchInvitation,
    SharesWrong,
    TooManyAuthors,
    author_of_token,
    confirm_authorship,
    confirmation_token,
    name_authors,
)
from contests.written.rules import RoundTakesNoWorks, TooManyWorks
from tests.contests.written.cast import CLOSING, MIDDAY, entered, ready_work, written_round

pytestmark = pytest.mark.django_db

BINH = AuthorLine("Trần Thị Bình", None, 40)


@pytest.fixture
def work():
    return ready_work(written_round(max_authors=3))


def name(work, *others, own=None):
    own = own or 100 - sum(one.share_percent for one in others)
    return name_authors(work, own_share=own, others=others, at=MIDDAY)


def test_shares_add_up_to_a_hundred(work):
    assert [one.share_percent for one in name(work, BINH)] == [60, 40]
    with pytest.raises(SharesWrong, match="90%"):
        name(work, BINH, own=50)


def test_there_are_as_many_authors_as_the_rules_allow(work):
    line = AuthorLine("Lê Văn Chín", None, 10)
    with pytest.raises(TooManyAuthors):
        name(work, line, line, line)


def test_whoever_confirms_has_entered_and_bears_the_entrys_name(work):
    author = name(work, BINH)[1]
    entry = entered(work.round, user__full_name="Trần Thị Bình An")
    confirm_authorship(author_of_token(confirmation_token(author)), entry=entry, at=MIDDAY)
    author.refresh_from_db()
    assert (author.full_name, author.unit, author.entry) == (
        "Trần Thị Bình An",
        entry.unit,
        entry,
    )


def test_a_changed_share_asks_for_agreement_anew_and_keeps_who_it_is(work):
    author = name(work, BINH)[1]
    entry = entered(work.round)
    confirm_authorship(author, entry=entry, at=MIDDAY)
    author.refresh_from_db()
    line = AuthorLine(author.full_name, author.unit, 20, pk=author.pk)
    changed = name(work, line)[1]
    assert (changed.pk, changed.confirmed_at, changed.entry) == (author.pk, None, entry)


def test_a_link_of_a_renamed_line_ends(work):
    author = name(work, BINH)[1]
    token = confirmation_token(author)
    name(work, AuthorLine("Người khác", None, 40, pk=author.pk))
    for bad in (token, token[:-1], "x", ""):
        with pytest.raises(NoSuchInvitation):
            author_of_token(bad)


def test_nobody_is_an_author_twice_or_takes_anothers_line(work):
    author = name(work, BINH)[1]
    with pytest.raises(AlreadyAuthor):
        confirm_authorship(author, entry=work.entry, at=MIDDAY)
    confirm_authorship(author, entry=entered(work.round), at=MIDDAY)
    with pytest.raises(AlreadyAuthor):
        confirm_authorship(author, entry=entered(work.round), at=MIDDAY)


def test_a_co_author_with_a_work_of_their_own_has_none_left(work):
    author = name(work, BINH)[1]
    other = ready_work(work.round)
    with pytest.raises(TooManyWorks):
        confirm_authorship(author, entry=other.entry, at=MIDDAY)


def test_authors_are_fixed_with_the_closing(work):
    author = name(work, BINH)[1]
    with pytest.raises(RoundTakesNoWorks):
        name_authors(work, own_share=100, others=[], at=CLOSING)
    with pytest.raises(RoundTakesNoWorks):
        confirm_authorship(author, entry=entered(work.round), at=CLOSING)
    assert WorkAuthor.objects.count() == 2
