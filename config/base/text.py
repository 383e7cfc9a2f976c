"""Folding names for matching, search and order: what people take for the same name has the same key."""

from __future__ import annotations

import unicodedata


def fold(name: str) -> str:
    """Compatibility forms unified, case and accents kept apart only where they are different letters.

    "ＡＭＡＺＯＮ  web " -> "amazon web"; "Café" in either Unicode form -> "café". Invisible characters do not count.
    """
    visible = "".join(char for char in unicodedata.normalize("NFKC", name) if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", " ".join(visible.casefold().split()))
