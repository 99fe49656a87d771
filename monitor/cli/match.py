"""``wirewatch match``: which watches fire on documents, by which words, and why the others do not."""

from collections.abc import Sequence
from dataclasses import asdict
from difflib import get_close_matches
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from monitor.cli.common import DONE, FAILED, Invocation, common_options
from monitor.cli.extract import load_sources
from monitor.core.article import Article, Unreadable
from monitor.core.query import Hit, Match, Verdict
from monitor.core.query.parts import shortened
from monitor.core.query.snippet import CLOSING, OPENING

_HELD = 5  # clauses that held, for people; --json has all


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--watch", "wanted", multiple=True, metavar="W", help="Only this watch; may be given again.")
@click.option("--all", "everything", is_flag=True, help="Say also why the others do not fire.")
@common_options
def match(run: Invocation, sources: tuple[str, ...], wanted: tuple[str, ...], everything: bool) -> int:
    """Say which watches fire on documents, and why.

    A document is a file, an address, or - for standard input.
    """
    loaded = run.load()
    _check_names(wanted, loaded.matcher.watches)
    failed = False
    for source, outcome in load_sources(sources, loaded.config):
        if isinstance(outcome, Unreadable):
            failed = True
            run.errors.print(f"{source}: {outcome.reason}", style="red", markup=False)
            continue
        verdicts: Sequence[Verdict] = ()
        if everything:
            verdicts = [verdict for verdict in loaded.matcher.explain(outcome) if _asked(verdict.watch, wanted)]
            matches = [verdict.match for verdict in verdicts if verdict.match]
        else:
            matches = [found for found in loaded.matcher.match(outcome) if _asked(found.watch, wanted)]
        if run.json:
            document = _document(source, outcome, matches)
            run.emit({**document, "verdicts": [_verdict(one) for one in verdicts]} if everything else document)
        else:
            _show(run.console, source, outcome, matches, verdicts)
    return FAILED if failed else DONE


def _asked(watch: str, wanted: Sequence[str]) -> bool:
    return not wanted or watch in wanted


def _check_names(wanted: Sequence[str], known: Sequence[str]) -> None:
    for name in wanted:
        if name not in known:
            near = get_close_matches(name, known, 1)
            advice = f"; did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"there is no watch {name!r}{advice}")


def _document(source: str, article: Article, matches: Sequence[Match]) -> dict[str, Any]:
    return {
        "source": source,
        "title": article.title,
        "language": article.language,
        "matches": [
            {"watch": found.watch, "hits": [_hit(hit) for hit in found.hits], "snippet": found.snippet}
            for found in matches
        ],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    document = asdict(hit)
    del document["index"]
    return {**document, "field": hit.path}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "watch": verdict.watch,
        "matched": verdict.match is not None,
        "failed": verdict.failed,
        "reason": verdict.reason,
        "held": list(verdict.held),
    }


def _show(
    console: Console, source: str, article: Article, matches: Sequence[Match], verdicts: Sequence[Verdict]
) -> None:
    console.print(Text.assemble((article.title or "(no title)", "bold"), (f"  {source}", "dim")))
    held = {verdict.watch: verdict.held for verdict in verdicts}
    for found in matches:
        console.print(Text.assemble("  ", (found.watch, "bold green")))
        console.print(Text.assemble("    ", _highlighted(found.snippet)))
        console.print(Text.assemble("    ", (_hit_words(found.hits), "dim")))
        if len(clauses := held.get(found.watch, ())) > 1:
            more = f"  and {len(clauses) - _HELD} more" if len(clauses) > _HELD else ""
            shown = "  ·  ".join(shortened(clause, 50) for clause in clauses[:_HELD])
            console.print(Text.assemble("    holds: ", (f"{shown}{more}", "dim")))
    if not matches:
        console.print(Text.assemble("  ", ("no watch fires", "yellow")))
    for verdict in verdicts:
        if verdict.match is None:
            failed, reason = shortened(verdict.failed or ""), shortened(verdict.reason or "", 200)
            console.print(Text.assemble("  ", (verdict.watch, "bold"), "  ", (failed, "cyan"), f": {reason}"))
    console.print()


def _hit_words(hits: Sequence[Hit]) -> str:
    """Write the hits a term at a time: @dprk: КНДР, Пхеньян (title)."""
    found: dict[str, dict[str, None]] = {}
    for hit in hits:
        place = "" if hit.field == "text" else f" ({hit.path})"
        found.setdefault(hit.term, {})[f"{hit.text}{place}"] = None
    return "; ".join(f"{term}: {', '.join(texts)}" for term, texts in found.items())


def _highlighted(snippet: str) -> Text:
    shown = Text()
    for number, piece in enumerate(snippet.replace(CLOSING, OPENING).split(OPENING)):
        shown.append(piece, "bold magenta" if number % 2 else "")
    return shown
