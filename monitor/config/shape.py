"""The merged tree -> frozen settings, item by item, so that one bad watch hides nothing wrong with the next.

Owns the translation of pydantic's findings into places and plain words; knows no rule beyond the types.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from monitor.config.nodes import plain
from monitor.config.settings import Channel, Concept, Feed, Name, Settings, Site, Watch
from monitor.config.sources import LISTS, SECTIONS
from monitor.config.tree import Path, Tree, nearest
from monitor.errors import Problem

_Model = TypeVar("_Model", bound=BaseModel)
_NAME: TypeAdapter[str] = TypeAdapter(Name)
_MOST_ROUNDS = 4
_STAND_INS = {
    "name": "unnamed-{}",
    "url": "https://example.org/{}",
    "query": "unwritten",
    "domain": "example.org",
    "any": "unwritten",
}


@dataclass
class Shaped:
    """What is well formed: the settings and, by section, the items with their index in the tree."""

    settings: Settings = field(default_factory=Settings)
    feeds: list[tuple[int, Feed]] = field(default_factory=list)
    concepts: dict[str, Concept] = field(default_factory=dict)
    watches: list[tuple[int, Watch]] = field(default_factory=list)
    channels: list[tuple[int, Channel]] = field(default_factory=list)
    sites: list[tuple[int, Site]] = field(default_factory=list)


def shape(tree: Tree) -> tuple[Shaped, tuple[Problem, ...]]:
    """Validate every section and item on its own -> what is well formed, and everything that is not."""
    shaped, problems = Shaped(), list[Problem]()
    for key, key_node, _ in tree.root.pairs():
        if key not in SECTIONS:
            problems.append(key_node.problem(key, f"unknown key {key!r}", nearest(key, SECTIONS)))
    settings = tree.root.get("settings")
    if settings:
        shaped.settings = _validated(Settings, tree, ("settings",), problems) or shaped.settings
    shaped.feeds = _list(Feed, tree, "feeds", problems)
    shaped.watches = _list(Watch, tree, "watches", problems)
    shaped.channels = _list(Channel, tree, "channels", problems)
    shaped.sites = _list(Site, tree, "sites", problems)
    concepts = tree.root.get("concepts")
    if concepts and not isinstance(concepts.value, dict):
        problems.append(
            tree.problem(("concepts",), "must be a mapping", 'write `name:` and below it `any: [word, "a phrase"]`')
        )
    for name, key_node, _ in concepts.pairs() if concepts else ():
        try:
            _NAME.validate_python(name)
        except ValidationError:
            problems.append(key_node.problem(f"concepts.{name}", f"{name!r} is no name", _slug_advice(name)))
            continue
        found = _validated(Concept, tree, ("concepts", name), problems)
        if found:
            shaped.concepts[name] = found
    return shaped, tuple(problems)


def _list(model: type[_Model], tree: Tree, section: str, problems: list[Problem]) -> list[tuple[int, _Model]]:
    listed = tree.root.get(section)
    if listed is None:
        return []
    if not isinstance(listed.value, list):
        problems.append(tree.problem((section,), "must be a list", f"begin each item with `- {LISTS[section]}: …`"))
        return []
    found: list[tuple[int, _Model]] = []
    for index in range(len(listed.value)):
        item = _validated(model, tree, (section, index), problems)
        if item is not None:
            found.append((index, item))
    return found


def _validated(model: type[_Model], tree: Tree, path: Path, problems: list[Problem]) -> _Model | None:
    node = tree.node(path)
    if not isinstance(node.value, dict):
        what = "is empty" if node.value is None else "must be a mapping"
        problems.append(tree.problem(path, what, "write keys and values below it: " + ", ".join(_keys(model))))
        return None
    data = plain(node)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
    problems += [_translate(model, tree, path, dict(one)) for one in found]
    return _salvaged(model, data, found, str(path[-1]))


def _salvaged(model: type[_Model], data: dict[str, Any], errors: Sequence[Any], unique: str) -> _Model | None:
    """Validate what is left without the mistakes, so that later checks find everything else in the same run.

    A required value that is missing gets a stand-in; it is never used, since a problem is on record already.
    """
    for _ in range(_MOST_ROUNDS):
        for error in errors:
            place = [step for step in error["loc"] if step != "[key]"]
            if error["type"] == "missing" and len(place) == 1:
                data[place[0]] = _STAND_INS[place[0]].format(unique)
            else:
                _cut(data, place[:-1] if error["type"] == "missing" else place)
        try:
            return model.model_validate(data)
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
    return None


def _cut(data: Any, place: Sequence[str | int]) -> None:
    """Take out what stands at ``place``; of a list, the whole list."""
    keys: list[Any] = list(place)
    while keys and isinstance(keys[-1], int):
        keys.pop()
    for step in keys[:-1]:
        data = data[step] if isinstance(data, list) else data.get(step) if isinstance(data, dict) else None
    if keys and isinstance(data, dict):
        data.pop(keys[-1], None)


def _translate(model: type[BaseModel], tree: Tree, prefix: Path, found: dict[str, Any]) -> Problem:
    place: tuple[str | int, ...] = tuple(step for step in found["loc"] if step != "[key]")
    path = (*prefix, *place)
    kind, context, shown = str(found["type"]), found.get("ctx") or {}, tree.shown(path)
    if kind == "extra_forbidden":
        name = str(path[-1])
        parent = tree.node(path[:-1])
        key_node = parent.value[name][0] if isinstance(parent.value, dict) and name in parent.value else parent
        owner = _model_at(model, place[:-1])
        advice = nearest(name, _keys(owner)) if owner else ""
        if name == "<<":
            advice = "merge keys are not supported: write the keys out"
        return Problem(key_node.file, key_node.line, key_node.column, tree.label(path), f"unknown key {name!r}", advice)
    if kind == "missing":
        return tree.problem(path, f"`{path[-1]}` is missing here", f"add `{path[-1]}: …`")
    if kind == "value_error":
        words, _, advice = str(context["error"]).partition("; ")
        return tree.problem(path, f"{shown} {words}", advice)
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", str(context["expected"]))
        close = nearest(str(tree.node(path).value), choices, write="write {}") if tree.node(path).raw is None else ""
        return tree.problem(
            path,
            f"{shown} is none of " + ", ".join(choices),
            close if close.startswith("write") else f"write {choices[0]}",
        )
    if kind == "string_pattern_mismatch":
        return tree.problem(path, f"{shown} is no name", _slug_advice(str(tree.node(path).value)))
    message, advice = _words(kind, context, str(found["msg"]))
    return tree.problem(path, f"{shown} {message}", advice)


def _words(kind: str, context: dict[str, Any], message: str) -> tuple[str, str]:
    if kind.startswith("int_"):
        return "is no whole number", "write digits only: 2000"
    if kind.startswith("bool_"):
        return "is neither true nor false", "write true or false"
    if kind.startswith("string_type"):
        return "stands where a text must stand", "write one text, in quotes if it holds : or #"
    if kind in ("tuple_type", "list_type"):
        return "stands where a list must stand", "write [one, two], or one item a line, each after '- '"
    if kind in ("dict_type", "model_type", "model_attributes_type", "mapping_type"):
        return "stands where a mapping must stand", "write keys and values: {key: value}"
    if kind in ("too_short", "string_too_short"):
        return "must hold something", "write at least one"
    if kind in ("too_long", "string_too_long"):
        return "is too long", f"write at most {context.get('max_length')}"
    for name, bound in (("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than")):
        if name in context:
            return "is out of bounds", f"write {bound} {context[name]}"
    return f"is not right: {message}", ""


def _slug_advice(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64]
    return f"write small letters, digits and hyphens: {slug or 'my-name-1'}"


def _keys(model: type[BaseModel]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]


def _model_at(model: type[BaseModel], place: Path) -> type[BaseModel] | None:
    owner: type[BaseModel] | None = model
    for step in place:
        if isinstance(step, int) or owner is None:
            continue
        fields = {info.alias or name: info for name, info in owner.model_fields.items()}
        owner = _model_in(fields[step].annotation) if step in fields else None
    return owner


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
