"""Which version of the program this is, and which were released before it."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parents[2]


class Release(NamedTuple):
    version: str
    day: str
    commit: str


@cache
def running_version() -> str:
    """Read it where it stands once, when it is first asked for: a process that goes on while
    files are replaced under it must not tell the version of the new ones."""
    with (_ROOT / "pyproject.toml").open("rb") as file:
        version: str = tomllib.load(file)["project"]["version"]
    return version


def past_releases() -> list[Release]:
    with (_ROOT / "deploy" / "releases.toml").open("rb") as file:
        found = tomllib.load(file)["release"]
    return [Release(one["version"], str(one["day"]), one["commit"]) for one in found]
