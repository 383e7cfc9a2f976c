"""What the model looks at: how much of the references an answer says, and how much else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log1p, sqrt

from interviews.scoring.alignment import Match, Said, match, read_said, telling
from interviews.scoring.cleaning import Cleaned, clean
from interviews.scoring.lexicon import phrases_in, weight
from interviews.scoring.text import Token, clauses, tokens
from interviews.scoring.types import Task

GRAM = 4


@dataclass(frozen=True, slots=True)
class Reference:
    """One right answer, prepared: stem -> weight, its clauses, its neighbours, its letters."""

    weights: dict[str, float]
    clauses: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, str], ...]
    grams: frozenset[str]
    words: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A task, prepared once for all its answers."""

    question: tuple[str, ...]
    asked: frozenset[str]
    references: tuple[Reference, ...]
    # stem -> weight times the share of references that say it
    pool: dict[str, float]
    new_pool: frozenset[str]
    words: dict[str, tuple[str, ...]]


@lru_cache(maxsize=256)
def prepare(task: Task) -> Prepared:
    question = tuple(token.stem for token in tokens(task.question))
    asked = frozenset(question)
    texts = [*task.references, *([". ".join(task.key_points)] if task.key_points else [])]
    references = tuple(_reference(text, asked) for text in texts if tokens(text))
    pool: Counter[str] = Counter()
    for reference in references:
        for one, worth in reference.weights.items():
            pool[one] += worth / len(references)
    words: dict[str, dict[str, None]] = {}
    for text in texts:
        for token in tokens(text):
            words.setdefault(token.stem, {})[token.word] = None
    return Prepared(question, asked, references, dict(pool), frozenset(pool) - asked, {k: tuple(v) for k, v in words.items()})


def _reference(text: str, asked: frozenset[str]) -> Reference:
    words = tokens(text)
    stems = [token.stem for token in words]
    weights = telling(stems, asked)
    parts = tuple(
        found for clause in clauses(text) if (found := tuple(telling((token.stem for token in clause.tokens), asked)))
    )
    said = [one for one in stems if one in weights]
    pairs = tuple((a, b) for a, b in zip(said, said[1:], strict=False) if a != b and not {a, b} <= asked)
    return Reference(weights or {one: 0.1 for one in stems}, parts, pairs, grams(words, asked), len(said))


def grams(words: Sequence[Token], asked: frozenset[str]) -> frozenset[str]:
    """Runs of four letters of the telling words the question does not use: a typo costs few of them."""
    kept = " ".join(token.word for token in words if token.stem not in asked and weight(token.stem))
    padded = f" {kept} "
    return frozenset(padded[place : place + GRAM] for place in range(len(padded) - GRAM + 1))


NAMES = (
    "cov", "cov_new", "cov_exact", "cov_pool", "cos_pool", "worst", "mean_clause", "half_clauses",
    "precision", "precision_near", "mass", "mass_best", "top", "grams", "pairs",
    "log_new", "log_ref", "ref_new_share", "copied", "asked_share", "stop_share", "numbers_missing", "negations", "refs",
)


def features(prepared: Prepared, cleaned: Cleaned) -> list[float]:
    said = read_said(cleaned.tokens)
    matches = {one: match(one, prepared.words[one], said) for one in prepared.pool}
    return Looked(prepared, cleaned, said, matches).values()


NEGATIONS = frozenset(["not", "no", "never", "without", "none", "neither", "nor", "cannot", "can't", "don't", "doesn't", "isn't", "aren't", "won't", "wasn't", "didn't", "couldn't", "wouldn't", "shouldn't", "hasn't", "haven't"])


class Looked:
    def __init__(self, prepared, cleaned, said, matches):
        self.p, self.c, self.s, self.m = prepared, cleaned, said, matches

    def values(self):
        p, c, s, m = self.p, self.c, self.s, self.m
        st = {k: v.strength for k, v in m.items()}
        new = [k for k in s.places if k not in p.asked and " " not in k]
        toks = {t.stem for t in c.tokens}
        said_w = {t: weight(t) for t in toks if weight(t) and t not in p.asked}
        used = {v.stem: v.strength for v in m.values() if v.strength}
        covs, covn, exact, cosn, worst, meanc, halfc, gr, pr, massb, refn = ([] for _ in range(11))
        ag = grams(c.tokens, p.asked)
        for r in p.references:
            tot = sum(r.weights.values())
            covs.append(sum(w * st[k] for k, w in r.weights.items()) / tot)
            nw = {k: w for k, w in r.weights.items() if k not in p.asked}
            tn = sum(nw.values())
            covn.append(sum(w * st[k] for k, w in nw.items()) / tn if tn else covs[-1])
            exact.append(sum(w for k, w in nw.items() if st[k] == 1) / tn if tn else covs[-1])
            refn.append(tn)
            massb.append(sum(w * st[k] for k, w in nw.items()))
            cc = [sum(r.weights[k] * st[k] for k in cl) / sum(r.weights[k] for k in cl) for cl in r.clauses]
            worst.append(min(cc, default=0)); meanc.append(sum(cc) / len(cc) if cc else 0)
            halfc.append(sum(x >= .5 for x in cc) / len(cc) if cc else 0)
            gr.append(len(ag & r.grams) / len(r.grams) if r.grams else covs[-1])
            pr.append(self.pairs(r))
        poolt = sum(p.pool.values()) or 1
        covp = sum(w * st[k] for k, w in p.pool.items()) / poolt
        newp = {k: w for k, w in p.pool.items() if k not in p.asked}
        dot = sum(w * st[k] for k, w in newp.items())
        nref = sqrt(sum(w * w for w in newp.values())); nans = sqrt(sum(w * w for w in said_w.values()))
        cosp = sum(w * st[k] * weight(k) for k, w in newp.items()) / (nref * nans) if nref and nans else 0
        tsaid = sum(said_w.values())
        prec = sum(w * used.get(k, 0) for k, w in said_w.items()) / tsaid if tsaid else 0
        near = tn2 = 0.0
        for piece in c.sentences:
            ws = {t.stem for t in piece.tokens if t.stem in said_w}
            hit = sum(said_w[k] * used.get(k, 0) for k in ws); al = sum(said_w[k] for k in ws)
            if hit: near += hit; tn2 += al
        mass = sum(weight(k) * st[k] for k in p.new_pool)
        top = max((weight(k) * st[k] for k in p.new_pool), default=0)
        stops = sum(t.is_stop for t in c.tokens) / len(c.tokens) if c.tokens else 0
        ask_said = sum(weight(t) for t in toks if t in p.asked)
        ask_all = sum(weight(t) for t in p.asked) or 1
        nums = {k for r in p.references[:1] for k in r.weights if k.isdigit()}
        nm = len([n for n in nums if n not in s.places]) / len(nums) if nums else 0
        neg = sum(t.word in NEGATIONS for t in c.tokens)
        return [max(covs), max(covn), max(exact), covp, cosp, max(worst), max(meanc), max(halfc),
            prec, near / tn2 if tn2 else 0, log1p(mass), log1p(max(massb)), top, max(gr), max(pr),
            log1p(len(said_w)), log1p(min(r.words for r in p.references)), min(log1p(x) for x in refn), c.copied, ask_said / ask_all, stops, nm, min(neg, 3), len(p.references)]

    def pairs(self, r):
        if not r.pairs: return 0
        hit = tot = 0.0
        for a, b in r.pairs:
            w = min(r.weights[a], r.weights[b]); tot += w
            ma, mb = self.m[a], self.m[b]
            if ma.strength and mb.strength and any(abs(x - y) <= 4 for x in self.s.places[ma.stem] for y in self.s.places[mb.stem]):
                hit += w * min(ma.strength, mb.strength)
        return hit / tot
