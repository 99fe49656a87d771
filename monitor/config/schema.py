"""The configuration's JSON Schema, for editors that check YAML while it is written."""

from typing import Any

from monitor.config.settings import Config, Site


def json_schema(*, site: bool = False) -> dict[str, Any]:
    """Describe a configuration file, or with ``site`` a file of ``sites/``."""
    model = Site if site else Config
    found = model.model_json_schema(by_alias=True)
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    found["title"] = "Wirewatch site profile" if site else "Wirewatch configuration"
    if not site:
        # A channel may be unset while its variable is, but its key must be written.
        found["$defs"]["Channel"]["required"] = ["name", "url"]
    return found
