"""A file that finds no room on this machine: its sender is told so, in place of a bare fault."""

import contextlib
from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler


class NoRoomForUpload(Exception):
    """The folder for temporary files is full, or nobody may write there."""


class TellingUploadHandler(TemporaryFileUploadHandler):
    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            raise NoRoomForUpload(str(error)) from error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._drop()
            raise NoRoomForUpload(str(error)) from error

    def file_complete(self, file_size: int) -> Any:
        try:
            return super().file_complete(file_size)
        except OSError as error:  # what was still buffered
            self._drop()
            raise NoRoomForUpload(str(error)) from error

    def _drop(self) -> None:
        """What came so far goes at once: the disk is full. Closing may fail like writing."""
        with contextlib.suppress(OSError):
            self.file.close()
