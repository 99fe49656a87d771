"""`wirewatch backtest`: what a watch would have alerted to, a day at a time, and which of its clauses does it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

import click
from rich.text import Text

from monitor import app
from monitor.cli.common import DONE, Invocation, Span, common_options, moment
from monitor.cli.found import compiled, found, names, reach
from monitor.config import Loaded
from monitor.core.article import Article
from monitor.core.query import Match, WatchSpec
from monitor.core.query.parts import Breakdown, ClauseCount, shortened
from monitor.core.query.snippet import CLOSING, OPENING
from monitor.store import ledger, open_store
from monitor.store import stories as archived
from monitor.store.tables import ArticleRow

_BAR = 40
_MOST_READ = 10_000  # articles that are matched again to count what a clause keeps out
_CLAUSES = 25  # lines of the table; --json has all


@dataclass(frozen=True, slots=True)
class _Fired:
    id: int
    title: str | None
    url: str | None
    seen: float
    snippet: str

    def document(self) -> dict[str, Any]:
        return {"title": self.title, "url": self.url, "seen": moment(self.seen), "snippet": self.snippet}


@dataclass(frozen=True, slots=True)
class _Gone:
    fired: _Fired
    failed: str | None
    reason: str | None

    def document(self) -> dict[str, Any]:
        return {**self.fired.document(), "failed": self.failed, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class _Archive:
    """What there was to look at: how many articles since ``start``, and when the archive's first was seen."""

    start: float
    articles: int
    first: float | None
    baseline: set[int]

    def document(self) -> dict[str, Any]:
        return {"articles": self.articles, "since": moment(self.first)}

    def __str__(self) -> str:
        if self.first is None:
            return "The archive is empty: it fills as the daemon runs."
        if self.first > self.start:
            return f"The archive holds {_count(self.articles, 'article')} since {_day(self.first)}, when it begins."
        return f"Of {_count(self.articles, 'article')} since {_day(self.start)}; the archive begins {_day(self.first)}."


@click.command()
@click.argument("watch")
@click.option("--since", type=Span(), default="30d", show_default=True)
@click.option("--query", help="Compare with this query: +new / −gone.")
@click.option("--limit", type=click.IntRange(min=0), default=5, show_default=True, help="Articles shown of a kind.")
@common_options
def backtest(run: Invocation, watch: str, since: float, query: str | None, limit: int) -> int:
    """Show what a watch would have alerted to, by which clauses.

    Days are UTC. A story alerts once, an article where the watch says `group: article`; what came with a feed's first
    poll (░) alerts for nothing.

    With --json: watch, archive {articles, since}, fired (articles), baseline (how many of them came with a feed's first
    poll), alerts (how many it would have sent), stories (how many the others belong to), days {day: fired},
    articles [{title, url, seen, snippet}] and clauses [{clause, articles, hits, alone, keeps_out, words}]: a clause of
    the query as written, on how many of the fired articles it gave hits and how many, how many articles fired by it
    alone, how many more would fire without it, and its commonest words with the number of articles. Both are null where
    leaving it out leaves no query, keeps_out also where more than 10,000 articles would have to be read. With --query:
    watch, archive, before, after, new [{title, url, seen, snippet}] and gone, which have also the clause that failed
    and the reason.
    """
    loaded, start = run.load(), app.now() - since
    configured = next((w for w in loaded.config.watches if w.name == watch), None)
    if configured is None:
        known = ", ".join(w.name for w in loaded.config.watches) or "none"
        raise click.UsageError(f"there is no watch {watch!r}; there are: {known}")
    spec = WatchSpec(watch, configured.query, configured.feeds, configured.languages)
    with closing(open_store(loaded.config.settings.database)) as store:
        count, first, _ = store.read(lambda s: ledger.archive_reach(s, since=start))
        archive = _Archive(start, count, first, store.read(lambda s: ledger.baseline_ids(s, since=start)))
    if query is None:
        return _show_watch(run, loaded, spec, archive, limit, grouped=configured.group == "story")
    other = WatchSpec(f"{watch} changed", query, spec.feeds, spec.languages)
    return _show_change(run, loaded, spec, other, archive, limit)


def _show_watch(
    run: Invocation, loaded: Loaded, spec: WatchSpec, archive: _Archive, limit: int, *, grouped: bool
) -> int:
    breakdown, texts = Breakdown(spec), []
    wide = reach(loaded, breakdown.watches, archive.start)
    if wide > _MOST_READ:
        breakdown = Breakdown(spec, outside=False)
    for row, article, matches in _asked(run, loaded, breakdown.watches, archive.start):
        match = breakdown.add(matches)
        if match:
            texts.append((_of(row, article, match), article))
    inside = compiled(loaded, *breakdown.inside)
    for article, came in _with_feeds(loaded, texts):
        breakdown.add_fired(inside.match(article, came))
    fired = [one for one, _ in texts]
    days = Counter(_day(one.seen) for one in fired)
    span = list(_days(max(archive.start, archive.first), app.now())) if archive.first else []
    old = [one for one in fired if one.id in archive.baseline]
    news = [one.id for one in fired if one.id not in archive.baseline]
    stories = _stories(loaded, news)
    alerts = stories if grouped else len(news)
    if run.json:
        run.emit(
            {
                "watch": spec.name,
                "archive": archive.document(),
                "fired": len(fired),
                "baseline": len(old),
                "alerts": alerts,
                "stories": stories,
                "days": {day: days[day] for day in span},
                "articles": [one.document() for one in fired],
                "clauses": [_clause(one) for one in breakdown.clauses],
            }
        )
        return DONE
    out = run.console
    out.print(str(archive))
    before, most = Counter(_day(one.seen) for one in old), max(days.values(), default=1)
    for day in span:
        bar = round(_BAR * days[day] / most) or bool(days[day])
        light = round(bar * before[day] / days[day]) if days[day] else 0
        out.print(f"{day}  {'░' * light}{'█' * (bar - light)} {days[day] or '·'}")
    baseline = f"; ░ {len(old)} more came with a feed's first poll, which alerts for nothing" if old else ""
    told = f"{_count(len(news), 'article')} in {stories:,} {'story' if stories == 1 else 'stories'}"
    out.print(
        f"{spec.name} would have alerted {_count(alerts, 'time')}, to {told}{baseline}.", style="bold", markup=False
    )
    if fired:
        _print_clauses(run, breakdown.clauses, asked=wide <= _MOST_READ)
    newest = sorted(fired, key=lambda one: (one.seen, one.id), reverse=True)[:limit]
    if newest:
        out.print("\nThe newest:" if len(newest) < len(fired) else "")
    for one in newest:
        _print_fired(run, " ", one)
    return DONE


def _show_change(
    run: Invocation, loaded: Loaded, spec: WatchSpec, other: WatchSpec, archive: _Archive, limit: int
) -> int:
    before, after, lost = 0, 0, []
    new: list[_Fired] = []
    for row, article, matches in _asked(run, loaded, (spec, other), archive.start):
        fired = {match.watch: match for match in matches}
        before, after = before + (spec.name in fired), after + (other.name in fired)
        if spec.name not in fired:
            new.append(_of(row, article, fired[other.name]))
        elif other.name not in fired:
            lost.append((_of(row, article, fired[spec.name]), article))
    gone = _explained(loaded, other, lost)
    if run.json:
        run.emit(
            {
                "watch": spec.name,
                "archive": archive.document(),
                "before": before,
                "after": after,
                "new": [one.document() for one in new],
                "gone": [one.document() for one in gone],
            }
        )
        return DONE
    out = run.console
    out.print(str(archive))
    for one in new[::-1][:limit]:
        _print_fired(run, "+", one)
    _print_rest(run, len(new) - limit, "new")
    for lost_one in gone[::-1][:limit]:
        out.print(Text.assemble("− ", _titled(lost_one.fired)))
        out.print(
            Text.assemble(
                "    ", (shortened(lost_one.failed or ""), "cyan"), f": {shortened(lost_one.reason or '', 200)}"
            )
        )
    _print_rest(run, len(gone) - limit, "gone")
    out.print(f"{before} before, {after} after: +{len(new)} / −{len(gone)}", style="bold")
    return DONE


def _stories(loaded: Loaded, article_ids: Sequence[int]) -> int:
    """How many stories some articles belong to; one that was stored before stories were counts for itself."""
    with closing(open_store(loaded.config.settings.database)) as store:
        found = store.read(lambda s: archived.of_articles(s, article_ids))
    return len(set(found.values())) + len(article_ids) - len(found)


def _asked(
    run: Invocation, loaded: Loaded, watches: Sequence[WatchSpec], start: float
) -> Iterator[tuple[ArticleRow, Article, list[Match]]]:
    """Go through the articles on which one of the watches fires, oldest first, with all that fired."""
    every = found(run, loaded, watches, start, newest_first=False)
    for _, group in groupby(every, key=lambda one: one[0].id):
        together = list(group)
        yield together[0][0], together[0][1], [match for _, _, match in together]


def _explained(loaded: Loaded, other: WatchSpec, lost: Sequence[tuple[_Fired, Article]]) -> list[_Gone]:
    """Say of each article that is gone which clause of the other query failed."""
    matcher, gone = compiled(loaded, other), []
    for (fired, _), (article, came) in zip(lost, _with_feeds(loaded, lost), strict=True):
        (verdict,) = matcher.explain(article, came)
        gone.append(_Gone(fired, verdict.failed, verdict.reason))
    return gone


def _with_feeds(loaded: Loaded, texts: Sequence[tuple[_Fired, Article]]) -> Iterator[tuple[Article, set[str]]]:
    with closing(open_store(loaded.config.settings.database)) as store:
        feeds = store.read(lambda s: ledger.feeds_of(s, [fired.id for fired, _ in texts]))
    for fired, article in texts:
        yield article, names(loaded, feeds.get(fired.id, []))


def _print_clauses(run: Invocation, clauses: Sequence[ClauseCount], *, asked: bool) -> None:
    """Print the clauses that did something, as deep as fits, and name the others."""
    at_work = [one for one in clauses if one.hits or one.alone or one.keeps_out]
    depths = range(max((one.depth for one in at_work), default=0), 0, -1)
    deepest = next((d for d in depths if sum(one.depth <= d for one in at_work) <= _CLAUSES), 0)
    shown = [one for one in at_work if one.depth <= deepest]
    idle = [shortened(one.clause, 40) for one in clauses if one not in at_work and one.depth <= deepest]
    run.console.print()
    run.table(
        ("clause", "articles", "hits", "by it alone", "keeps out", "mostly"),
        (
            (
                "  " * one.depth + shortened(one.clause, 50),
                *(f"{number:,}" if number else "" for number in (one.articles, one.hits, one.alone, one.keeps_out)),
                ", ".join(f"{word} {number}" for word, number in one.words.most_common(3)),
            )
            for one in shown
        ),
        whole=5,
    )
    if len(shown) < len(at_work):
        run.console.print(f"… and {_count(len(at_work) - len(shown), 'clause')} within these; --json has all")
    if not asked:
        run.console.print(
            "`keeps out` was not counted: too much of the archive to read; a shorter --since can.", style="dim"
        )
    if idle:
        more = f" and {len(idle) - 8} more" if len(idle) > 8 else ""
        run.console.print(f"Did nothing: {', '.join(idle[:8])}{more}", style="dim", markup=False)


def _print_fired(run: Invocation, sign: str, one: _Fired) -> None:
    run.console.print(Text.assemble(f"{sign} ", _titled(one)))
    shown = Text("    ")
    for number, piece in enumerate(one.snippet.replace(CLOSING, OPENING).split(OPENING)):
        shown.append(piece if number % 2 == 0 else f"⟦{piece}⟧", "" if number % 2 == 0 else "magenta")
    run.console.print(shown)


def _print_rest(run: Invocation, number: int, what: str) -> None:
    if number > 0:
        run.console.print(f"  … and {number:,} more {what}; --limit shows more")


def _titled(one: _Fired) -> Text:
    return Text.assemble((f"{moment(one.seen)}  ", "dim"), (one.title or one.url or "(untitled)", "bold"))


def _of(row: ArticleRow, article: Article, match: Match) -> _Fired:
    return _Fired(row.id or 0, article.title, article.url, row.seen_at, match.snippet)


def _clause(one: ClauseCount) -> dict[str, Any]:
    return {
        "clause": one.clause,
        "articles": one.articles,
        "hits": one.hits,
        "alone": one.alone,
        "keeps_out": one.keeps_out,
        "words": dict(one.words.most_common(5)),
    }


def _days(start: float, end: float) -> Iterable[str]:
    day, last = date.fromisoformat(_day(start)), date.fromisoformat(_day(end))
    while day <= last:
        yield day.isoformat()
        day += timedelta(days=1)


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
