"""One message between the daemon and a worker: two lengths, a JSON header, raw bytes. Never pickle.

Owns the layout only; who reads it, and how long they wait, is the pool's and the worker's.
"""

import json
import struct
from typing import Any

LENGTHS = struct.Struct(">II")  # bytes of the header, bytes of the body
LONGEST_HEADER = 1024 * 1024
LONGEST_BODY = 64 * 1024 * 1024


def packed(header: dict[str, Any], body: bytes = b"") -> bytes:
    """Return the frame of a header and a body."""
    head = json.dumps(header).encode()
    return LENGTHS.pack(len(head), len(body)) + head + body


def lengths(start: bytes) -> tuple[int, int] | None:
    """Read the two lengths; ``None`` where they are beyond what a frame may hold."""
    head, body = LENGTHS.unpack(start)
    return (head, body) if head <= LONGEST_HEADER and body <= LONGEST_BODY else None


def header_of(head: bytes) -> dict[str, Any] | None:
    """Read a header that may be hostile; ``None`` where it is no JSON object."""
    try:
        header = json.loads(head)
    except (ValueError, RecursionError):
        return None
    return header if isinstance(header, dict) else None
