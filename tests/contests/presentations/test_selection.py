"""Who goes on to a final: places, thresholds, blocks and equals at the edge."""

from contests.presentations.selection import Candidate, SelectionRule, Why, select


def candidates(*points, **more):
    return [
        Candidate(work=n, entry=n, points=p, **{k: v[n - 1] for k, v in more.items()})
        for n, p in enumerate(points, start=1)
    ]


def verdicts(found):
    return {line.candidate.work: line.why for line in found}


def going_on(found):
    return [line.candidate.work for line in found if line.goes_on]


def test_the_first_ones_go_on_in_the_order_of_their_points():
    found = select(candidates(70, 90, 80, 60), SelectionRule(top=2))
    assert going_on(found) == [2, 3]
    assert [line.place for line in found] == [1, 2, 3, 4]
    assert verdicts(found)[1] is Why.BEHIND


def test_fewer_works_than_places_all_go_on():
    assert going_on(select(candidates(70, 90), SelectionRule(top=6))) == [2, 1]


def test_whoever_is_below_the_threshold_stays_though_there_is_room():
    found = select(candidates(70, 49, 50), SelectionRule(top=6, threshold=50))
    assert going_on(found) == [1, 3]
    assert verdicts(found)[2] is Why.BELOW_THRESHOLD


def test_equals_at_the_edge_go_on_together():
    found = select(candidates(90, 80, 80, 80, 70), SelectionRule(top=2))
    assert going_on(found) == [1, 2, 3, 4]
    assert verdicts(found)[3] is Why.EQUAL_AT_EDGE
    assert [line.place for line in found] == [1, 2, 2, 2, 5]


def test_equals_that_fill_the_list_exactly_need_no_rule():
    rule = SelectionRule(top=3, asks_chair=True)
    assert going_on(select(candidates(90, 80, 80, 70), rule)) == [1, 2, 3]


def test_the_main_criterion_tells_equals_apart_before_the_edge_rule():
    found = select(candidates(80, 80, main=(30, 40)), SelectionRule(top=1))
    assert going_on(found) == [2]


def test_the_chairs_order_decides_at_the_edge():
    rule = SelectionRule(top=2, asks_chair=True)
    found = select(candidates(90, 80, 80, 80, chair=(0, 3, 1, 2)), rule)
    assert going_on(found) == [1, 3]
    assert verdicts(found) == {
        1: Why.AMONG_FIRST,
        2: Why.CHAIR_BEHIND,
        3: Why.CHAIR_AHEAD,
        4: Why.CHAIR_BEHIND,
    }


def test_without_an_order_of_all_equals_nobody_decides():
    rule = SelectionRule(top=1, asks_chair=True)
    for chair in ((0, 0), (0, 1), (1, 1)):
        found = select(candidates(80, 80, chair=chair), rule)
        assert set(verdicts(found).values()) == {Why.UNDECIDED}
        assert going_on(found) == []


def test_each_block_sends_its_first_ones():
    found = select(
        candidates(90, 85, 80, 40, block=("sở", "sở", "sở", "xã")),
        SelectionRule(top=1, is_by_block=True),
    )
    assert going_on(found) == [1, 4]
    assert {line.candidate.work: line.place for line in found}[4] == 1


def test_a_person_goes_on_with_the_best_work_alone():
    pair = [Candidate(work=1, entry=7, points=90), Candidate(work=2, entry=7, points=95)]
    found = select([*pair, Candidate(work=3, entry=8, points=50)], SelectionRule(top=2))
    assert going_on(found) == [2, 3]
    assert verdicts(found)[1] is Why.OTHER_WORK


def test_what_the_rubric_knocked_out_stays_and_takes_nobodys_place():
    out = Candidate(work=1, entry=7, points=0, is_knocked_out=True)
    found = select([out, Candidate(work=2, entry=7, points=50)], SelectionRule(top=1))
    assert going_on(found) == [2]
    assert verdicts(found)[1] is Why.KNOCKED_OUT
