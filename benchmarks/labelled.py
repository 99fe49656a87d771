"""A peer where a scorer of labelled pages runs `wirewatch extract --json`: `benchmarks/labelled.py NAME --list FILE`.

FILE has a JSON line {"source", "url"} a page; one JSON line a page comes out, with the fields that the peer has.
"""

import argparse
import contextlib
import json
import logging
import sys
from pathlib import Path

from extraction import READERS, Found


def main() -> None:
    """Print what the peer finds on each page, in order; an empty document where it raises."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=sorted(READERS))
    parser.add_argument("--list", type=Path, required=True)
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    for line in arguments.list.read_text("utf-8").splitlines():
        page = json.loads(line)
        html = Path(page["source"]).read_text("utf-8", "replace")
        found = Found()
        with contextlib.suppress(Exception), contextlib.redirect_stdout(sys.stderr):
            found = READERS[arguments.name](html, page["url"])
        document = {
            "text": found.text,
            "title": found.title,
            "published": found.date,
            "authors": list(found.authors or ()),
            "lead": found.lead,
            "sections": [{"heading": heading} for heading in found.headings or ()],
        }
        print(json.dumps(document, ensure_ascii=False))


if __name__ == "__main__":
    main()
