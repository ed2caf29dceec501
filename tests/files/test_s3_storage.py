"""Works in a bucket: the same calls as in a folder, and nothing of it is public."""

import os
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from django.core.files.storage import storages
from moto import mock_aws

from quizsite.environment import works_storage
from quizsite.files import storage
from quizsite.files.storage import store_bytes, store_path, works_store

BUCKET = "bai-viet"
LATER = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture(autouse=True)
def bucket(settings, tmp_path, monkeypatch):
    """As WORKS_S3 names one, answered for inside this process."""
    monkeypatch.setattr(os, "environ", {**os.environ, "AWS_EC2_METADATA_DISABLED": "true"})
    said = [
        {"bucket_name": BUCKET, "access_key": "a", "secret_key": "b", "region_name": "us-east-1"}
    ]
    with mock_aws():
        client = boto3.client(
            "s3", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
        )
        client.create_bucket(Bucket=BUCKET)
        settings.STORAGES = settings.STORAGES | {"works": works_storage(tmp_path, said)}
        yield client
        storages["works"].connection.meta.client.close()
        client.close()


def test_bytes_come_back_as_they_went_and_go(tmp_path):
    (tmp_path / "bài.pdf").write_bytes(b"%PDF whole")
    name = store_path(tmp_path / "bài.pdf", folder="works")
    with works_store().open(name) as opened:
        assert opened.read() == b"%PDF whole"
    storage.remove([name, ""])
    assert not works_store().exists(name)


def test_leftovers_are_found_by_their_age():
    name = store_bytes(b"piece", folder="pieces")
    assert list(storage.names_before(LATER, folder="pieces")) == [name]
    assert list(storage.names_before(LATER - timedelta(days=2), folder="pieces")) == []
    assert list(storage.names_before(LATER, folder="works")) == []


def test_nobody_else_reads_a_work(bucket):
    name = store_bytes(b"secret", folder="works")
    grants = bucket.get_object_acl(Bucket=BUCKET, Key=name)["Grants"]
    assert [one["Permission"] for one in grants] == ["FULL_CONTROL"]


def test_two_files_never_share_a_name():
    assert store_bytes(b"1", folder="works") != store_bytes(b"1", folder="works")
