"""Sentences for a report name what is surely low, and say so where it is not sure."""

from contests.analysis.weakest import AxisShare, Group


def group(*axes):
    return Group(1, "Sở, ngành", "Sở, ngành", is_whole=False, people=300, axes=list(axes))


def test_one_content_that_is_surely_low_is_named():
    found = group(
        AxisShare("Thể chế", 900, 1000), AxisShare("Công vụ", 500, 1000), AxisShare("Số", 880, 1000)
    )
    assert [one.name for one in found.weakest] == ["Công vụ"]
    assert found.sentence == (
        "Sở, ngành (300 người) yếu nhất ở “Công vụ”: 50,0 % (khoảng 46,9–53,1 %); tính chung mọi"
        " nội dung là 76,0 %. Nội dung cần tuyên truyền thêm: Công vụ."
    )


def test_two_that_are_equally_low_are_both_named():
    found = group(
        AxisShare("Thể chế", 900, 1000), AxisShare("Công vụ", 500, 1000), AxisShare("Số", 510, 1000)
    )
    assert "Nội dung cần tuyên truyền thêm: Công vụ và Số." in found.sentence


def test_where_many_are_as_low_only_the_lowest_is_named_with_that_doubt():
    low = [AxisShare(name, 50 + n, 100) for n, name in enumerate("ABCD")]
    found = group(*low, AxisShare("E", 95, 100))
    assert "yếu nhất ở “A”" in found.sentence
    assert "Khoảng cách với 3 nội dung kế tiếp chưa rõ." in found.sentence


def test_contents_that_cannot_be_told_apart_are_said_to_be_equal():
    assert "ngang nhau" in group(AxisShare("A", 50, 100), AxisShare("B", 52, 100)).sentence
    assert "ngang nhau" in group(AxisShare("A", 50, 100)).sentence
