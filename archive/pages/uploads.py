"""Files that people send: held in memory, nothing on the disk, and no more than a list of queries can have."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile
from django.http import HttpRequest

from archive.explore.lists import BYTES_MAX


class Limited(MemoryFileUploadHandler):
    """All files of a request together may have `BYTES_MAX` bytes; what is more is read and thrown away, so that the
    answer can say why."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.taken = 0
        self.over = False

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.taken > BYTES_MAX:
            self.over = True
            raise SkipFile
        self.file.write(raw_data)


def too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was thrown away for its size; asked after `request.FILES`."""
    return any(isinstance(handler, Limited) and handler.over for handler in request.upload_handlers)
