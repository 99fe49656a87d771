"""Measures the archive: what its index costs, and how long `search` and `backtest` take over it.

Writes articles of about 300 words (Zipf's law; English, Ukrainian, Russian, Korean, Chinese) into a temporary
SQLite database. A term is rare (one article in 5,000) or frequent (about every other one in English). The commands
are timed as processes of their own, from their start to their end.

    python benchmarks/archive.py                     # 100,000 articles, some two minutes
    python benchmarks/archive.py --articles 5000
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

from sqlalchemy import insert, text
from sqlmodel import Session, select

from monitor.core.article import Article
from monitor.core.query import WatchSpec, compile_watches
from monitor.core.query.narrow import Narrowing, index_words, narrowing
from monitor.store import Store, articles, feeds, index, open_store
from monitor.store.tables import ArticleRow

RARE, FREQUENT = "Zelbrovar", "harbour"
EVERY = 5_000  # one article in so many has the rare term
CONFIG = """settings: {{database: "sqlite:///{database}"}}
feeds: [{{name: wire, url: "https://wire.example/rss"}}]
watches:
  - {{name: rare, query: {rare}}}
  - {{name: frequent, query: {frequent}}}
"""
# Beginnings, middles and ends of syllables; - is none.
SOUNDS = {
    "en": ("b c d f g h k l m n p r s t v w st tr ch", "a e i o u ea ou ai", "- n r l s t nd"),
    "uk": ("б в г д з к л м н п р с т х ш щ", "а е и і о у я ї є", "- н р ть в к"),
    "ru": ("б в г д ж з к л м н п р с т ч ш", "а е и о у ы я э", "- н р ть в к"),
}
SHARES = {"en": 40, "uk": 25, "ru": 25, "ko": 5, "zh": 5}


class Writer:
    """Writes articles; the same seed writes the same ones."""

    def __init__(self, seed: int, vocabulary: int = 40_000) -> None:
        self._random = random.Random(seed)
        self._words = {language: self._vocabulary(language, vocabulary) for language in SHARES}
        self._words["en"][5] = FREQUENT
        self._weights = list(accumulate(1 / (rank + 2) ** 1.1 for rank in range(vocabulary)))
        self._written = 0

    def article(self) -> Article:
        """Write the next article."""
        number, dice = self._written, self._random
        self._written += 1
        (language,) = dice.choices(list(SHARES), list(SHARES.values()))
        if number % EVERY == EVERY // 2:
            language = "en"
        title, *paragraphs = [self._sentences(language, count) for count in (1, 3, 6, 6, 5)]
        if number % EVERY == EVERY // 2:
            paragraphs[2] += f" It was the {RARE} that mattered."
        return Article(
            source="wire", url=f"https://wire.example/{number}", title=title, language=language, lead=paragraphs[0],
            text="\n\n".join(paragraphs),
        )  # fmt: skip

    def _sentences(self, language: str, count: int) -> str:
        found = []
        for _ in range(count):
            words = self._random.choices(
                self._words[language], cum_weights=self._weights, k=self._random.randint(9, 21)
            )
            found.append(
                ("" if language == "zh" else " ").join(words).capitalize() + ("。" if language == "zh" else ".")
            )
        return " ".join(found)

    def _vocabulary(self, language: str, count: int) -> list[str]:
        dice, found = self._random, dict[str, None]()
        while len(found) < count:
            length = dice.choice((1, 2, 2, 3, 3, 4))
            if language in SOUNDS:
                sounds = [sound.split() for sound in SOUNDS[language]]
                word = "".join(dice.choice(sound) for _ in range(length) for sound in sounds)
                found[word.replace("-", "")] = None
            else:
                first, last = (0xAC00, 0xD7A3) if language == "ko" else (0x4E00, 0x5FFF)
                found["".join(chr(dice.randint(first, last)) for _ in range(length))] = None
        return list(found)


def main() -> None:
    """Build an archive, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=100_000, metavar="N")
    parser.add_argument(
        "--subset", type=int, default=2_000, metavar="N", help="articles that are matched without index"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.articles, options.subset)


def measure(folder: Path, count: int, subset: int) -> None:
    """Print a line per figure."""
    database, config = folder / "archive.db", folder / "wirewatch.yaml"
    config.write_text(CONFIG.format(database=database, rare=RARE, frequent=FREQUENT))
    sampler = Writer(8)
    store, writer, began = open_store(f"sqlite:///{database}"), Writer(7), time.perf_counter()
    sample = [sampler.article() for _ in range(500)]
    line(
        "words of an article",
        f"{sum(len((a.title or '').split()) + len(a.text.split()) for a in sample) / len(sample):.0f}",
    )
    line("distinct words of the index", f"{sum(len(index_words(a)) for a in sample) / len(sample):.0f}")
    making, indexing = build(store, writer, count)
    line("index_words", f"{making / count * 1e6:.0f} µs an article, of the processor")
    line("index_words and the row", f"{indexing / count * 1e6:.0f} µs an article, of the processor")
    blocks = text("SELECT sum(length(block)) FROM article_words_data")
    size = int(store.read(lambda s: s.execute(blocks).scalar_one()))
    whole = database.stat().st_size
    line("index on disk", f"{size / count:.0f} bytes an article, of {whole / count:.0f} with all")
    line(f"built {count:,} articles in", f"{time.perf_counter() - began:.0f} s")
    for arguments in (
        ("search", RARE, "--since", "365d"),
        ("backtest", "rare", "--since", "365d"),
        ("search", FREQUENT, "--since", "365d"),
        ("backtest", "frequent", "--since", "365d"),
    ):
        command = [sys.executable, "-m", "monitor", "-c", str(config), *arguments, "--json"]
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.PIPE)
        line("wirewatch " + " ".join(arguments[:2]), f"{time.perf_counter() - started:.2f} s")
    for query in (RARE, FREQUENT):
        hits, plain = timed(lambda query=query: matched(store, query, None, count, subset))
        same, narrowed = timed(lambda query=query: matched(store, query, narrowing([query], {}), count, subset))
        assert hits == same, (hits, same)
        line(
            f"{query} in {subset:,} articles", f"{plain:.2f} s without the index, {narrowed:.3f} s with it, {hits} hits"
        )
    store.close()


def build(store: Store, writer: Writer, count: int) -> tuple[float, float]:
    """Write ``count`` articles -> processor's seconds of ``index_words`` alone, and of indexing altogether."""
    making = indexing = 0.0
    now = time.time()
    store.write(lambda s: feeds.sync(s, [("wire", "https://wire.example/rss")], now, interval=600))
    for start in range(0, count, 500):
        batch = [(number + 1, writer.article()) for number in range(start, min(count, start + 500))]
        begun = time.process_time()
        for _, article in batch:
            index_words(article)
        making += time.process_time() - begun
        rows = [
            {
                "id": number, "key": f"wire.example/{number}", "url": article.url, "title": article.title,
                "language": article.language, "seen_at": now - 86_400 * 300 * (1 - number / count), "read_at": now,
                "origin": "page", "version": 1, "document": article.model_dump(mode="json"),
            }
            for number, article in batch
        ]  # fmt: skip

        def write(
            session: Session, rows: list[dict[str, object]] = rows, batch: list[tuple[int, Article]] = batch
        ) -> float:
            session.execute(insert(ArticleRow), rows)
            begun = time.process_time()
            for number, article in batch:
                index.replace(session.connection(), number, article, None)
            return time.process_time() - begun

        indexing += store.write(write)
    return making, indexing


def matched(store: Store, query: str, narrowed: Narrowing | None, count: int, subset: int) -> int:
    """Count the hits among the newest articles."""
    matcher = compile_watches([WatchSpec("w", query)], {})
    newest = select(ArticleRow.seen_at).where(ArticleRow.id == max(1, count - subset + 1))
    since = store.read(lambda s: s.exec(newest).one())
    ids = store.read(lambda s: articles.candidates(s, since=since, narrowing=narrowed, newest_first=True))
    return sum(bool(matcher.match(article)) for article in _read(store, ids))


def _read(store: Store, ids: list[int]) -> Iterator[Article]:
    for start in range(0, len(ids), 100):
        for row, _ in store.read(lambda s, start=start: articles.with_feeds(s, ids[start : start + 100])):
            yield Article.model_validate(row.document)


def timed(work: Callable[[], int]) -> tuple[int, float]:
    """Do the work -> its result, and the seconds that it took."""
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


def line(name: str, figure: str) -> None:
    """Print one figure."""
    print(f"{name:<42}{figure}", flush=True)


if __name__ == "__main__":
    main()
