"""The rules of a whole contest as one numbered text, and what changed between two of them."""

from datetime import timedelta

from contests.models import ClausePlace, Contest, RuleClause
from contests.regulation.contest import Article
from contests.regulation.document import changed_lines, restored, stored, whole_regulation
from tests.contests.regulation.test_round import CIVIL, MONDAY_8, RESIDENT, SECTIONS, make

WEEK = timedelta(days=7)


def week(number, **fields):
    opens_at = MONDAY_8 + WEEK * (number - 1)
    times = {"opens_at": opens_at, "closes_at": opens_at + WEEK}
    return make(title=f"Tuần {number}", **times, **fields), SECTIONS


def written(rounds, clauses=(), **fields):
    contest = Contest(
        organiser_name="Sở Nội vụ", tie_chain=["correct"], legal_basis="Kế hoạch 12", **fields
    )
    divisions = [CIVIL, RESIDENT]
    return whole_regulation(contest, divisions=divisions, rounds=rounds, clauses=clauses)


def headings(articles):
    return [article.heading for article in articles]


def test_weeks_that_differ_in_times_alone_share_their_articles():
    articles = written([week(1), week(2)])
    assert headings(articles) == [
        "Căn cứ",
        "Ai được dự thi",
        "Thời gian các kỳ thi",
        "Đề thi",
        "Làm bài",
        "Số lượt thi",
        "Xếp hạng",
        "Công bố kết quả",
        "Xếp hạng cả cuộc thi",
        "Tính tỷ lệ tham gia của đơn vị",
        "Vi phạm và khiếu nại",
        "Dữ liệu cá nhân",
    ]
    times = articles[2].sentences
    assert times[0] == (
        "Tuần 1 mở từ thứ Hai, 23/11/2026, 08:00 đến trước thứ Hai, 30/11/2026, 08:00."
    )
    assert times[1].startswith("Tuần 2 mở từ thứ Hai, 30/11/2026")


def test_a_week_with_its_own_rules_has_its_own_articles():
    said = headings(written([week(1), week(2), week(3, time_limit_s=600)]))
    assert "Làm bài (Tuần 1 và Tuần 2)" in said
    assert "Làm bài (Tuần 3)" in said


def test_the_seal_of_each_weeks_lots_keeps_no_weeks_apart():
    weeks = [week(n, tie_chain=["correct", "lots"], lots_commitment=str(n) * 64) for n in (1, 2)]
    articles = {article.heading: article for article in written(weeks)}
    assert "Xếp hạng" in articles
    assert [said[:6] for said in articles["Bốc thăm"].sentences] == ["Tuần 1", "Tuần 2"]


def test_weeks_with_equal_prizes_share_their_article_and_the_contest_has_its_own():
    weeks = [week(n) for n in (1, 2, 3)]
    for pk, (round, _sections) in enumerate(weeks, start=1):
        round.pk = pk
    first, last = Article("Giải cá nhân", ("x",)), Article("Giải cá nhân", ("y",))
    whole = Article("Giải cá nhân của cả cuộc thi", ("z",))
    prizes = {1: [first], 2: [first], 3: [last], None: [whole]}
    contest = Contest(organiser_name="Sở Nội vụ", tie_chain=["correct"])
    said = headings(whole_regulation(contest, divisions=[], rounds=weeks, prizes=prizes))
    assert "Giải cá nhân (Tuần 1 và Tuần 2)" in said
    assert "Giải cá nhân (Tuần 3)" in said
    assert said.index(whole.heading) == said.index("Xếp hạng cả cuộc thi") + 1


def test_one_ranked_round_is_the_contest():
    practice = week(2, is_practice=True)
    assert "Xếp hạng cả cuộc thi" not in headings(written([week(1), practice]))
    assert "Xếp hạng cả cuộc thi" in headings(written([]))


def test_own_clauses_stand_where_the_organisers_put_them():
    clauses = [
        RuleClause(place="at_end", heading="Tổ chức thực hiện", body="Một.\n\n  Hai.  "),
        RuleClause(place="after_entry", heading="Đối tượng khuyến khích", body="x"),
        RuleClause(place="after_rounds", heading="Giải thưởng", body="y"),
    ]
    assert {clause.place for clause in clauses} == set(ClausePlace)
    articles = written([week(1)], clauses)
    said = headings(articles)
    assert said[-1] == "Tổ chức thực hiện"
    assert articles[-1].sentences == ("Một.", "Hai.")
    assert said.index("Đối tượng khuyến khích") == said.index("Thời gian các kỳ thi") - 1
    assert said.index("Giải thưởng") == said.index("Tính tỷ lệ tham gia của đơn vị") - 1


def test_a_version_reads_as_it_was_written():
    articles = written([week(1)])
    plain = [Article(one.heading, one.sentences, one.steps) for one in articles]
    assert restored(stored(articles)) == plain


def test_a_change_is_told_below_its_heading():
    before = [Article("Một", ("a", "b")), Article("Hai", ("c",), ("d", "e"))]
    after = [Article("Một", ("a", "b2")), Article("Hai", ("c",), ("d", "e")), Article("Ba", ("f",))]
    told = [(line.change, line.text) for line in changed_lines(before, after)]
    assert told == [
        ("", "Một"),
        ("removed", "b"),
        ("added", "b2"),
        ("added", "Ba"),
        ("added", "f"),
    ]
    assert changed_lines(after, after) == []


def test_two_changes_below_one_heading_name_it_once():
    before, after = [Article("Một", ("a", "b", "c"))], [Article("Một", ("a2", "b", "c2"))]
    told = [line.text for line in changed_lines(before, after)]
    assert told == ["Một", "a", "a2", "c", "c2"]
