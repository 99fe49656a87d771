"""The watches' queries and the concepts: compiled once, every mistake at its character in the file.

Owns the way from the query language's errors to places in YAML, and the run of the watches' own examples.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from monitor.config.nodes import place_of_offset
from monitor.config.settings import Concept, Watch
from monitor.config.shape import Shaped
from monitor.config.tree import Tree
from monitor.core.article.model import Article
from monitor.core.query import Matcher, check_concepts, compile_watches, parse, warnings_of
from monitor.core.query.model import ConceptSpec, WatchSpec
from monitor.core.query.tree import Concept as ConceptName
from monitor.core.query.tree import Node as QueryNode
from monitor.core.query.tree import walk
from monitor.errors import Problem, QueryError

_MOST_ATTEMPTS = 100
_MOST_EXPLAINED = 20  # an explanation costs more than a match


@dataclass(frozen=True)
class Compiled:
    """The matcher, or ``None`` where something is wrong; problems hold errors and warnings."""

    matcher: Matcher | None
    problems: tuple[Problem, ...]


def _watch_spec(watch: Watch) -> WatchSpec:
    """Give the matcher's view of a watch."""
    return WatchSpec(watch.name, watch.query, watch.feeds, watch.languages)


def concept_specs(concepts: Mapping[str, Concept]) -> dict[str, ConceptSpec]:
    """Give the matcher's view of the concepts."""
    return {name: ConceptSpec(concept.any, concept.except_) for name, concept in concepts.items()}


def compile_queries(tree: Tree, shaped: Shaped, concepts: Mapping[str, Concept], *, complete: bool) -> Compiled:
    """Parse and compile every query; concepts are judged only where every file was read (``complete``)."""
    problems: list[Problem] = []
    specs = concept_specs(concepts)
    known = set(specs) | {name for name, _, _ in tree.node(("concepts",)).pairs()}
    for name, entry, message in check_concepts(specs) if complete else ():
        problems.append(_concept_problem(tree, shaped, name, entry, message, known))
    sound_concepts = complete and not problems
    sound: dict[str, tuple[int, WatchSpec]] = {}
    for index, watch in shaped.watches:
        try:
            query = parse(watch.query)
        except QueryError as error:
            problems.append(_query_problem(tree, index, error))
            continue
        problems += _query_warnings(tree, index, watch)
        unknown = list(_unknown_concepts(tree, index, query, known)) if complete else []
        problems += unknown
        if not unknown:
            sound[watch.name] = (index, _watch_spec(watch))
    if not sound_concepts:
        return Compiled(None, tuple(problems))
    # A watch that does not compile is taken out and the rest compiled again: every mistake is told at once.
    for _ in range(_MOST_ATTEMPTS):
        try:
            matcher = compile_watches([spec for _, spec in sound.values()], specs)
        except QueryError as error:
            index, _ = sound.pop(error.subject)
            problems.append(_query_problem(tree, index, error))
        else:
            return Compiled(matcher, tuple(problems))
    return Compiled(None, tuple(problems))


def run_examples(tree: Tree, shaped: Shaped, matcher: Matcher) -> Iterator[Problem]:
    """Match every watch's own examples as titles -> those that came out wrong."""
    fired: dict[str, frozenset[str]] = {}
    explained = 0
    for index, watch in shaped.watches:
        for key, titles, wanted in (
            ("match", watch.examples.match, True),
            ("no_match", watch.examples.no_match, False),
        ):
            for number, title in enumerate(titles):
                article = Article(source="example", title=title, text="")
                if title not in fired:
                    fired[title] = frozenset(match.watch for match in matcher.match(article))
                if (watch.name in fired[title]) is wanted:
                    continue
                explained += 1
                why = _why(matcher, article, watch.name) if explained <= _MOST_EXPLAINED else ""
                said = "must fire the watch, and does not" if wanted else "must not fire the watch, and does"
                yield tree.problem(
                    ("watches", index, "examples", key, number), said + why, "change the query or the example"
                )


def _why(matcher: Matcher, article: Article, name: str) -> str:
    verdict = next((verdict for verdict in matcher.explain(article) if verdict.watch == name), None)
    if verdict is None:
        return ""
    if verdict.match:
        return ": found " + ", ".join(dict.fromkeys(hit.text for hit in verdict.match.hits))
    return f": {verdict.failed}: {verdict.reason}" if verdict.failed and verdict.reason else ""


def _query_problem(tree: Tree, index: int, error: QueryError) -> Problem:
    return _at_offset(tree, index, error.start, error.message, error.advice)


def _at_offset(tree: Tree, index: int, offset: int, message: str, advice: str, severity: str = "error") -> Problem:
    path = ("watches", index, "query")
    node = tree.node(path)
    line, column = place_of_offset(node, offset)
    return Problem(node.file, line, column, tree.label(path), message, advice, severity)


def _unknown_concepts(tree: Tree, index: int, query: QueryNode, known: set[str]) -> Iterator[Problem]:
    for node in walk(query):
        if isinstance(node, ConceptName) and node.name not in known:
            message = f"there is no concept @{node.name}"
            yield _at_offset(tree, index, node.start, message, _concept_advice(message, known))


def _query_warnings(tree: Tree, index: int, watch: Watch) -> Iterator[Problem]:
    for warning in warnings_of(watch.query):
        yield _at_offset(tree, index, warning.start, warning.message, warning.advice, "warning")


def _concept_problem(
    tree: Tree, shaped: Shaped, name: str, entry: int | None, message: str, known: set[str]
) -> Problem:
    path: tuple[str | int, ...] = ("concepts", name) if entry is None else ("concepts", name, "any", entry)
    words, _, advice = message.partition("; ")
    if name in shaped.concepts:
        return tree.problem(path, words, advice or _concept_advice(words, known))
    return tree.problem((), f"the shipped concept {name!r}: {words}", advice)


def _concept_advice(message: str, known: set[str]) -> str:
    """Advise the nearest concept where the message names one (``@name``) that there is not."""
    for name in re.findall(r"@([\w-]+)", message):
        if name not in known:
            close = get_close_matches(name, known, n=1)
            return f"did you mean @{close[0]}?" if close else "add it under `concepts:`"
    return ""
