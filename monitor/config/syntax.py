"""YAML's own errors, in words for someone who does not know the parser's insides.

Owns that translation and the arithmetic of places; a place counts line ends as editors do, not as YAML 1.1.
"""

import re
from typing import Any

import yaml

from monitor.errors import Problem

_TOO_EARLY = "is never closed: the file seems to end too early"


def place_of_index(text: str, index: int) -> tuple[int, int]:
    """Give line and column, from 1, of a character of a file."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def in_words(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """Make a problem of what the parser says."""
    if isinstance(error, yaml.reader.ReaderError):
        character: Any = error.character  # a number from libyaml, a character from PyYAML
        code = character if isinstance(character, int) else ord(character[:1] or "\0")
        index, message, advice = error.position, f"the control character U+{code:04X} is not allowed", "delete it"
    elif isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        index, message, advice = _explain(error, text, error.problem_mark.index)
    else:
        index, message, advice = 0, f"this is no YAML: {error}", ""
    return Problem(file, *place_of_index(text, min(index, len(text))), "", message, advice)


def _explain(error: yaml.MarkedYAMLError, text: str, index: int) -> tuple[int, str, str]:
    start = text.rfind("\n", 0, index) + 1
    line = text[start:].partition("\n")[0]
    column = index - start
    problem, context = error.problem or "", error.context or ""
    since = error.context_mark.index if error.context_mark is not None else index
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return start + line.index("\t"), "a tab stands in the indentation", "indent with spaces"
    if "found unexpected end of stream" in problem:
        return since, f"this quotation mark {_TOO_EARLY}", "close it"
    if "flow" in context and not text[index:].strip():
        # Right after a bracket or a comma the parser names the file's end as the beginning.
        opened = len(text.rstrip()) - 1 if "node" in context else since
        return opened, f"this bracket {_TOO_EARLY}", "close it"
    if "cannot start any token" in problem and column < len(line):
        return index, f"a value cannot begin with {line[column]}", f"put it in quotes: '{line[column]}…'"
    if "mapping values are not allowed" in problem:
        advice = "put a value that holds ': ' in quotes, and start the keys of one mapping in one column"
        return index, "a second colon, or a line that is indented too far", advice
    if "block sequence entries are not allowed" in problem:
        return index, "a list item cannot begin here", "start each '- ' on a line of its own"
    if "did not find expected" not in problem:
        return index, f"this is no YAML: {problem}", "compare with the examples in the starter configuration"
    if re.search(r"""["']\s*$""", line[:column]) and line[column:].strip():
        advice = "put the whole value in single quotes: '\"a phrase\" AND word'"
        return index, "nothing may follow the closing quotation mark", advice
    begun = place_of_index(text, since)[0]
    what = "list" if "sequence" in context else "mapping"
    where = f" (it begins in line {begun})" if begun != place_of_index(text, index)[0] else ""
    advice = "start keys in one column and list items with '- ', and close brackets and quotation marks"
    return index, f"the {what} breaks off here{where}", advice
