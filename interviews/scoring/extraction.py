"""Reading the score out of an evaluator's prose: a number where it says one beyond doubt, else None."""

from __future__ import annotations

import re

# A rating on any other scale ("24/7", "3/4 of the cases") is no rating.
SCALES = (5, 10, 100)

# "Overall score:", "**Rating (out of 10)** -", '"score": '. A dash that touches a digit is a minus and stays outside.
_LABEL = r"\b(?:rating|score|grade|overall)\b(?:[ \t]*\([^()\n]{0,20}\))?(?:[\s:=*_\"'`|]|[-–—](?![0-9])){0,12}"
_NUMBER = r"[-−+]?[0-9]{1,9}(?:[.,][0-9]{1,9})?"
_PAIR = rf"(?P<x>{_NUMBER})[ \t]*/[ \t]*(?P<y>{_NUMBER})(?![\w/%]|[.,][0-9])"
LABELLED_PAIR = re.compile(_LABEL + _PAIR, re.IGNORECASE)
LABELLED_NUMBER = re.compile(rf"{_LABEL}(?P<x>{_NUMBER})(?![\w/%]|[.,][0-9]|[ \t]*/|[ \t]+out\b)", re.IGNORECASE)
# "3/5 of the cases", "9/10 builds failing": a count of things, which rates nobody.
_COUNTED = r"(?![ \t]+(?!(?:overall|for|from|because|as|since|but|and|with|on|in|i|rating|score|stars?|marks?)\b)[a-z])"
PAIR = re.compile(rf"(?<![\w.,/+−–—-]){_PAIR}{_COUNTED}", re.IGNORECASE)


def extract_score_from_evaluation(text: str, *, scale: int | None = None) -> int | None:
    """The rating in `text` as 0..100, or None where a person has to look.

    The last labelled "x/y" counts; without one, a labelled bare number where the caller knows its `scale`; without
    that, an "x/y" without a label that counts nothing, if the text holds only one such rating. A rating outside its
    scale is None, not the next best number.
    """
    if scale is not None and scale not in SCALES:
        raise ValueError(f"The scale is one of {SCALES}, not {scale}.")
    labelled = list(LABELLED_PAIR.finditer(text))
    if labelled:
        return _percent(labelled[-1]["x"], labelled[-1]["y"])
    bare = list(LABELLED_NUMBER.finditer(text)) if scale else []
    if bare:
        return _percent(bare[-1]["x"], str(scale))
    ratings = {(pair["x"], pair["y"]) for pair in PAIR.finditer(text) if pair["y"] in map(str, SCALES)}
    return _percent(*ratings.pop()) if len(ratings) == 1 else None


def _percent(x: str, y: str) -> int | None:
    """x of y as a whole percentage, half up, in integers: 0.5 % must not hang on a binary fraction."""
    if not (x[0].isdigit() and y.isdigit() and int(y) in SCALES):
        return None
    whole, _, fraction = x.replace(",", ".").partition(".")
    number, parts = int(whole + fraction), 10 ** len(fraction) * int(y)
    return (200 * number + parts) // (2 * parts) if number <= parts else None
