"""Measures how well and how fast articles are joined into stories.

The stories in ``benchmarks/stories`` were written by hand. Half of them (by the hash of their name) were there for
tuning, the other half is held out. B-cubed precision and recall say how pure and how whole the joined stories are;
near copies: what was joined as the copy of what. Beside them three usual ways, each at its best threshold. Articles
that a generator makes only load the window.

    python benchmarks/stories.py                     # all, some minutes
    python benchmarks/stories.py --window 0 --day 0  # only how well
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b, sha256
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import yaml
from newsgen import news
from sqlalchemy import insert
from sqlmodel import Session
from storyheard import day

from monitor.config.settings import Config
from monitor.config.shipped import shipped_concepts, shipped_towns
from monitor.core.article import Article, ReadHints
from monitor.core.article.read import read_text
from monitor.core.query import ConceptSpec
from monitor.core.story.join import Window
from monitor.core.story.model import OPEN_FOR, Report, Traits
from monitor.core.story.traits import Marker
from monitor.joining import Joining
from monitor.store import open_store
from monitor.store.tables import ArticleRow, ReportRow

CORPUS = Path(__file__).parent / "stories"
DAY = 86_400.0
Clusters = Mapping[int, Hashable]


@dataclass(frozen=True)
class Item:
    """An article of the corpus: ``copied`` is the article at the end of its chain of copies, ``origin`` as labelled."""

    number: int
    story: str
    copied: str
    kind: str
    rewrite: str | None
    origin: str
    at: float
    article: Article
    traits: Traits


def shipped_marker() -> Marker:
    """Make the marker of the shipped concepts."""
    return Marker(
        {name: ConceptSpec(tuple(c.any), tuple(c.except_)) for name, c in shipped_concepts().items()}, shipped_towns()
    )


def read_corpus(folder: Path, marker: Marker) -> list[Item]:
    """Read the stories, in order of publication."""
    items: list[Item] = []
    for file in sorted(folder.glob("*.yaml")):
        for story in yaml.load(file.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            of = {entry["id"]: entry.get("of") for entry in story["articles"]}
            for entry in story["articles"]:
                root = entry["id"]
                while of[root]:
                    root = of[root]
                published = entry["published"]
                if not isinstance(published, datetime):
                    published = datetime.fromisoformat(published)
                url = f"https://{entry['site']}/{story['story']}-{entry['id']}"
                hints = ReadHints(feed_published=published, language=entry["language"])
                article = read_text(f"{entry['title']}\n\n{entry['text']}", source=url, url=url, hints=hints)
                if entry.get("agency") and not article.agency:
                    article = article.model_copy(update={"agency": entry["agency"]})
                items.append(
                    Item(
                        0,
                        story["story"],
                        f"{story['story']}-{root}",
                        entry["kind"],
                        entry["rewrite"],
                        entry["origin"],
                        published.timestamp(),
                        article,
                        marker.traits(article),
                    )
                )
    items.sort(key=lambda item: (item.at, item.story, item.copied))
    return [replace(item, number=number) for number, item in enumerate(items)]


def held_out(story: str) -> bool:
    """Whether a story was kept from tuning."""
    return sha256(story.encode()).digest()[0] % 2 == 1


def joined(items: Iterable[Item]) -> tuple[dict[int, int], dict[int, int], dict[int, str], dict[int, str]]:
    """Join articles in their order -> of each the story, the report that it copies in the end, its kind, its origin."""
    window = Window()
    stories: dict[int, int] = {}
    roots: dict[int, int] = {}
    kinds: dict[int, str] = {}
    origins: dict[int, str] = {}
    for item in items:
        placed = window.place(item.traits, item.at)
        stories[item.number] = item.number if placed.story is None else placed.story
        roots[item.number] = item.number if placed.of is None else roots[placed.of]
        kinds[item.number], origins[item.number] = placed.kind, placed.origin
        window.add(Report(item.number, stories[item.number], item.at, item.traits, placed.origin))
    return stories, roots, kinds, origins


def b_cubed(told: Clusters, true: Clusters, among: Iterable[int]) -> tuple[float, float]:
    """Give the B-cubed precision of all that was clustered, and the recall of ``among``."""
    told_members, true_members = _members(told), _members(true)
    precision = [len(told_members[told[one]] & true_members[true[one]]) / len(told_members[told[one]]) for one in told]
    recall = [len(told_members[told[one]] & true_members[true[one]]) / len(true_members[true[one]]) for one in among]
    return sum(precision) / max(1, len(precision)), sum(recall) / max(1, len(recall))


def _members(clusters: Clusters) -> dict[Hashable, set[int]]:
    members: dict[Hashable, set[int]] = defaultdict(set)
    for one, cluster in clusters.items():
        members[cluster].add(one)
    return members


def copies(items: Sequence[Item]) -> tuple[dict[int, str], list[int]]:
    """Give what each article is a copy of, and the articles that have copies or are some."""
    true = {item.number: item.copied for item in items}
    members = _members(true)
    return true, [number for number, root in true.items() if len(members[root]) > 1]


# The usual ways, as small as they go: each joins to the article that is most alike if it is alike enough.


def title_words(item: Item) -> frozenset[str]:
    """Give the words of the title."""
    return frozenset(re.findall(r"\w+", (item.article.title or "").lower()))


def _shingles(item: Item) -> list[int]:
    words = re.findall(r"\w+", f"{item.article.title}\n{item.article.text}".lower())
    shingles = {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}
    return [int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest()) for shingle in sorted(shingles)]


def simhash(item: Item) -> int:
    """Give the simhash of the text's word triples."""
    votes = [0] * 64
    for number in _shingles(item):
        for bit in range(64):
            votes[bit] += 1 if number >> bit & 1 else -1
    return sum(1 << bit for bit in range(64) if votes[bit] > 0)


def minhash(item: Item) -> tuple[int, ...]:
    """Give the MinHash, of 64 permutations, of the text's word triples."""
    prime = (1 << 61) - 1
    dice = random.Random(64)
    numbers = _shingles(item)
    lines = [(dice.randrange(1, prime), dice.randrange(prime)) for _ in range(64)]
    return tuple(min((a * number + b) % prime for number in numbers) for a, b in lines)


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


BASELINES: dict[str, tuple[Callable[[Item], object], Callable[..., float]]] = {
    "title Jaccard": (title_words, _jaccard),
    "simhash": (simhash, lambda one, other: 1 - (one ^ other).bit_count() / 64),
    "MinHash": (minhash, lambda one, other: sum(a == b for a, b in zip(one, other, strict=True)) / 64),
}


def baseline(items: Sequence[Item], name: str, threshold: float, pairs: Mapping[tuple[int, int], float]) -> Clusters:
    """Join to the most alike of the last 36 hours if it reaches the threshold."""
    told: dict[int, Hashable] = {}
    for place, item in enumerate(items):
        open_ones = [other for other in items[:place] if item.at - other.at <= OPEN_FOR]
        best = max(open_ones, key=lambda other: pairs[other.number, item.number], default=None)
        alike = best is not None and pairs[best.number, item.number] >= threshold
        told[item.number] = told[best.number] if best is not None and alike else item.number
    return told


def best_baseline(items: Sequence[Item], name: str, true: Clusters, among: Sequence[int]) -> tuple[float, float, float]:
    """Give the threshold of the best F1, its precision and recall."""
    shape, likeness = BASELINES[name]
    shapes = [shape(item) for item in items]
    pairs = {
        (one.number, other.number): likeness(shapes[first], shapes[first + 1 + second])
        for first, one in enumerate(items)
        for second, other in enumerate(items[first + 1 :])
        if other.at - one.at <= OPEN_FOR
    }
    found = []
    for step in range(1, 20):
        precision, recall = b_cubed(baseline(items, name, step / 20, pairs), true, among)
        found.append((2 * precision * recall / max(1e-9, precision + recall), step / 20, precision, recall))
    _, threshold, precision, recall = max(found)
    return threshold, precision, recall


def quality(items: Sequence[Item], name: str, ways: Iterable[str] = tuple(BASELINES)) -> list[dict[str, object]]:
    """Measure one half of the corpus."""
    rows: list[dict[str, object]] = []

    def row(what: str, way: str, precision: float, recall: float) -> None:
        rows.append({"half": name, "what": what, "way": way, "precision": precision, "recall": recall})

    near = [item for item in items if item.rewrite != "paraphrase"]  # retold without a run of its words: no near copy
    true_copies, among_copies = copies(near)
    true = {item.number: item.story for item in items}
    plain = [item for item in items if item.kind != "copy"]
    true_plain = {item.number: item.story for item in plain}
    stories, roots, kinds, accounts = joined(items)
    row("near copies", "Wirewatch", *b_cubed(joined(near)[1], true_copies, among_copies))
    row("copies and retold", "Wirewatch", *b_cubed(roots, *copies(items)))
    row("all", "Wirewatch", *b_cubed(stories, true, true))
    row("other words", "Wirewatch", *b_cubed(joined(plain)[0], true_plain, true_plain))
    for way in ways:
        for what, some, truth, among in (
            ("near copies", near, true_copies, among_copies),
            ("all", items, true, list(true)),
            ("other words", plain, true_plain, list(true_plain)),
        ):
            threshold, precision, recall = best_baseline(some, way, truth, among)
            row(what, f"{way} {threshold:.2f}", precision, recall)
    right = [kinds[item.number] == item.kind for item in items if kinds[item.number] != "first"]
    row("one origin", "Wirewatch", *one_origin(items, stories, accounts))
    rows.append({"half": name, "what": "kinds", "way": "Wirewatch", "right": sum(right) / max(1, len(right))})
    return rows


def one_origin(items: Sequence[Item], stories: Mapping[int, int], accounts: Mapping[int, str]) -> tuple[float, float]:
    """Give precision and recall of what is called one origin, among pairs of one story that were joined."""
    both = told = true = 0
    for place, one in enumerate(items):
        for other in items[place + 1 :]:
            if one.story == other.story and stories[one.number] == stories[other.number]:
                same, said = one.origin == other.origin, accounts[one.number] == accounts[other.number]
                both, told, true = both + (same and said), told + said, true + same
    return both / max(1, told), both / max(1, true)


def order(items: Sequence[Item], rounds: int) -> tuple[float, float]:
    """Give the share of articles that another order of arrival, within three hours, puts into another story.

    Stories of two orders are the same where most of their articles are. Second: the share that is in a story of which
    anything changed.
    """
    first = _members(joined(items)[0])
    moved = touched = 0.0
    for seed in range(rounds):
        dice = random.Random(seed)
        told = joined(sorted(items, key=lambda item: item.at + dice.uniform(0, 3 * 3600)))[0]
        members = _members(told)
        pairs = sorted(
            ((len(here & there), min(here)), one, other)
            for one, here in first.items()
            for other, there in ((other, members[other]) for other in {told[number] for number in here})
        )
        taken: set[Hashable] = set()
        kept = 0
        for (common, _), one, other in reversed(pairs):
            if ("first", one) not in taken and ("then", other) not in taken:
                taken |= {("first", one), ("then", other)}
                kept += common
        moved += 1 - kept / len(told)
        mine = {number: group for group in first.values() for number in group}
        touched += sum(members[told[number]] != mine[number] for number in told) / len(told)
    return moved / rounds, touched / rounds


def load(count: int, asked: int) -> dict[str, object]:
    """Fill a window with generated articles over three days, then tell of and place more; in a process of its own.

    What counts is what joining costs an article that was read: its traits, with the sketch, and its place.
    """
    marker = shipped_marker()
    documents = [
        Article(
            source="load",
            url=f"https://wire-{number % 300}.example/{number}",
            title=row["title"],
            lead=row["lead"],
            text=f"{row['lead']}\n\n{row['body']}",
            language=row.get("language"),
        )
        for number, row in enumerate(news(asked * 2, seed=7))
    ]
    stock = [marker.traits(article) for article in documents[:asked]]
    before = _resident()
    window = Window()
    for report in _reports(stock, count, 0.0):
        window.add(report)
    memory = _resident() - before
    begun = time.process_time()
    found = [marker.traits(article) for article in documents[asked:]]
    marking = time.process_time() - begun
    begun = time.process_time()
    for traits in found:
        window.place(traits, 3 * DAY)
    placing = time.process_time() - begun
    begun = time.process_time()
    window.forget(3 * DAY * 1000 / count)
    forgetting = time.process_time() - begun
    return {
        "window": count, "MB": memory / 2**20, "forget 1000 ms": 1000 * forgetting,
        "traits ms": 1000 * marking / len(found), "place ms": 1000 * placing / len(found),
        "articles a second": len(found) / (marking + placing),
    }  # fmt: skip


def start(count: int, asked: int) -> dict[str, object]:
    """Start with so many reports in the database, then join the first article; in a process of its own.

    Nobody else can write while an article is joined; reading the reports before holds up nobody. Once more for a
    daemon that hears of so many reports only then.
    """
    marker = shipped_marker()
    documents = [Article(source="load", title=row["title"], text=row["body"]) for row in news(asked, seed=7)]
    stock = [marker.traits(article) for article in documents]
    now = time.time()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/load.db")
        reports = _reports(stock, count, now - 3 * DAY)
        while rows := [_row(report) for report in islice(reports, 1000)]:
            store.write(lambda session, rows=rows: session.execute(insert(ReportRow), rows))
        joining, late = Joining(Config()), Joining(Config())
        traits = joining.traits(documents[0])

        def join(session: Session, joining: Joining, key: str) -> None:
            row = ArticleRow(key=key, seen_at=now, read_at=now)
            session.add(row)
            session.flush()
            joining.join(session, row, documents[0], traits, feed="load", now=now)

        before, begun = _resident(), time.process_time()
        joining.recent.recall(store, now)
        reading, memory = time.process_time() - begun, _resident() - before
        begun = time.process_time()
        store.write(lambda session: join(session, joining, "x"))
        inside = time.process_time() - begun
        begun = time.process_time()
        store.write(lambda session: join(session, late, "y"))
        without = time.process_time() - begun
        store.close()
    return {
        "reports": count, "read before s": reading, "MB": memory / 2**20,
        "first join s": inside, "unread first join s": without,
    }  # fmt: skip


def _reports(stock: Sequence[Traits], count: int, first: float) -> Iterator[Report]:
    """Make reports over three days: of the stock, then of its words in others."""
    dice = random.Random(3)
    for number in range(count):
        traits = stock[number % len(stock)]
        if number >= len(stock):  # every hash is moved, so that none is a copy of another
            traits = replace(
                traits,
                sketch=tuple(sorted((one * (2 * number + 1)) & 0xFFFFFFFFFFFFFF for one in traits.sketch)),
                marks=frozenset(dice.sample(sorted(traits.marks), max(1, len(traits.marks) * 2 // 3)))
                | {f"n:{dice.randrange(5000)}"},
            )
        yield Report(number + 1, number + 1, first + number * 3 * DAY / count, traits, traits.origin)


def _row(report: Report) -> dict[str, object]:
    return {
        "id": report.id, "story_id": report.story, "at": report.at, "seen_at": report.at, "kind": "first",
        "origin": report.origin, "source": "load", "title": "", "traits": report.traits.to_plain(),
    }  # fmt: skip


def _resident() -> int:
    """Give the bytes of this process in memory."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, default=CORPUS, metavar="FOLDER")
    parser.add_argument("--window", type=int, default=100_000, metavar="N", help="reports while speed is measured")
    parser.add_argument("--asked", type=int, default=2_000, metavar="N", help="articles that are placed then")
    parser.add_argument("--day", type=int, default=3_000, metavar="N", help="articles of the day that is heard")
    parser.add_argument("--days", type=int, default=3, metavar="N", help="such days")
    parser.add_argument("--rounds", type=int, default=10, metavar="N", help="orders of arrival")
    parser.add_argument("--baselines", action=argparse.BooleanOptionalAction, default=True, help="the usual ways too")
    parser.add_argument("--json", action="store_true", help="a JSON line a figure")
    options = parser.parse_args()
    marker = shipped_marker()
    items = read_corpus(options.corpus, marker)

    def say(row: Mapping[str, object]) -> None:
        print(json.dumps(row, ensure_ascii=False) if options.json else _line(row), flush=True)

    for name, half in (
        ("tuned", [item for item in items if not held_out(item.story)]),
        ("held out", [item for item in items if held_out(item.story)]),
        ("both", items),
    ):
        for row in quality(half, name, BASELINES if options.baselines else ()):
            say(row)
    if options.rounds:
        moved, touched = order(items, options.rounds)
        say({"what": "order", "moved": moved, "in a story that changed": touched})
    if options.window:
        for what in (load, start):
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                say({"what": what.__name__, **pool.submit(what, options.window, options.asked).result()})
    for seed in range(1, 1 + options.days if options.day else 1):
        say({"what": "day", "seed": seed, **day(options.day, seed, options.corpus).figures()})


def _line(row: Mapping[str, object]) -> str:
    return "  ".join(_shown(key, value) for key, value in row.items())


def _shown(key: str, value: object) -> str:
    if isinstance(value, str):
        return value
    return f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}"


if __name__ == "__main__":
    main()
