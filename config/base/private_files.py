"""Personal files: kept under random names, and only together with the row that says whose they are."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


@contextmanager
def kept_only_if_all_goes_well(folder: str, content: bytes) -> Iterator[str]:
    """Stores the file below `folder`; nothing of its uploaded name reaches the disk.

    A personal file without a row, which nobody would erase, is taken back.
    """
    path = default_storage.save(f"{folder}/{uuid.uuid4().hex}", ContentFile(content))
    try:
        yield path
    except BaseException:
        default_storage.delete(path)
        raise
