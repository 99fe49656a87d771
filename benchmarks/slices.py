"""Compares sliced with whole parsing over a folder or archive of feed documents: the same entries, and how much sooner.

For each document: a whole parse; then one as if its first item were new, and one as if half of its items were.

    python benchmarks/slices.py ../shared/feeds/real.tar.gz ../shared/feeds/odd.tar.gz
"""

import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

from monitor.core.feed import FeedDocument, parse_feed
from monitor.core.feed.slices import packed, unpacked

URL = "https://feeds.example/all.xml"


def documents(paths: list[str]) -> Iterator[tuple[str, bytes]]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from ((file.name, file.read_bytes()) for file in sorted(path.iterdir()) if file.is_file())
        else:
            with tarfile.open(path) as archive:
                for member in archive:
                    file = archive.extractfile(member)
                    if file is not None:
                        yield member.name, file.read()


def main(paths: list[str]) -> int:
    """Print what was compared; return 1 where anything differs."""
    feeds = on = compared = fell_back = 0
    whole_seconds = one_seconds = 0.0
    differ = []
    for name, body in documents(paths):
        begun = time.process_time()
        full = parse_feed(body, url=URL)
        took = time.process_time() - begun
        if not isinstance(full, FeedDocument) or full.format.startswith("json") or len(full.entries) < 2:
            continue
        feeds += 1
        if full.slices is None:
            continue
        on += 1
        around, keys = unpacked(full.slices)
        pairs = list(keys.items())
        for new in (range(1), range(0, len(pairs), 2), range(0)):
            begun = time.process_time()
            seen = packed(around, [pair for n, pair in enumerate(pairs) if n not in new])
            part = parse_feed(body, url=URL, seen=seen)
            if new == range(1):
                whole_seconds += took
                one_seconds += time.process_time() - begun
            assert isinstance(part, FeedDocument)
            compared += 1
            if part.others == 0:
                fell_back += 1
                expected = full.entries
            else:
                expected = tuple(full.entries[n] for n in new)
            if part.entries != expected or part.slices != full.slices:
                differ.append(name)
    print(f"{feeds} documents of two items or more; slicing is on for {on}")
    print(f"{compared} comparisons, {fell_back} of them parsed whole; {len(differ)} differ {differ[:9]}")
    one, whole = (seconds / max(on, 1) * 1000 for seconds in (one_seconds, whole_seconds))
    print(f"one new item: {one:.2f} ms against {whole:.2f} ms whole (CPU)")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [str(Path(__file__).parent.parent / "tests" / "data" / "feeds")]))
