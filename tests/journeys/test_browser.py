"""The browser fixtures themselves: a page of ours is shown with its own look and is axe-clean."""

import pytest

from tests.journeys.conftest import axe, overflow

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_not_found_is_shown_in_our_look(pages, width):
    page = pages(width=width)
    answer = page.goto("/khong-co-trang-nay/")
    assert answer.status == 404
    assert page.evaluate("getComputedStyle(document.querySelector('.site-header')).color") == (
        "rgb(255, 255, 255)"
    )
    assert axe(page) == []
    assert overflow(page) == 0
