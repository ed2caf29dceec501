"""The site serves the named files of front-end libraries, and no others."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from quizsite.web.vendor_files import FILES, STYLES, VendorFinder

NODE_MODULES = Path(settings.BASE_DIR) / "node_modules"


@pytest.mark.parametrize("name", FILES)
def test_each_named_file_is_there(name):
    assert finders.find(name) == str(NODE_MODULES / FILES[name])


@pytest.mark.parametrize(
    "path",
    [
        "bootstrap/package.json",
        "bootstrap/dist/css/bootstrap.min.css",
        "vendor/../package.json",
        "vendor/axe.min.js",
        "node_modules/bootstrap/dist/css/bootstrap.min.css",
    ],
)
def test_nothing_else_of_the_libraries_is_found(path):
    assert VendorFinder().find(path) is None
    assert VendorFinder().find(path, find_all=True) == []


def test_what_is_collected_is_what_is_found():
    collected = {name: storage.path(name) for name, storage in VendorFinder().list([])}
    assert set(collected) == {*FILES, STYLES}
    assert all(finders.find(name) == path for name, path in collected.items())


def test_a_library_that_was_not_installed_is_not_found(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    assert VendorFinder().find(next(iter(FILES))) is None
