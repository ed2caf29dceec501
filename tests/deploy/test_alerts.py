"""Each breakage raises its alerts and no other, and a site that is well raises none.

promtool (Debian's package prometheus) runs the shipped rules on made-up series of a whole hour."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
RULES_FILE = DEPLOY / "prometheus-alerts.yaml"
RULES = {
    rule["alert"]: rule
    for group in yaml.safe_load(RULES_FILE.read_text())["groups"]
    for rule in group["rules"]
}
GIB = 1024**3
STEP_S, SAMPLES, BREAKS_AT = 15, 280, 120  # seventy minutes; it breaks after thirty
BEFORE = "30m"
LE = ("0.05", "0.5", "1", "5", "10", "60", "+Inf")


def constant(value, then=None):
    """A series that keeps `value`; from the breakage on, `then`."""
    if then is None:
        return f"{value}+0x{SAMPLES}"
    return f"{value}+0x{BREAKS_AT - 1} {then}+0x{SAMPLES - BREAKS_AT}"


def growing(rate, then=None):
    """A counter with so many a second; from the breakage on, `then` a second."""
    if then is None:
        return f"0+{rate * STEP_S}x{SAMPLES}"
    reached = rate * STEP_S * BREAKS_AT
    return f"0+{rate * STEP_S}x{BREAKS_AT - 1} {reached}+{then * STEP_S}x{SAMPLES - BREAKS_AT}"


def gone(values):
    """A process that is not scraped any more."""
    return f"{values}+0x{BREAKS_AT - 1} _x{SAMPLES - BREAKS_AT}"


def buckets(name, *, within, then=None):
    """A histogram whose every event stays under `within`; from the breakage on, under `then`."""
    return {
        f'{name}_bucket{{le="{le}"}}': growing(
            10 if float(le) >= within else 0,
            None if then is None else 10 if float(le) >= then else 0,
        )
        for le in LE
    }


WELL = {
    'up{job="thi",instance="a"}': constant(1),
    'up{job="thi",instance="b"}': constant(1),
    'up{job="thi",instance="free port"}': constant(0),
    'process_start_time_seconds{job="thi",instance="a"}': constant(5),
    'thi_build_info{version="0.4.0",instance="a"}': constant(1),
    'thi_build_info{version="0.4.0",instance="b"}': constant(1),
    'thi_saves_total{verdict="saved"}': growing(20),
    'thi_saves_total{verdict="signed_out"}': constant(0),
    'thi_saves_refused_total{reason="busy"}': constant(0),
    'thi_saves_refused_total{reason="bad_ticket"}': constant(0),
    'thi_saves_refused_total{reason="malformed"}': constant(0),
    "thi_open_papers": constant(200),
    "thi_overdue_papers": constant(0),
    "thi_swept_timestamp_seconds": growing(1),
    'thi_log_trouble_total{level="error"}': constant(0),
    'thi_log_trouble_total{level="warning"}': growing(1),
    "thi_database_away": constant(0),
    "thi_database_seconds": constant(0.001),
    "thi_redis_away": constant(0),
    "thi_redis_full": constant(0),
    "thi_loop_delay_seconds": constant(0.002),
    **{
        f'thi_work_seconds{{of="{kind}"}}': constant(0)
        for kind in ("answers", "submissions", "starts", "pages", "sweep")
    },
    "thi_jobs_oldest_seconds": constant(3),
    "thi_jobs_failed": constant(0),
    "thi_notices_oldest_seconds": constant(20),
    "thi_notices_sent": constant(300),
    "thi_notices_tried": constant(2),
    'thi_disk_free_bytes{of="data"}': constant(40 * GIB),
    'thi_disk_free_bytes{of="database"}': constant(40 * GIB),
    'thi_disk_free_bytes{of="logs"}': constant(10 * GIB),
    'thi_disk_free_bytes{of="temp"}': constant(2 * GIB),
    "thi_database_connections": constant(20),
    "thi_database_connections_limit": constant(97),
    "thi_open_files": constant(300),
    "thi_open_files_limit": constant(65536),
    "thi_certificate_ends_timestamp_seconds": constant(60 * 86400),
    "thi_clock_difference_seconds": constant(0.01),
    **buckets("thi_save_seconds", within=0.05),
    **buckets("thi_page_seconds", within=0.5),
    **buckets("thi_board_seconds", within=1),
}
ERRORS = 'thi_log_trouble_total{level="error"}'
SAVED = 'thi_saves_total{verdict="saved"}'
BUSY = 'thi_saves_refused_total{reason="busy"}'
NEW = f"_x{BREAKS_AT} 1+0x{SAMPLES - BREAKS_AT}"  # it begins with the breakage
NO_SAVES = {SAVED: growing(20, 0), BUSY: growing(0, 30)}

# What breaks, which series change with it, which alerts follow; beside the reference: minutes.
BREAKAGES = {
    "the database's disk is full": (
        {
            'thi_disk_free_bytes{of="database"}': constant(40 * GIB, 0),
            "thi_database_away": constant(0, 1),
            ERRORS: growing(0, 5),
            **NO_SAVES,
        },
        "DiskLow DiskFull DatabaseAway ServerErrors SomeServerErrors SavesTurnedAway NoSaves",
    ),
    "the disk of SQLite is full": (
        {'thi_disk_free_bytes{of="data"}': constant(40 * GIB, GIB // 2), ERRORS: growing(0, 1)},
        "DiskLow DiskFull ServerErrors SomeServerErrors",
    ),
    "the disk fills": ({'thi_disk_free_bytes{of="data"}': constant(40 * GIB, 4 * GIB)}, "DiskLow"),
    "the folder of temporary files is full": (
        {'thi_disk_free_bytes{of="temp"}': constant(GIB, 0)},
        "SmallDiskFull",
    ),
    "the disk of logs is full": (
        {'thi_disk_free_bytes{of="logs"}': constant(GIB, 0)},
        "SmallDiskFull",
    ),
    "PostgreSQL stops or takes no writes": (
        {"thi_database_away": constant(0, 1), **NO_SAVES},
        "DatabaseAway SavesTurnedAway NoSaves",
    ),
    "the connections are used up": (
        {"thi_database_connections": constant(20, 95), ERRORS: growing(0, 0.01)},
        "ConnectionsFew SomeServerErrors",
    ),
    "the disk is slow": (
        {
            **buckets("thi_save_seconds", within=0.05, then=5),
            "thi_database_seconds": constant(0.001, 2),
        },
        "SavesSlow DatabaseSlow",
    ),
    "Redis keeps nothing more": ({"thi_redis_full": constant(0, 1)}, "RedisFull"),
    "Redis is away, or refuses the password": ({"thi_redis_away": constant(0, 1)}, "RedisAway"),
    "the certificate ends soon": (
        {"thi_certificate_ends_timestamp_seconds": constant(10 * 86400)},
        "CertificateEnds",
    ),
    "the certificate has ended": (
        {"thi_certificate_ends_timestamp_seconds": constant(1)},
        "CertificateEnds CertificateEnded",
    ),
    "a process hangs": (
        {'up{job="thi",instance="b"}': constant(1, 0)},
        "ProcessSilent ProcessMissing",
    ),
    "the loop of a process hangs": ({"thi_loop_delay_seconds": constant(0.002, 30)}, "ServerBusy"),
    "a thread that saves hangs": (
        {'thi_work_seconds{of="answers"}': constant(0, 40)},
        "WorkHangs",
    ),
    "a page hangs": ({'thi_work_seconds{of="pages"}': constant(0, 400)}, "WorkHangs"),
    "all processes are down": (
        {
            'up{job="thi",instance="a"}': constant(1, 0),
            'up{job="thi",instance="b"}': constant(1, 0),
        },
        "NoProcess ProcessSilent",
    ),
    "a process cannot start for good, as after a failed migration": (
        {
            'process_start_time_seconds{job="thi",instance="a"}': growing(0, 0.1),
            'thi_build_info{version="0.5.0",instance="a"}': NEW,
        },
        "ProcessRestarts",
    ),
    "the descriptors are used up": (
        {"thi_open_files": constant(300, 65000), ERRORS: growing(0, 1)},
        "FilesFew ServerErrors SomeServerErrors",
    ),
    "a clock is wrong": ({"thi_clock_difference_seconds": constant(0.01, -600)}, "ClockOff"),
    "the secret key was replaced": (
        {'thi_saves_refused_total{reason="bad_ticket"}': growing(0, 4), SAVED: growing(20, 1)},
        "TokensRefused",
    ),
    "somebody floods the saves": (
        {'thi_saves_refused_total{reason="malformed"}': growing(0, 50)},
        "ForeignSaves",
    ),
    "nginx or the network is away on an opening morning": (
        {SAVED: constant(0), "thi_open_papers": constant(0, 200)},
        "NoSaves",
    ),
    "nobody closes papers": (
        {"thi_overdue_papers": constant(0, 9), "thi_swept_timestamp_seconds": growing(1, 0)},
        "PapersNotClosed SweeperStands",
    ),
    "background work stands": (
        {"thi_jobs_oldest_seconds": constant(3, 900), "thi_jobs_failed": constant(0, 1)},
        "JobsWait JobsFailed",
    ),
    "the outbox stands": (
        {
            "thi_notices_oldest_seconds": constant(20, 7200),
            "thi_notices_sent": constant(300, 0),
        },
        "NoticesWait",
    ),
    "the hour's budget of notices is spent": (
        {"thi_notices_oldest_seconds": constant(20, 7200)},
        "",
    ),
    "the mail server takes nothing": ({"thi_notices_tried": constant(2, 400)}, "NoticesNotTaken"),
    "boards are late": (buckets("thi_board_seconds", within=1, then=60), "BoardLate"),
    "pages are slow": (buckets("thi_page_seconds", within=0.5, then=10), "PagesSlow"),
}
HALF_AN_HOUR = {
    "an upgrade stopped half-way": (
        {
            'thi_build_info{version="0.4.0",instance="b"}': gone(1),
            'thi_build_info{version="0.5.0",instance="b"}': NEW,
        },
        "VersionsDiffer",
    ),
}


def expected(alert):
    return [
        {"exp_labels": dict(RULES[alert]["labels"]), "exp_annotations": RULES[alert]["annotations"]}
    ]


def case(name, changed, alerts, *, at):
    fires = set(alerts.split())
    assert fires <= set(RULES)
    return {
        "name": name,
        "interval": f"{STEP_S}s",
        "input_series": [
            {"series": series, "values": values} for series, values in (WELL | changed).items()
        ],
        "alert_rule_test": [
            {"eval_time": at, "alertname": one, "exp_alerts": expected(one) if one in fires else []}
            for one in RULES
        ],
    }


def promtool(tmp_path, cases):
    file = tmp_path / "alerts.test.yaml"
    tests = {"rule_files": [str(RULES_FILE)], "evaluation_interval": "15s", "tests": cases}
    file.write_text(yaml.safe_dump(tests, allow_unicode=True))
    return subprocess.run(  # noqa: S603 -- fixed words
        ["promtool", "test", "rules", file],  # noqa: S607 -- of the path
        capture_output=True,
        text=True,
        check=False,
    )


needs_promtool = pytest.mark.skipif(
    not shutil.which("promtool"), reason="needs promtool (apt-get install prometheus)"
)


@needs_promtool
def test_each_breakage_raises_its_alerts_and_no_other(tmp_path):
    cases = [case(name, *what, at="36m") for name, what in BREAKAGES.items()]
    cases += [case(name, *what, at="64m") for name, what in HALF_AN_HOUR.items()]
    done = promtool(tmp_path, cases)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
@pytest.mark.parametrize("at", ["1m", "10m", BEFORE, "69m"])
def test_a_site_that_is_well_raises_none(tmp_path, at):
    done = promtool(tmp_path, [case("all is well", {}, "", at=at)])
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_promtool_fails_where_an_alert_is_expected_in_vain(tmp_path):
    assert promtool(tmp_path, [case("well", {}, "RedisAway", at=BEFORE)]).returncode != 0


def test_every_alert_has_its_breakage():
    raised = {
        alert for _, alerts in (BREAKAGES | HALF_AN_HOUR).values() for alert in alerts.split()
    }
    assert raised == set(RULES)
