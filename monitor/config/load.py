"""YAML and environment -> a checked configuration, or every problem at once.

Owns the order of the steps: read, expand variables, shape, check, compile, run the examples. It never sends,
stores or logs anything, and no message of it holds a secret.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from monitor.config import secrets
from monitor.config.check import check, doubts
from monitor.config.expand import Expanded, expand
from monitor.config.nodes import Node
from monitor.config.queries import compile_queries, run_examples
from monitor.config.settings import Config
from monitor.config.shape import Shaped, shape
from monitor.config.shipped import shipped_concepts
from monitor.config.sources import read_sources
from monitor.config.tree import Tree
from monitor.core.query import Matcher
from monitor.errors import ConfigError, Problem


@dataclass(frozen=True)
class Loaded:
    """A configuration that can be used, with what is known about it.

    ``origins``: path (``watches.dprk-russia.level``) -> ``file:line``; what is not in it is a default.
    ``from_variables``: the paths whose value came from a variable; never print those.
    ``unset``: channel -> the variables that it lacks; its ``url`` is ``None``. With ``sending`` these were
    switched off on purpose (``${NAME:-}``) and are in no ``notify`` any more. ``unset_headers``: feed -> the
    variables that its headers lack; such a header is left out. ``files``: files and folders whose change may mean a new
    configuration. ``secrets``: texts that no log may show. ``own_concepts``: what the user wrote.
    """

    config: Config
    warnings: tuple[Problem, ...]
    origins: Mapping[str, str]
    matcher: Matcher
    example_failures: tuple[Problem, ...]
    unset: Mapping[str, tuple[str, ...]]
    unset_headers: Mapping[str, tuple[str, ...]]
    files: tuple[Path, ...]
    secrets: frozenset[str] = field(repr=False)
    from_variables: frozenset[str]
    own_concepts: frozenset[str]


def load(
    path: Path,
    *,
    environ: Mapping[str, str],
    sending: bool = False,
    defaults: bool = True,
    usable_channel: Callable[[str], str | None] | None = None,
    template_fields: Collection[str] | None = None,
) -> Loaded:
    """Read and check the configuration at ``path``; ConfigError carries every problem.

    ``sending``: a channel or header whose variable is missing is an error. ``defaults``: add the shipped
    concepts. ``usable_channel`` says why an Apprise address cannot be used, or ``None``;
    ``template_fields`` are the names that a channel's template may hold.
    """
    sources = read_sources(path)
    tree = Tree(sources.root)
    expanded, problems = expand(tree, environ)
    values = secrets.long_enough(value for one in expanded for value in one.node.values)
    problems += sources.problems
    unset, unset_headers = _unset(tree, expanded, sending=sending)
    shaped, wrong = shape(tree)
    problems += wrong
    shipped = shipped_concepts() if defaults else {}
    concepts = {**shipped, **shaped.concepts}
    problems += tuple(
        check(
            tree,
            shaped,
            complete=sources.complete,
            usable_channel=usable_channel,
            template_fields=template_fields,
        )
    )
    problems += tuple(_nobody(tree, shaped, unset)) if sending else ()
    compiled = compile_queries(tree, shaped, concepts, complete=sources.complete)
    problems += compiled.problems
    problems = tuple(_without_secrets(problem, values) for problem in problems)
    missing = tuple(_missing_values(tree, expanded, sending=sending))
    places = {problem.path for problem in missing}  # what follows from a missing value is not told again
    problems = (*missing, *(problem for problem in problems if problem.path not in places))
    errors = tuple(problem for problem in problems if problem.severity == "error")
    if errors or compiled.matcher is None:
        raise ConfigError(_sorted(errors))
    full = Config(
        settings=shaped.settings,
        feeds=tuple(item for _, item in shaped.feeds),
        concepts=concepts,
        watches=tuple(item for _, item in shaped.watches),
        channels=tuple(item for _, item in shaped.channels),
        sites=tuple(item for _, item in shaped.sites),
    )
    warnings = [*problems, *doubts(tree, shaped, shipped)]
    warnings += _switched_off(tree, shaped, unset) if sending else ()
    config = _without_channels(full, unset) if sending and unset else full
    return Loaded(
        config=config,
        warnings=_sorted(warnings),
        origins=dict(_origins(tree, (), sources.root)),
        matcher=compiled.matcher,
        example_failures=_sorted(run_examples(tree, shaped, compiled.matcher)),
        unset=unset,
        unset_headers=unset_headers,
        files=sources.files,
        secrets=secrets.secret_parts(full) | _secret_values(tree, expanded),
        from_variables=frozenset(tree.label(one.path) for one in expanded),
        own_concepts=frozenset(shaped.concepts),
    )


def _sorted(problems: Collection[Problem] | Iterator[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.file, problem.line, problem.column)))


def _may_be_unset(path: tuple[str | int, ...]) -> bool:
    return (len(path) == 3 and path[0] == "channels" and path[2] == "url") or (
        len(path) == 4 and path[0] == "feeds" and path[2] == "headers"
    )


def _unset(
    tree: Tree, expanded: tuple[Expanded, ...], *, sending: bool
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Find the channels and headers that lack a variable, and make them lack the whole value."""
    channels: dict[str, tuple[str, ...]] = {}
    feeds: dict[str, tuple[str, ...]] = {}
    for one in expanded:
        if not _may_be_unset(one.path):
            continue
        if one.node.missing and not sending:
            one.node.value = None
        owner = tree.node(one.path[:2]).get("name")
        if one.node.value is None and owner is not None and isinstance(owner.value, str):
            group = channels if one.path[0] == "channels" else feeds
            names = one.node.missing or one.node.names
            group[owner.value] = tuple(dict.fromkeys((*group.get(owner.value, ()), *names)))
    return channels, feeds


def _missing_values(tree: Tree, expanded: tuple[Expanded, ...], *, sending: bool) -> Iterator[Problem]:
    for one in expanded:
        if not sending and _may_be_unset(one.path):
            continue
        for name in one.node.missing:
            file = name.removeprefix("file:")
            if file != name:
                message, advice = f"the file {file} is missing or empty", "write the value into it"
            else:
                message, advice = f"the variable {name} is not set", f"set it, or give a default: ${{{name}:-…}}"
                if one.path[-1] == "url" and one.path[0] == "channels":
                    advice = f"set it, or write ${{{name}:-}} to leave the channel off"
            yield one.node.problem(tree.label(one.path), message, advice)


def _nobody(tree: Tree, shaped: Shaped, unset: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Refuse to send where every channel is off."""
    if shaped.channels and all(channel.name in unset for _, channel in shaped.channels):
        names = ", ".join(dict.fromkeys(name for names in unset.values() for name in names))
        yield tree.problem(("channels",), "every channel is off: alerts would reach nobody", f"set one of {names}")


def _switched_off(tree: Tree, shaped: Shaped, unset: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    for index, channel in shaped.channels:
        if channel.name in unset:
            message = f"this channel is off: {', '.join(unset[channel.name])} is not set"
            path = ("channels", index, "url")
            yield tree.problem(path, message, "set it to switch the channel on", severity="warning")
    for index, watch in shaped.watches:
        if watch.notify and all(name in unset for name in watch.notify):
            path = ("watches", index, "notify")
            yield tree.problem(path, "every channel of this watch is off", "name another one", severity="warning")


def _without_channels(config: Config, off: Collection[str]) -> Config:
    """Take channels out, and their names wherever they are told something."""

    def on(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name not in off)

    watches = []
    for watch in config.watches:
        escalate = watch.escalate
        if escalate is not None:
            escalate = escalate.model_copy(update={"to": on(escalate.to)}) if on(escalate.to) else None
        watches.append(watch.model_copy(update={"notify": on(watch.notify), "escalate": escalate}))
    return config.model_copy(
        update={
            "settings": config.settings.model_copy(update={"operators": on(config.settings.operators)}),
            "watches": tuple(watches),
            "channels": tuple(channel for channel in config.channels if channel.name not in off),
        }
    )


def _secret_values(tree: Tree, expanded: tuple[Expanded, ...]) -> frozenset[str]:
    """Give what variables put into secret values and into addresses: a key in a feed's address is one as well."""
    return secrets.long_enough(
        value for one in expanded if tree.is_secret(one.path) or one.path[-1] == "url" for value in one.node.values
    )


def _without_secrets(problem: Problem, values: Collection[str]) -> Problem:
    message, advice = problem.message, problem.advice
    for value in values:
        message, advice = message.replace(value, "•••"), advice.replace(value, "•••")
    return replace(problem, message=message, advice=advice)


def _origins(tree: Tree, path: tuple[str | int, ...], node: Node) -> Iterator[tuple[str, str]]:
    """Name the place of every value; a list of texts is one value."""
    if isinstance(node.value, dict):
        for key, _, child in node.pairs():
            yield from _origins(tree, (*path, key), child)
    elif isinstance(node.value, list) and len(path) == 1:
        for index, item in enumerate(node.value):
            yield from _origins(tree, (*path, index), item)
    elif node.value is not None or node.raw is not None:
        yield tree.label(path), f"{node.file}:{node.line}"


def signature(files: tuple[Path, ...], config_path: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells that a configuration was saved: names, times and sizes of its files."""
    found = {path for path in files if not path.is_dir()}  # a folder changes with every file in it, a database too
    for folder in {config_path, *files} - found:
        found.update(folder.rglob("*.yaml"))
    told = []
    for path in sorted(found):
        try:
            stat = path.stat()
        except OSError:
            continue
        told.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(told)
