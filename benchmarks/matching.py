"""Measures the watch matcher: documents a second, memory, explanations, and peers that a user would pick instead.

Times are CPU seconds of one core (``time.process_time``), medians of rounds in one run; memory is VmRSS of a fresh
process. Each peer must name the same watches for the same documents, else the differences are printed and the exit
code is 1. A peer's time is of the whole task, article in, watches out; Hyperscan's of the scan alone.

    python benchmarks/matching.py                              # news and watches of the project's own
    python benchmarks/matching.py --docs FILE --watches FILE   # JSON lines (.gz): title, lead, body; name, query
    … --watches-count 100,1000,10000  --docs-count 400  --rounds 5  --slow-docs 3  --huge  --json
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from folded import Prepared
from newsgen import news, watches
from peers import Automaton, Literals, Patterns, UnsupportedError, Watch, understand

from monitor.core.article import Article
from monitor.core.query import Matcher, WatchSpec, compile_watches

_PEERS = {"re": None, "regex": "regex", "ahocorasick": "ahocorasick-rs", "hyperscan": "hyperscan"}
_HUGE = 100_000
Fires = Callable[[Article], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table; ``ok`` is None where there is no target or nothing was measured."""

    what: str
    measured: str
    target: str = ""
    ok: bool | None = None


def main() -> int:
    """Measure, print the table, tell whether all engines agree."""
    options = _options()
    if options.child:
        print(json.dumps(_in_fresh_process(Path(options.watches), Path(options.docs))))
        return 0
    documents = [_article(row) for row in _rows(options.docs, options.docs_count, news)]
    counts = [int(count) for count in options.watches_count.split(",")]
    rows = _rows(options.watches, max(counts), watches)
    bench = Bench(documents, rows, options)
    bench.run(sorted({min(count, len(rows)) for count in counts}))
    if options.huge:
        bench.huge()
    about = {
        "cpu": _cpu(), "python": platform.python_version(), "documents": len(documents), "rounds": options.rounds,
        "peers": {name: _version(package) or "not installed" for name, package in _PEERS.items()},
    }  # fmt: skip
    if options.json:
        figures = [asdict(figure) for figure in bench.figures]
        print(json.dumps({"about": about, "figures": figures, "differences": bench.differences}, ensure_ascii=False))
    else:
        _print(about, bench)
    return 1 if bench.differences else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--docs", help="documents as JSON lines, .gz or not")
    parser.add_argument("--watches", help="watches as JSON lines, .gz or not")
    parser.add_argument("--docs-count", type=int, default=400, metavar="N")
    parser.add_argument("--watches-count", default="100,1000,10000", metavar="N,N")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument(
        "--builds", type=int, default=3, metavar="N", help="fresh processes for build and memory; 0: none"
    )
    parser.add_argument("--slow-docs", type=int, default=3, metavar="N", help="documents for a pattern a watch")
    parser.add_argument("--peers", default=",".join(_PEERS), help="which peers; empty for none")
    parser.add_argument("--huge", action="store_true", help="also 100,000 watches")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


class Bench:
    """One run: documents, watches, the figures so far."""

    def __init__(self, documents: list[Article], rows: list[dict[str, str]], options: argparse.Namespace) -> None:
        self.figures: list[Figure] = []
        self.differences: list[str] = []
        self._documents = documents
        self._rows = rows
        self._options = options
        self._queries = {row["name"]: row["query"] for row in rows}

    def run(self, counts: Sequence[int]) -> None:
        """Measure ours at each count of watches, then the peers at the greatest."""
        costs: list[float] = []
        for count in sorted(counts):
            matcher = compile_watches(_specs(self._rows[:count]), {})
            first, fired = _timed(matcher.fires, self._documents)
            costs.append(median(_timed(matcher.fires, self._documents)[0] for _ in range(self._options.rounds)))
            average = sum(map(len, fired)) / len(fired)
            largest = count == max(counts)
            speed = 1 / costs[-1]
            self._add(
                f"ours, {count:,} watches, {average:.1f} matches a document",
                f"{speed:,.0f} documents/s warm, {1 / first:,.0f} cold ({costs[-1] * 1e3:.3f} ms)",
                "≥ 1,400 documents/s" if largest else "",
                speed >= 1400 if largest else None,
            )
        grown = costs[-1] / costs[0]
        self._add(f"cost, {min(counts):,} → {max(counts):,} watches", f"{grown:.2f}×", "≤ 3×", grown <= 3)
        builds, memory = self._options.builds, math.nan
        if builds:
            memory = self._build(self._rows[: max(counts)], builds, "≤ 2 s", 2, "≤ 120 MB", 120)
        self._explain(matcher)
        self._peers(matcher, memory)

    def huge(self) -> None:
        """Measure a hundred thousand watches, a few rounds less."""
        rows = self._rows if self._options.watches else watches(_HUGE)
        self._build(rows[:_HUGE], 1, "", None, "≤ 1,200 MB", 1200)

    def _add(self, what: str, measured: str, target: str = "", ok: bool | None = None) -> None:
        self.figures.append(Figure(what, measured, target, ok))

    def _build(
        self, rows: list[dict[str, str]], times: int, quick: str, seconds: float | None, small: str, most: float
    ) -> float:
        """Build in fresh processes -> the median growth of memory in MB, after the documents."""
        with tempfile.TemporaryDirectory() as folder:
            files = {"--watches": Path(folder, "watches"), "--docs": Path(folder, "docs")}
            _write(files["--watches"], rows)
            _write(files["--docs"], ({"title": a.title, "lead": a.lead, "body": a.text} for a in self._documents))
            arguments = [str(part) for pair in files.items() for part in pair]
            command = [sys.executable, __file__, "--child", *arguments]
            told = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(times)]
        build, base, built, after, speed = (
            median(run[key] for run in told) for key in ("seconds", "imported", "built", "after", "speed")
        )
        name = f"{len(rows):,} watches"
        self._add(f"build, {name}", f"{build:.2f} s", quick, build <= seconds if seconds else None)
        self._add(
            f"memory, {name}, after the documents",
            f"+{after - base:.0f} MB over the imported package (+{built - base:.0f} when built), {after:.0f} MB in all",
            small,
            after - base <= most,
        )
        if len(rows) >= _HUGE:
            self._add(f"ours, {name}", f"{speed:,.0f} documents/s in the first pass")
        return float(after - base)

    def _explain(self, matcher: Matcher) -> None:
        times = [_timed(matcher.match, [document])[0] * 1e3 for document in self._documents]
        cut = quantiles(times, n=100, method="inclusive")
        measured = f"p50 {cut[49]:.2f} ms, p99 {cut[98]:.2f} ms a document"
        self._add("match with hits and snippets", measured, "p99 ≤ 5 ms", cut[98] <= 5)

    def _peers(self, matcher: Matcher, memory: float) -> None:
        asked = [name for name in self._options.peers.split(",") if name]
        if not asked:
            return
        known, left = [], 0
        for spec in _specs(self._rows[: max(map(int, self._options.watches_count.split(",")))]):
            try:
                known += understand([spec])
            except UnsupportedError:
                left += 1
        if left:
            self._add("watches that the peers do not express", f"{left:,}, left out of their comparison, ours has them")
        slow = self._documents[:: max(1, len(self._documents) // self._options.slow_docs)][: self._options.slow_docs]
        peers: dict[str, tuple[str, float, list[Article], Callable[[], Fires]]] = {
            "re": ("a compiled re a watch", 1000, slow, lambda: Patterns("re", known).fires),
            "regex": ("a compiled regex a watch", 150, slow, lambda: Patterns("regex", known).fires),
            "ahocorasick": ("ahocorasick-rs", 1.3, self._documents, lambda: Automaton(known).fires),
        }
        for name in asked:
            if (package := _PEERS[name]) and not _version(package):
                self._add(name, "not installed (pip install -r requirements-bench.txt)")
            elif name == "hyperscan":
                self._ceiling(matcher, known, memory)
            else:
                self._peer(matcher, known, *peers[name])

    def _peer(
        self, matcher: Matcher, known: list[Watch], title: str, least: float, documents: list[Article],
        build: Callable[[], Fires],
    ) -> None:  # fmt: skip
        began = time.process_time()
        fires = build()
        built = time.process_time() - began
        _, theirs = _timed(fires, documents)
        own, costs = [], []
        for _ in range(self._options.rounds if documents is self._documents else min(2, self._options.rounds)):
            own.append(_timed(matcher.fires, documents)[0])
            costs.append(_timed(fires, documents)[0])
        names = {watch.name for watch in known}
        pairs = 0
        for number, (document, their) in enumerate(zip(documents, theirs, strict=True)):
            our = {name for name in matcher.fires(document) if name in names}
            pairs += len(our)
            for name in sorted(our.symmetric_difference(their)):
                who = "ours alone" if name in our else f"{title} alone"
                self.differences.append(f"document {number} “{document.title}”, {name}, {who}: {self._queries[name]}")
        ratio, cost = median(costs) / median(own), median(costs)
        self._add(
            f"against {title}",
            f"{ratio:,.1f}× ({cost * 1e3:,.2f} ms against {median(own) * 1e3:.3f} ms; "
            f"{len(documents)} documents, {pairs:,} pairs; theirs builds in {built:.1f} s)",
            f"≥ {least:,}×",
            ratio >= least,
        )

    def _ceiling(self, matcher: Matcher, known: list[Watch], memory: float) -> None:
        """Compare with Hyperscan's bare scan, which names no watch; see that it finds the words of our hits."""
        began = time.process_time()
        before = _resident()
        engine = Literals(known)
        built = time.process_time() - began
        texts = [Prepared(document).text.encode() for document in self._documents]
        _timed(engine.scan, texts)
        own, costs = [], []
        for _ in range(self._options.rounds):
            own.append(_timed(matcher.fires, self._documents)[0])
            costs.append(_timed(engine.scan, texts)[0])
        names = {watch.name for watch in known}
        for number, (document, text) in enumerate(zip(self._documents, texts, strict=True)):
            found = engine.found(text)
            loose = found & engine.loose
            for match in matcher.match(document):
                hits = [Prepared(Article(source="", text=hit.text)).text for hit in match.hits]
                words = {word for hit in hits for word in hit.split()}
                for word in sorted(words - found) if match.watch in names else ():
                    if not any(literal in word for literal in loose):
                        self.differences.append(f"document {number}, {match.watch}: Hyperscan lacks “{word}”")
        ratio, size = median(costs) / median(own), engine.size / 1e6
        self._add(
            f"against Hyperscan, {len(engine.literals):,} bare literals (a ceiling: names no watch)",
            f"{ratio:.2f}× ({median(costs) * 1e3:.3f} ms against {median(own) * 1e3:.3f} ms; built in {built:.1f} s)",
            "≥ 0.8×",
            ratio >= 0.8,
        )
        if math.isnan(memory):
            return
        self._add(
            "memory against Hyperscan's",
            f"{memory / size:.2f} of its database ({memory:.0f} MB against {size:.1f} MB; the process grew by "
            f"{_resident() - before:.0f} MB with scratch and literals)",
            "≤ 0.1",
            memory <= size / 10,
        )


def _in_fresh_process(watches_file: Path, docs_file: Path) -> dict[str, float]:
    """Build and match once -> seconds of the build, MB of memory, documents a second."""
    imported = _resident()
    specs = _specs(_lines(watches_file))
    began = time.process_time()
    matcher = compile_watches(specs, {})
    seconds = time.process_time() - began
    built = _resident()
    count, cost = 0, 0.0
    for row in _lines(docs_file):
        cost += _timed(matcher.fires, [_article(row)])[0]
        count += 1
    return {"seconds": seconds, "imported": imported, "built": built, "after": _resident(), "speed": count / cost}


def _timed(ask: Callable[[Any], Any], things: Sequence[Any]) -> tuple[float, list[Any]]:
    """Ask of each thing -> CPU seconds a thing, the answers."""
    began = time.process_time()
    answers = [ask(thing) for thing in things]
    return (time.process_time() - began) / len(things), answers


def _specs(rows: Iterable[dict[str, str]]) -> list[WatchSpec]:
    return [WatchSpec(row["name"], row["query"], (), ()) for row in rows]


def _article(row: dict[str, str]) -> Article:
    language = row.get("lang")
    return Article(source="bench", title=row["title"], lead=row.get("lead"), text=row["body"], language=language)


def _rows(file: str | None, count: int, make: Callable[[int], list[dict[str, str]]]) -> list[dict[str, str]]:
    """Read the first rows of a file, or make them."""
    return make(count) if file is None else [row for row, _ in zip(_lines(Path(file)), range(count), strict=False)]


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _write(path: Path, rows: Iterable[Any]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def _resident() -> float:
    """Give the process's resident memory in MB (10^6 bytes)."""
    told = Path("/proc/self/status").read_text(encoding="ascii").partition("VmRSS:")[2]
    return int(told.split()[0]) * 1024 / 1e6


def _version(package: str | None) -> str | None:
    try:
        return version(package) if package else platform.python_version()
    except PackageNotFoundError:
        return None


def _cpu() -> str:
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("model name")[2]
    return told.partition("\n")[0].lstrip("\t :") or platform.machine()


def _print(about: dict[str, Any], bench: Bench) -> None:
    peers = ", ".join(f"{name} {number}" for name, number in about["peers"].items())
    print(f"CPU {about['cpu']}, Python {about['python']}; {peers}")
    print(f"{about['documents']} documents, median of {about['rounds']} rounds, CPU time of one core\n")
    for figure in bench.figures:
        verdict = "" if figure.ok is None else "ok" if figure.ok else "SHORT"
        print(f"{verdict:<6}{figure.what:<58} {figure.target:<20} {figure.measured}")
    for difference in bench.differences[:50]:
        print(f"DIFFERS: {difference}")
    if len(bench.differences) > 50:
        print(f"… and {len(bench.differences) - 50} more differences")


if __name__ == "__main__":
    sys.exit(main())
