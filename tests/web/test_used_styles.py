"""Pages load the part of Bootstrap's styles that they use, and miss nothing of it."""

import gzip
import os
from pathlib import Path

from django.contrib.staticfiles import finders

from quizsite.web.used_styles import made_now, used_styles, write_used_styles

CSS = (
    "/*! Licence */:root{--bs-a:1;--bs-b:var(--bs-a);--bs-c:3}/* gone */"
    "p,.used:hover{color:var(--bs-b)}.other .used{top:0}.used:not(.other),.other{left:0}"
    "@media (min-width:1px){.other{top:1px}}@media print{.used{top:2px}.other{top:3px}}"
    "@keyframes runs{to{top:0}}@keyframes rests{to{top:0}}.used::after{animation:1s runs}"
)
KEPT = (
    '@charset "UTF-8";/*! Licence */:root{--bs-a:1;--bs-b:var(--bs-a);}'
    "p,.used:hover{color:var(--bs-b)}.used:not(.other){left:0}"
    "@media print{.used{top:2px}}@keyframes runs{to{top:0}}.used::after{animation:1s runs}\n"
)


def test_rules_variables_and_animations_that_nothing_uses_are_left_out():
    assert used_styles(CSS, words={"used", "p"}, own="") == KEPT


def test_a_variable_that_our_own_styles_read_or_set_stays():
    assert "--bs-c:3" in used_styles(CSS, words={"used"}, own=".x{top:var(--bs-c)}")


def test_it_is_made_from_the_pages_of_now_and_light(tmp_path):
    write_used_styles(file := tmp_path / "vendor" / "bootstrap.css")
    styles = file.read_text(encoding="utf-8")
    assert ".btn-primary{" in styles
    assert ".carousel" not in styles
    assert len(gzip.compress(styles.encode(), 9)) < 10 * 1024


def test_it_is_made_anew_when_a_page_is_newer(tmp_path):
    (file := tmp_path / "bootstrap.css").write_text("old")
    write_used_styles(file)
    assert file.read_text() == "old"
    os.utime(file, (0, 0))
    write_used_styles(file)
    assert file.read_text() == made_now()


def test_browsers_get_it_under_the_library_s_name():
    assert Path(finders.find("vendor/bootstrap.css")).read_text(encoding="utf-8") == made_now()
