from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.siege import Server, besieged
from tests.journeys.serving import database_url


@pytest.fixture(scope="package")
def folder(tmp_path_factory: Any) -> Path:
    made: Path = tmp_path_factory.mktemp("siege")
    return made


@pytest.fixture(scope="package")
def server(django_db_setup: None, django_db_blocker: Any, folder: Path) -> Iterator[Server]:
    with django_db_blocker.unblock():
        url = database_url()
    with besieged(folder, database=url) as running:
        yield running


@pytest.fixture
def bare_server(django_db_setup: None, django_db_blocker: Any, folder: Path) -> Iterator[Server]:
    """Start the same server without our bounds, to show what an attack would do."""
    with django_db_blocker.unblock():
        url = database_url()
    with besieged(folder, database=url, is_guarded=False) as running:
        yield running
