"""The watch language: parse it, compile watches, match articles, explain. ``grammar.py`` is the file to read first."""

from monitor.core.query.concepts import check_concepts
from monitor.core.query.grammar import parse, warnings_of
from monitor.core.query.matcher import Matcher, compile_watches
from monitor.core.query.model import ConceptSpec, Hit, Match, QueryWarning, Verdict, WatchSpec
from monitor.core.query.tree import Node
from monitor.core.query.unparse import unparse

__all__ = [
    "ConceptSpec", "Hit", "Match", "Matcher", "Node", "QueryWarning", "Verdict", "WatchSpec",
    "check_concepts", "compile_watches", "parse", "unparse", "warnings_of",
]  # fmt: skip
