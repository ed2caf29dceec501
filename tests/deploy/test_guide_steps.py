"""Guides are read as people read them: what is typed, and which files are written."""

from tests.deploy.guide_steps import steps_of
from tests.deploy.test_follow_guides import BIG, SMALL


def written(steps):
    return [block.path for step in steps for block in step.blocks if block.path]


def test_the_small_guide_writes_three_files_and_types_the_rest():
    steps = steps_of(SMALL, "2. ")
    assert [step.number for step in steps] == list(range(1, 11))
    assert written(steps) == [
        "/etc/thi.env",
        "/etc/systemd/system/thi.service",
        "/etc/nginx/sites-available/thi",
    ]
    assert steps[1].typed[0] == "git clone DIA-CHI-KHO /srv/thi"
    assert steps[7].typed[-1] == "systemctl reload nginx"


def test_the_big_guide_is_typed_alone():
    steps = steps_of(BIG, "1. ")
    assert [step.number for step in steps] == list(range(1, 10))
    assert written(steps) == []
    assert "cp -r deploy/systemd-drop-ins/. /etc/systemd/system/" in steps[6].typed
