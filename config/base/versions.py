"""The versions of a row that a writer accepts: what If-Match says, without HTTP."""

# None: any. A set: the row's present version must be in it; ANY stands for "whichever, so long as the row exists".
Versions = frozenset[int] | None
ANY = -1
