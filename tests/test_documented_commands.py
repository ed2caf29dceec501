"""Commands that documents tell people to type exist, and take the options that are written."""

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from quizsite import serving

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
DOCUMENTS += [ROOT / "deploy" / "README.md", ROOT / "benchmarks" / "README.md"]
_MANAGED = re.compile(r"manage\.py ([a-z_]+)([^`\n|;]*)")
_OWN = re.compile(r"(?<![\w/.])((?:bin|deploy)/[\w./@-]*\w)([^`\n|;)]*)")
# Our programs that are commands of manage.py under a shorter name.
SHORT = {"bin/faults": "faults", "bin/demo": "demo"}
# What Debian has after the guides' own apt-get lines, by the name that is typed.
OF_DEBIAN = {
    "adduser",
    "apt-get",
    "cat",
    "cd",
    "certbot",
    "chmod",
    "chown",
    "chronyc",
    "cp",
    "createdb",
    "createuser",
    "curl",
    "cut",
    "dmesg",
    "docker",
    "dropdb",
    "du",
    "export",
    "for",
    "git",
    "grep",
    "install",
    "iostat",
    "journalctl",
    "kill",
    "ln",
    "ls",
    "mkdir",
    "mount",
    "mv",
    "nginx",
    "node",
    "npm",
    "openssl",
    "pg_basebackup",
    "pg_dump",
    "pg_restore",
    "printf",
    "psql",
    "python3",
    "rm",
    "runuser",
    "sed",
    "set",
    "sh",
    "sort",
    "source",
    "sqlite3",
    "sudo",
    "systemctl",
    "tail",
    "test",
    "timedatectl",
    "umount",
}


def names(documents):
    return [str(path.relative_to(ROOT)) for path in documents]


def managed(document):
    """Return each command of manage.py in a document with its options."""
    found = [(name, words) for name, words in _MANAGED.findall(document.read_text())]
    for program, words in _OWN.findall(document.read_text()):
        if program in SHORT:
            found.append((SHORT[program], words))
    return [(name, re.findall(r"(?<=\s)(--[a-z-]+)", words)) for name, words in found]


def options_of(name):
    app = get_commands()[name]
    parser = load_command_class(app, name).create_parser("manage.py", name)
    return {option for action in parser._actions for option in action.option_strings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_option_of_a_command_is_one(document):
    wrong = [
        f"{name} {option}"
        for name, options in managed(document)
        for option in options
        if option not in options_of(name)
    ]
    assert wrong == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_program_of_ours_is_there(document):
    named = {program for program, _words in _OWN.findall(document.read_text())}
    assert {name for name in named if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_option_of_serving_is_one(document):
    known = set(re.findall(r'"(--[a-z]+)"', Path(serving.__file__).read_text()))
    used = {
        option
        for program, words in _OWN.findall(document.read_text())
        if program == "bin/serve"
        for option in re.findall(r"--[a-z-]+", words)
    }
    assert used - known == set()


def typed(document):
    """Return the lines of a guide that a person types, each as words."""
    lines = re.findall(r"^ {4,}(\S.*)$", document.read_text(), flags=re.M)
    for line in lines:
        word = line.split()[0]
        if word in OF_DEBIAN | {".venv/bin/python"} or word.startswith(("bin/", "deploy/")):
            yield line


OPERATORS = [ROOT / "docs" / "van-hanh.md", ROOT / "deploy" / "README.md"]
OPERATORS += [ROOT / "docs" / "huong-dan" / "7-cai-dat.md"]


@pytest.mark.parametrize("document", OPERATORS, ids=names(OPERATORS))
def test_what_operators_type_is_whole(document):
    """Quotes are closed, so that a line copied into a shell is not waited on."""
    found = list(typed(document))
    assert found
    for line in found:
        shlex.split(line)


@pytest.mark.parametrize("document", OPERATORS, ids=names(OPERATORS))
def test_packages_named_are_of_debian_or_ours(document):
    """A program that no guide installs would be missing on the operator's machine."""
    blocks = re.findall(r"^ {4,}([\w./-]+) ", document.read_text(), flags=re.M | re.ASCII)
    commands = {word for word in blocks if word.islower() and word.isalpha() and len(word) > 1}
    settings = {"listen", "map", "server", "location", "return", "proxy_pass", "root", "alias"}
    settings |= {"client_max_body_size", "certbot"}
    assert {word for word in commands if word not in OF_DEBIAN | settings} == set()
