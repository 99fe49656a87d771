"""Measures inflection: recall, precision and time of `forms` over lists of forms and their lemmas.

A list is a TSV with a header and the columns form, lemma, pos (a fourth, count, is ignored), named
`forms_<language>.tsv` or `forms_<language>-<what>.tsv`. Recall is the share of a list's (form, lemma) pairs whose
form `forms(lemma)` holds. Precision looks at every form of the list's vocabulary that `forms(lemma)` holds: the
share that the list indeed gives to that lemma. Input rate is recall the other way round: the share of pairs where
the form, taken as the query's word, finds the lemma.

    python benchmarks/inflection.py                     # the project's own lists
    python benchmarks/inflection.py --forms-dir DIR     # other people's
    … --errors 40 --half 0                              # what went wrong, on one half of the lemmas
"""

from __future__ import annotations

import argparse
import csv
import gc
import re
import statistics
import time
import zlib
from collections import defaultdict
from pathlib import Path

from monitor.core.language.fold import fold
from monitor.core.language.inflect import forms

OWN = Path(__file__).parent.parent / "tests" / "data" / "language"


def main() -> None:
    """Print one line per language and part of speech, then the time a term takes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--forms-dir", type=Path, default=OWN, help="a folder of forms_<language>.tsv")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N errors of each kind")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only lemmas of one half, told by their hash")
    options = parser.parse_args()
    print(f"{'language':<9}{'pos':<7}{'pairs':>7}{'recall':>9}{'precision':>11}{'input':>8}{'µs/term':>9}{'forms':>7}")
    words: set[str] = set()
    for path in sorted(options.forms_dir.glob("forms_*.tsv")):
        words |= measure(path, half=options.half, errors=options.errors)
    print(f"{len(words)} words, forms and lemmas: a median of {_median(sorted(words)):.1f} µs")


def measure(path: Path, *, half: int | None, errors: int) -> set[str]:
    """Print the figures of one list and give its words."""
    language = path.stem.removeprefix("forms_")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row[:3] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]
    owners: dict[str, set[str]] = defaultdict(set)
    for form, lemma, _ in rows:
        owners[fold(form)].add(fold(lemma))
    groups: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for form, lemma, pos in rows:
        if half is None or zlib.crc32(lemma.casefold().encode()) % 2 == half:
            groups[pos].add((form, lemma))
    nominal = {pair for pos in ("NOUN", "PROPN", "ADJ") for pair in groups.get(pos, ())}
    for pos, pairs in [*sorted(groups.items()), ("nouns+adj", nominal)]:
        if pairs:
            _row(language, pos, sorted(pairs), owners, errors if pos != "nouns+adj" else 0)
    return {word for form, lemma, _ in rows for word in (form, lemma)}


def _row(language: str, pos: str, pairs: list[tuple[str, str]], owners: dict[str, set[str]], errors: int) -> None:
    lemmas = sorted({lemma for _, lemma in pairs})
    made = {lemma: forms(lemma) for lemma in lemmas}
    missed = [(form, lemma) for form, lemma in pairs if not _found(form, lemma)]
    hits = [(hit, lemma) for lemma in lemmas for hit in sorted(made[lemma] & owners.keys())]
    wrong = [(hit, lemma) for hit, lemma in hits if fold(lemma) not in owners[hit]]
    lost = [(form, lemma) for form, lemma in pairs if not _found(lemma, form)]
    recall, precision = 1 - len(missed) / len(pairs), 1 - len(wrong) / max(1, len(hits))
    size = sum(map(len, made.values())) / len(made)
    print(
        f"{language:<9}{pos:<10}{len(pairs):>5}{recall:>8.4f}{precision:>10.4f}"
        f"{1 - len(lost) / len(pairs):>9.4f}{_cost(lemmas):>9.1f}{size:>7.0f}"
    )
    for title, found in (("missed", missed), ("wrong", wrong), ("not found from the form", lost)):
        if errors and found:
            print(f"    {title} ({len(found)}): " + "; ".join(f"{a} < {b}" for a, b in found[:errors]))


def _found(text: str, word: str) -> bool:
    """Tell whether the word finds the text, part by part: hyphens separate words in queries and texts."""
    texts, words = re.split("[-‐‑]", text), re.split("[-‐‑]", word)
    return len(texts) == len(words) and all(fold(a) in forms(b) for a, b in zip(texts, words, strict=True))


def _cost(words: list[str]) -> float:
    """Microseconds a term takes, the best of five rounds."""
    gc.disable()
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for word in words:
            forms(word)
        best = min(best, time.process_time() - start)
    gc.enable()
    return best / len(words) * 1e6


def _median(words: list[str]) -> float:
    """Microseconds that the word in the middle takes, each in the best of five rounds, with the call of the clock."""
    best = dict.fromkeys(words, 1 << 40)
    gc.disable()
    for _ in range(5):
        for word in words:
            start = time.perf_counter_ns()
            forms(word)
            best[word] = min(best[word], time.perf_counter_ns() - start)
    gc.enable()
    return statistics.median(best.values()) / 1000


if __name__ == "__main__":
    main()
