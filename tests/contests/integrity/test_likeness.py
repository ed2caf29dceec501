"""Two papers are alike by what they share and others do not; what differs counts against."""

from contests.integrity.likeness import Shares, answered_in, likeness
from contests.integrity.papers import Given, Papers

RIGHT = 1


def paper(papers, choices, *, unit=1, start=0, gap=40, order=None):
    """`choices` are option bits by question, and `order` the place of each; 1 is right."""
    places = order or range(1, len(choices) + 1)
    given = [
        Given(question, place, choice, start + gap * place, choice == RIGHT)
        for question, (choice, place) in enumerate(zip(choices, places, strict=True))
    ]
    number = len(papers) + 1
    papers.add(entry=number, attempt=number, unit=unit, started_s=start, given=given)


def crowd(*, people=40, questions=8):
    """Each of another unit, half of the answers wrong and spread over three options."""
    papers = Papers(letters=dict.fromkeys(range(questions), 300))
    for n in range(people):
        choices = [
            RIGHT if (n + question) % 2 else 2 << (n // 2 + question) % 3
            for question in range(questions)
        ]
        paper(papers, choices, unit=100 + n, start=10_000 * n)
    return papers


def compared(papers):
    a, b = len(papers) - 2, len(papers) - 1
    return likeness(papers, Shares(papers, papers.by_unit()), answered_in(papers, a), (a, b))


def test_equal_right_answers_prove_nothing():
    papers = crowd()
    for _ in range(2):
        paper(papers, [RIGHT] * 8, start=10**6 * len(papers))
    assert compared(papers).bits == 0


def test_rare_wrong_answers_in_common_count_and_differences_count_against():
    papers = crowd()
    for n in range(2):
        paper(papers, [2] * 6 + [RIGHT, 4 << n], start=10**6 * len(papers))
    found = compared(papers)
    assert (found.common, found.same_wrong, found.both_wrong) == (8, 6, 7)
    assert 4 < found.bits < 9


def test_what_the_whole_unit_was_taught_wrong_counts_little():
    taught = [2, 2, 2, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT]
    alone, among_pupils = crowd(), crowd()
    for n in range(12):
        paper(among_pupils, taught, unit=7, start=50_000 * n)
    for papers in (alone, among_pupils):
        for n in range(2):
            paper(papers, taught, unit=7, start=10**6 * n)
    assert compared(among_pupils).bits < compared(alone).bits / 2


def test_answers_in_the_same_seconds_count_where_the_questions_stood_elsewhere():
    papers = crowd()
    paper(papers, [RIGHT] * 8, unit=7)
    paper(papers, [RIGHT] * 8, unit=7, start=3)
    assert compared(papers).near == 0  # the same places at the same pace

    together = Papers(letters=papers.letters)
    for at, order in ((0, range(1, 9)), (4, [5, 6, 7, 8, 1, 2, 3, 4])):
        given = [
            Given(question, place, RIGHT, 60 * question + at, is_right=True)
            for question, place in zip(range(8), order, strict=True)
        ]
        number = len(together) + 1
        together.add(entry=number, attempt=number, unit=7, started_s=at, given=given)
    found = compared(together)
    assert (found.near, found.timed) == (8, 8)
    assert found.bits > 10


def test_answers_that_a_telephone_sent_at_once_were_not_given_together():
    papers = Papers(letters=dict.fromkeys(range(8), 300))
    for order in (range(1, 9), [5, 6, 7, 8, 1, 2, 3, 4]):
        given = [
            Given(question, place, RIGHT, 900, is_right=True)
            for question, place in zip(range(8), order, strict=True)
        ]
        number = len(papers) + 1
        papers.add(entry=number, attempt=number, unit=7, started_s=0, given=given)
    assert compared(papers).bits < 1
