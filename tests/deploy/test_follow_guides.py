"""Both guides to install are followed to the letter on a bare Debian.

It takes minutes and the Internet, so it is asked for: BARE_DEBIAN=FOLDER as root; the folder keeps
the bare root for the next time. Without systemd the test itself starts what units say; what units
mean else is checked by `systemd-analyze verify`. Not tried: certificates of an authority, mail."""

import os
import re
import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.deploy.bare_debian import ROOT, SOURCE, bare_debian
from tests.deploy.guide_steps import steps_of

FOLDER = os.environ.get("BARE_DEBIAN", "")
PASSWORD = "mat-khau-hop-thu\n"
SMALL = ROOT / "docs" / "huong-dan" / "7-cai-dat.md"
BIG = ROOT / "deploy" / "README.md"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not FOLDER or os.geteuid() != 0 or not shutil.which("debootstrap"),
        reason="followed where asked for: BARE_DEBIAN=FOLDER, as root, with debootstrap",
    ),
]


@pytest.fixture
def debian():
    with (
        tempfile.TemporaryDirectory(prefix="bare-") as place,
        bare_debian(Path(FOLDER), Path(place)) as inside,
    ):
        yield inside


def follow(debian, step, *, instead=None):
    """Do what a step says; `instead` holds what a person fills in."""
    changes = {"DIA-CHI-KHO": f"file://{SOURCE}", "apt-get install": "apt-get install -y -q"}
    for block in step.blocks:
        text = "\n".join(block.lines)
        for old, new in (changes | (instead or {})).items():
            text = text.replace(old, new)
        if block.path:
            debian.write(block.path, text + "\n")
        else:
            debian.type(text.splitlines(), then=PASSWORD if "password" in text else "")


def numbered(document, heading):
    return {step.number: step for step in steps_of(document, heading)}


ENTER = ["cd /srv/thi && runuser -u thi -- bash", "set -a; . /etc/thi.env; set +a"]
MANAGE = ".venv/bin/python manage.py"


ROUND = "cchc-thu-do-2026/2"


def run_a_day(debian, own, *, enter):
    """Twenty made-up people take a round by its address; every figure of it is right."""
    host = own["host"]
    said = debian.type(
        [
            f"echo 127.0.0.1 {host} >> /etc/hosts",
            *enter,
            f"export SSL_CERT_FILE={own['trusting']}",
            f"{MANAGE} load_sample_units",
            f"{MANAGE} load_sample_bank",
            f"{MANAGE} load_sample_contest --password thi-thu-mot-ngay",
            f"{MANAGE} simulate {ROUND} --people 20 --seconds 5 --speed 20 --base-url https://{host}",
            f"{MANAGE} verify_round {ROUND}",
        ]
    )
    assert "không có sai lệch" in said


def push_a_version(debian):
    """Somebody works on the software elsewhere and pushes."""
    git = "git -c user.name=A -c user.email=a@example.vn"
    debian.type(
        [
            f"git config --system --add safe.directory {SOURCE}",
            f"git clone -q file://{SOURCE} /tmp/work && cd /tmp/work",
            f"echo moi >> NEW && git add NEW && {git} commit -qm New && git push -q",
        ]
    )


def test_the_small_guide_leads_to_a_site_that_is_kept(debian):
    """One clerk alone: installs it, runs one day, upgrades it, restores the backup."""
    install, host = numbered(SMALL, "2. "), "thi.phuong-an-binh.gov.vn"
    own = {"host": host, "trusting": "/etc/thi-tls/fullchain.pem"}
    debian.type(["apt-get update -q"])
    follow(debian, install[1])
    follow(debian, install[2])
    debian.leave_the_internet()
    for number in range(3, 7):
        follow(debian, install[number])
    debian.start("thi")
    for number in range(7, 9):
        follow(debian, install[number])
    assert debian.get("/san-sang", **own) == (200, "ok\n")
    assert "enable --now thi" in (debian.root / "var/log/systemctl").read_text()

    run_a_day(debian, own, enter=ENTER)
    for step in numbered(SMALL, "5. ").values():
        follow(debian, step)
    push_a_version(debian)
    for step in numbered(SMALL, "7. ").values():
        follow(debian, step)
    debian.start("thi")
    assert debian.get("/san-sang", **own) == (200, "ok\n")
    assert (debian.root / "srv/thi/NEW").exists()

    for step in numbered(SMALL, "6. ").values():
        follow(debian, step)
    debian.start("thi")
    assert debian.get("/san-sang", **own) == (200, "ok\n")
    assert "không có sai lệch" in debian.type([*ENTER, f"{MANAGE} verify_round {ROUND}"])

    debian.kill("thi")
    status, page = debian.get("/", **own)
    assert status == 503
    assert "Câu trả lời" in page or "câu trả lời" in page


UNITS = ("pages@1", "pages@2", "live@1", "live@2", "jobs@1")
ENTER_BIG = [
    "cd /srv/thi-cchc && runuser -u thi-cchc -- bash",
    "set -a; . /etc/thi-cchc/environment; set +a",
]


def start_all(debian):
    for unit in UNITS:
        debian.start(f"thi-cchc-{unit}")


def test_the_big_guide_leads_to_a_site_that_is_kept(debian):
    install, host = numbered(BIG, "1. "), "thi.tinh-an-binh.gov.vn"
    own = {"host": host, "trusting": "/etc/thi-cchc/tls/ca.pem"}
    filled_in = {"TEN-MIEN": host}
    debian.type(["apt-get update -q"])
    follow(debian, install[1])
    follow(debian, install[2])
    debian.leave_the_internet()
    # Where this machine has a PostgreSQL of its own, the package took the next port.
    debian.type(["pg_conftool 15 main set port 5432"])
    # What Debian's packages start by themselves.
    debian.type(["service postgresql start", "service redis-server start", "sleep 3"])
    for number in range(3, 8):
        follow(debian, install[number], instead=filled_in)
    start_all(debian)
    follow(debian, install[8], instead=filled_in)
    assert debian.get("/san-sang", **own) == (200, "ok\n")

    debian.restart_all(UNITS)  # the certificate came after them
    said = debian.ask("http://127.0.0.1:9101/metrics")
    [ends] = re.findall(r"^thi_certificate_ends_timestamp_seconds (\S+)$", said, flags=re.M)
    assert 89 < (float(ends) - time.time()) / 86400 < 91
    look_at_error_pages(debian, own)

    run_a_day(debian, own, enter=ENTER_BIG)
    restore_from_copies(debian, own)


def look_at_error_pages(debian, own):
    """nginx answers in Vietnamese by itself, when there is nobody behind it too."""
    debian.type(["head -c 13000000 /dev/zero > /tmp/large"])
    status, page = debian.get("/", **own, body=str(debian.root / "tmp/large"))
    assert (status, "quá lớn" in page) == (413, True)
    for unit in UNITS[:2]:
        debian.kill(f"thi-cchc-{unit}")
    status, page = debian.get("/", **own)
    assert (status, "câu trả lời không mất" in page) == (503, True)
    for unit in UNITS[:2]:
        debian.start(f"thi-cchc-{unit}")


def restore_from_copies(debian, own):
    keep = numbered(BIG, "4. ")
    follow(debian, keep[1])
    follow(debian, keep[2])
    debian.type(["sleep 2"])
    now = f"{datetime.now(UTC) + timedelta(seconds=1):%Y-%m-%d %H:%M:%S+00}"
    verify = [*ENTER_BIG, f"{MANAGE} verify_round {ROUND}"]
    for number in (3, 4):
        # The log reaches the archive when its piece is full, at the latest after a minute.
        debian.type(['runuser -u postgres -- psql -c "SELECT pg_switch_wal()"', "sleep 3"])
        follow(debian, keep[number], instead={"2026-11-30 09:15:00+07": now})
        start_all(debian)
        assert debian.get("/san-sang", **own) == (200, "ok\n")
        assert "không có sai lệch" in debian.type(verify)
