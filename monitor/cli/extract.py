"""``wirewatch extract``: documents to Articles, one each, from files, addresses or standard input.

Files are trusted and read in this process; a body from the network goes through the sandbox.
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import click
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from monitor.cli.common import FAILED, Invocation, common_options
from monitor.config import Config
from monitor.config.functions import with_functions
from monitor.core.article import Article, ReadHints, Unreadable
from monitor.core.article.decode import decode
from monitor.core.article.read import Reading, examine_page, examine_text
from monitor.core.article.walls import looks_like_html, other_format
from monitor.errors import ConfigError

_WIDEST = 100


@dataclass(frozen=True)
class _Source:
    """A document to read: what the user named it, and the address that it is known by."""

    name: str
    url: str | None = None

    @property
    def remote(self) -> bool:
        return self.name.startswith(("http://", "https://"))


@dataclass(frozen=True)
class _Failed:
    """A source that gave no article, and why."""

    reason: str


@click.command()
@click.argument("sources", nargs=-1, metavar="SOURCE…")
@click.option(
    "--list",
    "listing",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='A JSON line {"source", "url"} for each document.',
)
@click.option("--explain", is_flag=True, help="Say which rule gave each field.")
@common_options
def extract(run: Invocation, sources: tuple[str, ...], listing: Path | None, explain: bool) -> None:
    """Read documents: files, addresses, or - for standard input. One Article each."""
    if not sources and listing is None:
        raise click.UsageError("name a file, an address or -, or give --list FILE")
    wanted = [_Source(name, name if name.startswith(("http://", "https://")) else None) for name in sources]
    if listing is not None:
        wanted += _listed(listing)
    failed = asyncio.run(_extract(run, wanted, explain=explain, keep_going=listing is not None))
    if failed:
        sys.exit(FAILED)


def load_sources(sources: Sequence[str], config: Config) -> Iterator[tuple[str, Article | Unreadable]]:
    """Read documents named as for `extract`, one after another -> (name, article or why there is none)."""
    wanted = [_Source(name, name if name.startswith(("http://", "https://")) else None) for name in sources]
    hints = ReadHints(zone=config.settings.timezone, sites=tuple(site.model_dump() for site in config.sites))
    with asyncio.Runner() as runner:
        outcomes = _read_all(wanted, hints, config)

        async def following() -> tuple[_Source, Reading | _Failed]:
            return await anext(outcomes)

        try:
            for _ in wanted:
                source, outcome = runner.run(following())
                reached = outcome.article if isinstance(outcome, Reading) else Unreadable(reason=outcome.reason)
                yield source.name, reached
        finally:
            runner.run(outcomes.aclose())


def _listed(listing: Path) -> Iterator[_Source]:
    for number, line in enumerate(listing.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield _Source(str(row["source"]), row.get("url"))
        except (ValueError, KeyError, TypeError) as error:
            raise click.UsageError(f'{listing}:{number}: no JSON object with "source" and "url" ({error})') from error


async def _extract(run: Invocation, wanted: Sequence[_Source], *, explain: bool, keep_going: bool) -> int:
    config = _configuration(run)
    hints = ReadHints(zone=config.settings.timezone, sites=tuple(site.model_dump() for site in config.sites))
    failed = 0
    async for source, outcome in _read_all(wanted, hints, config):
        if isinstance(outcome, _Failed):
            failed += 1
            run.errors.print(f"{source.name}: {outcome.reason}", style="red", markup=False)
            if run.json and keep_going:
                run.emit(
                    Article(source=source.name, url=source.url, warnings=(outcome.reason,)).model_dump(mode="json")
                )
        elif run.json:
            document = outcome.article.model_dump(mode="json")
            run.emit({**document, "rules": outcome.rules} if explain else document)
        else:
            _show(run.console, outcome, explain=explain)
    return failed


def _configuration(run: Invocation) -> Config:
    """The user's settings and site profiles where there is a configuration; the defaults where there is none."""
    if not run.config_path.exists():
        return Config()
    try:
        return run.load().config
    except ConfigError as error:
        run.errors.print(
            f"the configuration has errors and is not used here: {error.problems[0]}", style="yellow", markup=False
        )
        return Config()


async def _read_all(
    wanted: Iterable[_Source], hints: ReadHints, config: Config
) -> AsyncGenerator[tuple[_Source, Reading | _Failed], None]:
    async with AsyncExitStack() as stack:
        remote: _Remote | None = None
        for source in wanted:
            if source.remote:
                if remote is None:
                    remote = await stack.enter_async_context(_Remote(config))
                yield source, await remote.read(source, hints)
            else:
                yield source, _read_local(source, hints)


def _read_local(source: _Source, hints: ReadHints) -> Reading | _Failed:
    try:
        body = sys.stdin.buffer.read() if source.name == "-" else Path(source.name).read_bytes()
    except OSError as error:
        return _Failed(error.strerror or str(error))
    reason = other_format(body, None)
    if reason:
        return _Failed(reason)
    text = decode(body)
    if source.name.lower().endswith((".html", ".htm", ".xhtml")) or looks_like_html(text):
        hints = hints.model_copy(update={"sites": with_functions(hints.sites)})
        reading = examine_page(text, source=source.name, url=source.url, hints=hints)
        return _Failed(reading.reason) if isinstance(reading, Unreadable) else reading
    return examine_text(text, source=source.name, url=source.url, hints=hints)


class _Remote:
    """Reads addresses: fetched through the guarded client, read in the sandbox."""

    def __init__(self, config: Config) -> None:
        from monitor.fetch import Fetcher
        from monitor.sandbox import Sandbox

        contact = config.settings.contact
        self._fetcher = Fetcher(config.settings.fetch, user_agent=f"Wirewatch ({contact})" if contact else "Wirewatch")
        self._sandbox = Sandbox()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._sandbox.close()
        await self._fetcher.close()

    async def read(self, source: _Source, hints: ReadHints) -> Reading | _Failed:
        from monitor.fetch import Fetched, Rejected, Request

        answer = await self._fetcher.get(
            Request(source.name, accept="text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1")
        )
        if isinstance(answer, Rejected):
            return _Failed(answer.reason)
        if not isinstance(answer, Fetched):
            return _Failed("the server says that nothing has changed, to a question that did not ask")
        read = await self._sandbox.examine_page(
            answer.body, url=answer.url, content_type=answer.content_type, hints=hints
        )
        if not isinstance(read, Reading):
            return _Failed(read.reason)
        return read.model_copy(update={"article": read.article.model_copy(update={"source": source.name})})


def _show(console: Console, reading: Reading, *, explain: bool) -> None:
    """Print an Article for a person."""
    article = reading.article
    parts: list[RenderableType] = ["", Text(article.title or "(no title)", style="bold")]
    parts.append(Text(" · ".join(_byline(article)), style="dim"))
    if article.lead:
        parts.append(Padding(Text(article.lead, style="italic"), (1, 2, 0, 2)))
    for section in article.sections:
        parts.append("")
        if section.heading:
            parts += [Text(section.heading, style="bold cyan"), ""]
        shown = [paragraph for paragraph in section.paragraphs if paragraph != article.lead]
        parts += [
            Padding(Text(paragraph), (0, 2, 1 if number < len(shown) else 0, 2))
            for number, paragraph in enumerate(shown, 1)
        ]
    parts += ["", Rule(style="dim"), _grid(_facts(article))]
    if explain:
        parts += [
            Rule("which rule gave each field", style="dim", align="left"),
            _grid([(field, [rule]) for field, rule in reading.rules.items()]),
        ]
    # Soft wrapping, which a pipe gets, would cut padded text at the margin.
    console.print(Group(*parts), soft_wrap=False, width=min(console.width, _WIDEST), markup=False)


def _grid(rows: list[tuple[str, list[str]]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, lines in rows:
        if lines:
            grid.add_row(name, Group(*(Text(line) for line in lines)))
    return grid


def _byline(article: Article) -> list[str]:
    published = article.published.strftime("%-d %B %Y, %H:%M %Z") if article.published else None
    views = f"{article.views:,} views".replace(",", " ") if article.views is not None else None
    parts = [
        article.dateline,
        article.agency,
        article.site,
        ", ".join(article.authors) or None,
        published,
        views,
        article.language,
    ]
    return [part for part in dict.fromkeys(parts) if part] or [article.source]


def _facts(article: Article) -> list[tuple[str, list[str]]]:
    cited = [one.name + (f"  {one.url}" if one.url else "") for one in article.cited_sources]
    if cited and article.relay:
        cited.append("(only passes it on)")
    return [
        ("quotes", [f"“{_short(one.text)}” — {one.speaker or 'unknown'}" for one in article.quotes]),
        ("cites", cited),
        (
            "people",
            [
                one.name
                + (f", {one.role}" if one.role else "")
                + (f"  (also {', '.join(one.variants)})" if one.variants else "")
                for one in article.people
            ],
        ),
        ("organisations", [", ".join(article.organizations)] if article.organizations else []),
        ("places", [", ".join(article.places)] if article.places else []),
        ("dates", [f"{one.date.isoformat()}  {one.text}" for one in article.dates]),
        ("claims", [f"{one.status}: {_short(one.sentence)}" for one in article.claims if one.status != "attributed"]),
        (
            "related",
            [
                one.title
                + (f"  ({one.published:%Y-%m-%d %H:%M})" if one.published else "")
                + (f"  {one.url}" if one.url else "")
                for one in article.related
            ],
        ),
        ("warnings", list(article.warnings)),
        ("address", [article.canonical_url or article.url or ""] if article.canonical_url or article.url else []),
    ]


def _short(text: str, length: int = 160) -> str:
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"
