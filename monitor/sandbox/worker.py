"""The inside of a worker process: limits, then one job after another from standard input to standard output.

A worker holds no secret (its environment is empty), cannot write files, and dies with its parent.
"""

import ctypes
import gc
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from pydantic import BaseModel

from monitor.sandbox import frames

_MOST_JOBS = 2_000
_OPEN_FILES = 48  # zone files and lazily read tables; the pipes and the null device are among them
_PR_SET_PDEATHSIG = 1
# Read once before the limits hold: what is loaded at first use is loaded now. py3langid unpacks its model into a
# temporary file, which RLIMIT_FSIZE would forbid.
_SAMPLE = b"<html><title>A sample</title><body><article><h1>A sample</h1>" + (
    b"<p>The committee met on Monday and decided, after a long debate, that the bridge would stay closed.</p>" * 5
)

Handler = Callable[[dict[str, Any], bytes], BaseModel]


def run(kind: str, parent: int, memory_mb: int) -> None:
    """Serve jobs of a kind (``feed`` or ``page``) until standard input ends."""
    _die_with(parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    jobs, answers = _take_pipes()
    handle = _read_page() if kind == "page" else _parse_feed()
    _limit(memory_mb)
    serve(jobs, answers, handle, keep_below=memory_mb * 1024 * 1024 // 2)


def serve(jobs: BinaryIO, answers: BinaryIO, handle: Handler, *, keep_below: int, most_jobs: int = _MOST_JOBS) -> None:
    """Answer jobs until the stream ends; an answer marked ``last`` says that this worker retires.

    It does so after ``most_jobs``, when its memory has grown beyond ``keep_below`` bytes, and when memory ran out.
    """
    gc.freeze()
    _send(answers, {"ready": True})
    for number in range(1, most_jobs + 1):
        job = _receive(jobs)
        if job is None:
            return
        last = number == most_jobs
        try:
            result = handle(*job)
            kind, answer = type(result).__name__, result.model_dump_json().encode()
            del result
        except MemoryError:
            _send(answers, {"failed": "memory", "last": True})
            return
        except Exception as error:  # noqa: BLE001 - the boundary: whatever a document does to a parser is an answer
            _send(answers, {"failed": f"{type(error).__name__}: {str(error)[:200]}", "last": last})
        else:
            del job
            last = last or _resident() > keep_below
            if len(answer) > frames.LONGEST_BODY:
                _send(answers, {"failed": "size", "last": True})
                return
            _send(answers, {"kind": kind, "last": last}, answer)
        if last:
            return


def _parse_feed() -> Handler:
    from monitor.core.feed import parse_feed

    def handle(header: dict[str, Any], body: bytes) -> BaseModel:
        return parse_feed(
            body,
            url=header["url"],
            content_type=header["content_type"],
            zone=header["zone"],
            seen=bytes.fromhex(header["seen"]) if header["seen"] else None,
        )

    return handle


def _read_page() -> Handler:
    from monitor.core.article import ReadHints
    from monitor.core.article.read import examine_page, read_page, read_text

    def handle(header: dict[str, Any], body: bytes) -> BaseModel:
        hints = ReadHints.model_validate(header["hints"])
        if any(":" in str(value) for site in hints.sites for value in site.values()):
            from monitor.config.functions import with_functions

            hints = hints.model_copy(update={"sites": with_functions(hints.sites)})
        url = header["url"]
        if "source" in header:
            return read_text(body.decode(), source=header["source"], url=url, hints=hints)
        read = examine_page if header["explain"] else read_page
        return read(body, source=url, url=url, content_type=header["content_type"], hints=hints)

    read_page(_SAMPLE, source="sample", url=None)
    return handle


def _die_with(parent: int) -> None:
    """Ask the kernel for SIGKILL when the parent is gone, even if it was killed itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above
        sys.exit(1)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes to ourselves: whatever prints or reads standard streams meets the null device."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)
    return jobs, answers


def _limit(memory_mb: int) -> None:
    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _resident() -> int:
    if sys.platform == "linux":
        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - nothing imported for one line
            return int(statm.read().split()[1]) * resource.getpagesize()
    else:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _send(answers: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    answers.write(frames.packed(header, body))
    answers.flush()


def _receive(jobs: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    start = jobs.read(frames.LENGTHS.size)
    sizes = frames.lengths(start) if len(start) == frames.LENGTHS.size else None
    if sizes is None:
        return None
    header, body = frames.header_of(jobs.read(sizes[0])), jobs.read(sizes[1])
    return (header, body) if header is not None and len(body) == sizes[1] else None
