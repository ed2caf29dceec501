"""Pictures of works lie in a folder of the test."""

from tests.contests.written.conftest import works_folder

__all__ = ["works_folder"]
