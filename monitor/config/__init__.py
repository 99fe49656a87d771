"""The configuration: YAML and environment in, frozen settings or every mistake with its place out."""

from monitor.config.load import Loaded, load, signature
from monitor.config.settings import (
    Channel,
    Concept,
    Config,
    Examples,
    Feed,
    FetchSettings,
    KeepSettings,
    PollSettings,
    Quiet,
    Rate,
    Settings,
    Site,
    Watch,
)

__all__ = [
    "Channel",
    "Concept",
    "Config",
    "Examples",
    "Feed",
    "FetchSettings",
    "KeepSettings",
    "Loaded",
    "PollSettings",
    "Quiet",
    "Rate",
    "Settings",
    "Site",
    "Watch",
    "load",
    "signature",
]
