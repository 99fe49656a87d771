"""The concepts and the towns that travel with the program, read from the package's data.

Owns their reading; a mistake in them is a mistake of ours and comes as ConfigError like a user's.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from monitor.config.nodes import Node, parse_yaml, plain
from monitor.config.settings import Concept
from monitor.errors import ConfigError, Problem


@cache
def shipped_concepts() -> Mapping[str, Concept]:
    """Read every shipped concept, by name; once a process, since the package's data do not change."""
    found: dict[str, Concept] = {}
    for file in sorted(_data().iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        node = parse_yaml(file.read_text(encoding="utf-8"), file.name)
        if isinstance(node, Problem):
            raise ConfigError((node,))
        for name, key_node, value in node.pairs():
            if name in found:
                raise ConfigError((key_node.problem(name, "is shipped twice"),))
            found[name] = _concept(name, value)
    return MappingProxyType(found)


@cache
def shipped_towns() -> Mapping[str, tuple[str, ...]]:
    """Read the names of each town, by its key."""
    lines = _data().joinpath("towns.txt").read_text(encoding="utf-8").splitlines()
    towns = (line.partition(": ") for line in lines if not line.startswith("#"))
    return MappingProxyType({key: tuple(names.split("|")) for key, _, names in towns})


def _data() -> Traversable:
    return files("monitor.core.language").joinpath("data")


def _concept(name: str, node: Node) -> Concept:
    try:
        return Concept.model_validate(plain(node))
    except ValueError as error:
        raise ConfigError((node.problem(name, f"is no concept: {error}"),)) from error
