"""Functions that site profiles name in place of a selector: ``package.module:function``.

Owns what such a name looks like and its import. Never calls the function.
"""

import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from monitor.core.article.profile import SiteFunction

# A dot before the colon and no pseudo-class after it: ``div.a:empty`` is a selector.
_NAME = re.compile(
    r"(?P<module>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+):(?P<function>[A-Za-z_]\w*)"
    r"(?<!:empty)(?<!:root)(?<!:link)(?<!:hover)(?<!:active)(?<!:focus)(?<!:visited)(?<!:target)(?<!:checked)"
    r"(?<!:enabled)(?<!:disabled)"
)


def function_named(value: str) -> SiteFunction | str | None:
    """Import the function that a profile's value names; why that fails; ``None`` where the value is a selector."""
    named = _NAME.fullmatch(value.strip())
    if named is None:
        return None
    try:
        function = getattr(importlib.import_module(named["module"]), named["function"])
    except AttributeError:
        return f"the module {named['module']} has no {named['function']}"
    except Exception as error:  # noqa: BLE001 - whatever a user's module raises when it is imported
        return f"cannot import {named['module']}: {type(error).__name__}: {error}"
    return SiteFunction(value.strip(), function) if callable(function) else f"{value.strip()} cannot be called"


def faults(site: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each function of a profile that cannot be imported: where it stands in the profile, and why."""
    for name, value in site.items():
        for place, one in _values(name, value):
            if name not in ("domain", "labels") and isinstance(reason := function_named(one), str):
                yield place, reason


def with_functions(sites: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The profiles with the functions that they name; a name that cannot be imported stays, and finds nothing."""
    return tuple(
        {name: value if name in ("domain", "labels") else _imported(value) for name, value in site.items()}
        for site in sites
    )


def _imported(value: Any) -> Any:
    if isinstance(value, str):
        found = function_named(value)
        return found if isinstance(found, SiteFunction) else value
    return tuple(map(_imported, value)) if isinstance(value, list | tuple) else value


def _values(name: str, value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield (name,), value
    elif isinstance(value, list | tuple):
        yield from (((name, number), one) for number, one in enumerate(value) if isinstance(one, str))
