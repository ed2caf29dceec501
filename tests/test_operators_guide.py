"""The operators' guide and the alert rules name all metrics, and only existing ones."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from prometheus_client import REGISTRY

from quizsite.operations.health_checks import health_checks_of
from quizsite.operations.process_reports import ProcessFigures
from quizsite.operations.site_status import Process, Site
from tests.factories import NOON

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "van-hanh.md").read_text()
ALERTS = (ROOT / "deploy" / "prometheus-alerts.yaml").read_text()
RULES = [rule for group in yaml.safe_load(ALERTS)["groups"] for rule in group["rules"]]


def ours():
    """Return the names of our metrics as Prometheus and people write them."""
    families = [one for one in REGISTRY.collect() if one.name.startswith("thi_")]
    return {one.name + ("_total" if one.type == "counter" else "") for one in families}


def named_in(text):
    return {re.sub(r"_(bucket|count|sum)$", "", name) for name in re.findall(r"thi_\w+", text)}


def test_the_guide_explains_every_metric_and_no_other():
    assert named_in(GUIDE) == ours()


def test_alerts_ask_for_metrics_there_are():
    assert named_in(" ".join(rule["expr"] for rule in RULES)) - ours() == set()


def dashboard():
    return json.loads((ROOT / "deploy" / "grafana-dashboard.json").read_text())


def asked_by_the_dashboard():
    return [one["expr"] for panel in dashboard()["panels"] for one in panel.get("targets", [])]


def test_the_dashboard_asks_for_metrics_there_are():
    assert named_in(" ".join(asked_by_the_dashboard())) - ours() == set()


def test_the_dashboard_names_no_data_source_of_another_machine():
    used = {panel["datasource"]["uid"] for panel in dashboard()["panels"]}
    assert used == {"${datasource}"}
    assert [one["name"] for one in dashboard()["templating"]["list"]] == ["datasource"]


@pytest.mark.skipif(not shutil.which("promtool"), reason="needs promtool (Debian: prometheus)")
def test_prometheus_understands_what_the_dashboard_and_the_configuration_say(tmp_path):
    rules = [
        {"record": f"thi:{n}", "expr": expr} for n, expr in enumerate(asked_by_the_dashboard())
    ]
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    for words in (["rules", file], ["config", ROOT / "deploy" / "prometheus.yaml"]):
        done = subprocess.run(  # noqa: S603 -- fixed words
            ["promtool", "check", *words],  # noqa: S607 -- of the path
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_alertmanager_knows_the_alerts_and_their_severities():
    config = yaml.safe_load((ROOT / "deploy" / "alertmanager.yaml").read_text())
    rules = config["inhibit_rules"]
    matchers = " ".join(one for rule in rules for both in rule.values() for one in both)
    named = set(re.findall(r"[A-Z]\w+", matchers))
    assert named - {rule["alert"] for rule in RULES} == set()
    routed = {one for route in config["route"]["routes"] for one in route["matchers"]}
    assert routed == {'severity="page"'}
    receivers = {one["name"] for one in config["receivers"]}
    used = {config["route"]["receiver"], *(one["receiver"] for one in config["route"]["routes"])}
    assert used == receivers


@pytest.mark.skipif(not shutil.which("amtool"), reason="needs amtool (prometheus-alertmanager)")
def test_alertmanager_takes_its_example():
    done = subprocess.run(  # noqa: S603 -- fixed words
        ["amtool", "check-config", ROOT / "deploy" / "alertmanager.yaml"],  # noqa: S607 -- of the path
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_guide_has_every_alert_and_says_whom_it_calls():
    table = GUIDE[GUIDE.index("| Cảnh báo |") :]
    in_guide = {name for line in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", line)}
    assert in_guide == {rule["alert"] for rule in RULES}
    assert {rule["labels"]["severity"] for rule in RULES} == {"page", "ticket"}


def test_every_health_check_of_the_page_is_in_the_guide():
    quiet = Process("a", "all", NOON, NOON, ProcessFigures(disk_free=2**40, disk_total=2**40))
    titles = {check.title for check in health_checks_of(Site.of([quiet], at=NOON))}
    assert {title for title in titles if title not in GUIDE} == {"Người xem trực tiếp"}


def test_prometheus_reads_where_a_process_listens():
    config = yaml.safe_load((ROOT / "deploy" / "prometheus.yaml").read_text())
    [job] = config["scrape_configs"]
    targets = [target for one in job["static_configs"] for target in one["targets"]]
    assert f"METRICS_ADDRESS={targets[0]}" in GUIDE
    assert {f'job="{job["job_name"]}"'} == set(re.findall(r'job="\w+"', ALERTS))
    assert all((ROOT / "deploy" / name).exists() for name in config["rule_files"])


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:bin|deploy)/[\w./-]*)", GUIDE))))
def test_every_program_and_folder_named_is_there(path):
    assert (ROOT / path).exists()


def test_the_grace_named_is_the_grace_given():
    assert f"sau giờ kết thúc {settings.SAVE_GRACE_S} giây" in " ".join(GUIDE.split())
