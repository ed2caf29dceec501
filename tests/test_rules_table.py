"""docs/the-le.md: each rule of a real contest has a number, and names a setting that there is."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.urls import URLPattern, URLResolver, get_resolver

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "the-le.md").read_text()
ROWS = re.findall(
    r"^\| (\w+)\.(\d+) \| (.+) \| (.+) \| (có|một phần|chưa có) \|$", TEXT, re.MULTILINE
)
FIELDS = set(re.findall(r"`([A-Z]\w+)\.(\w+)`", TEXT))
PAGES = set(re.findall(r"`([a-z]+:\w+)`", TEXT))
MODELS = {
    model.__name__: model
    for app in ("accounts", "questionbank", "contests", "leaderboard")
    for model in apps.get_app_config(app).get_models()
}


def routes(resolver: URLResolver, space: str = "") -> set[str]:
    """Names of all addresses, as links write them."""
    found: set[str] = set()
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            found |= routes(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern) and one.name:
            found.add(space + one.name)
    return found


@pytest.mark.parametrize(("model", "field"), sorted(FIELDS))
def test_every_setting_that_the_table_names_exists(model, field):
    try:
        MODELS[model]._meta.get_field(field)
    except FieldDoesNotExist:
        pytest.fail(f"{model}.{field}")


def test_the_table_calls_each_setting_as_its_form_does():
    wrong = []
    for model, name in sorted(FIELDS):
        field = MODELS[model]._meta.get_field(name)
        # Forms ask for minutes where the database keeps seconds.
        label = str(field.verbose_name).removesuffix(" (giây)")
        has_label = label != name.replace("_", " ")
        if has_label and not re.search(rf"{re.escape(label)}( \(phút\))? `{model}\.{name}`", TEXT):
            wrong.append(f"{model}.{name}: {label}")
    assert wrong == []


def test_every_page_that_the_table_names_exists():
    assert PAGES - routes(get_resolver()) == set()
    assert len(PAGES) > 30


def test_the_table_says_on_which_page_each_setting_is_made():
    """By its model, or by itself where a page of its own sets it."""
    section = TEXT.split("## Trang nào đặt gì")[1].split("## Từng cuộc thi")[0]
    told = set(re.findall(r"`([A-Z]\w+)`", section))
    assert {model for model, _field in FIELDS} - told == set()


def test_rules_are_numbered_without_a_gap():
    numbers: dict[str, list[int]] = {}
    for group, number, *_rest in ROWS:
        numbers.setdefault(group, []).append(int(number))
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert [int(group) for group in numbers if group.isdigit()] == list(range(1, 35))


def test_the_table_counts_its_own_rows():
    of_contests = Counter(row[4] for row in ROWS if row[0].isdigit())
    of_patterns = Counter(row[4] for row in ROWS if not row[0].isdigit())
    counted = {
        "34 cuộc thi": of_contests,
        "các mẫu quy tắc": of_patterns,
        "cộng": of_contests + of_patterns,
    }
    for name, found in counted.items():
        figures = [found["có"], found["một phần"], found["chưa có"], found.total()]
        assert f"| {name} | {' | '.join(map(str, figures))} |" in TEXT


def test_what_is_called_possible_names_a_setting_or_a_page_or_what_always_holds():
    always = ("trang luôn", "luôn như vậy", "tài khoản bằng", "một số chỉ thuộc", "số phương án")
    unexplained = [
        f"{group}.{number}"
        for group, number, _rule, where, degree in ROWS
        if degree == "có" and "`" not in where and not where.startswith(always)
    ]
    assert unexplained == []
