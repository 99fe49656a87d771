"""The worker's loop, in this process: what it answers and when it retires."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from monitor.sandbox import frames
from monitor.sandbox.worker import serve


class Echo(BaseModel):
    text: str


def echo(header: dict[str, Any], body: bytes) -> BaseModel:
    return Echo(text=header["word"] + body.decode())


def answers(
    handle: Callable[[dict[str, Any], bytes], BaseModel], *jobs: bytes, keep_below: int = 1 << 40, most_jobs: int = 100
) -> list[tuple[dict[str, Any], bytes]]:
    out = io.BytesIO()
    serve(io.BytesIO(b"".join(jobs)), out, handle, keep_below=keep_below, most_jobs=most_jobs)
    out.seek(0)
    found = []
    while start := out.read(frames.LENGTHS.size):
        sizes = frames.lengths(start)
        assert sizes is not None
        header = frames.header_of(out.read(sizes[0]))
        assert header is not None
        found.append((header, out.read(sizes[1])))
    assert found.pop(0)[0] == {"ready": True}
    return found


JOB = frames.packed({"word": "a"}, b"b")


def test_each_job_is_answered_until_the_stream_ends() -> None:
    assert answers(echo, JOB, JOB) == [({"kind": "Echo", "last": False}, b'{"text":"ab"}')] * 2


def test_a_worker_retires_after_its_share_of_jobs() -> None:
    assert [header["last"] for header, _ in answers(echo, JOB, JOB, JOB, most_jobs=2)] == [False, True]


def test_a_worker_that_has_grown_retires() -> None:
    assert [header["last"] for header, _ in answers(echo, JOB, JOB, keep_below=1)] == [True]


def test_an_exception_is_an_answer_and_the_next_job_is_served() -> None:
    bad = frames.packed({}, b"")
    found = answers(echo, bad, JOB)
    assert found[0][0] == {"failed": "KeyError: 'word'", "last": False}
    assert found[1][1] == b'{"text":"ab"}'


def test_memory_that_ran_out_is_the_last_answer() -> None:
    def exhausted(header: dict[str, Any], body: bytes) -> BaseModel:
        raise MemoryError

    assert answers(exhausted, JOB, JOB) == [({"failed": "memory", "last": True}, b"")]


def test_a_result_beyond_the_bound_is_not_sent() -> None:
    def swollen(header: dict[str, Any], body: bytes) -> BaseModel:
        return Echo(text="x" * (frames.LONGEST_BODY + 1))

    assert answers(swollen, JOB) == [({"failed": "size", "last": True}, b"")]


@pytest.mark.parametrize("stream", [JOB[:5], JOB[:-1], frames.LENGTHS.pack(2**32 - 1, 0)])
def test_what_is_no_frame_ends_the_worker(stream: bytes) -> None:
    assert answers(echo, stream) == []


def test_a_worker_whose_parent_is_not_the_one_that_started_it_ends_at_once() -> None:
    command = [sys.executable, "-m", "monitor.sandbox", "feed", str(os.getpid() + 1), "1024"]
    done = subprocess.run(command, input=JOB, capture_output=True, timeout=30)
    assert (done.returncode, done.stdout) == (1, b"")
