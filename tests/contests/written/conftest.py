"""Bytes that tests store lie in a folder of their own."""

import pytest


@pytest.fixture(autouse=True)
def works_folder(settings, tmp_path):
    settings.WORKS_DIR = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "works": {
            "BACKEND": "quizsite.files.storage.PrivateFolder",
            "OPTIONS": {"location": tmp_path},
        }
    }
    return tmp_path
