"""Worker processes of one kind: started when needed, reused, killed at the deadline, replaced.

Owns processes and pipes; what a job means is the worker's and the service's.
"""

import asyncio
import contextlib
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import monitor
from monitor.errors import SandboxError
from monitor.sandbox import frames

_START_SECONDS = 60.0  # imports on a loaded machine; never counted against a document
_COMPLAINT = 2_000


@dataclass(frozen=True)
class Killed:
    """A document that its parser could not take: too much time or memory, a crash. ``reason`` says which."""

    reason: str


@dataclass(frozen=True)
class Answer:
    """What a worker made of a document: the name of the model and its JSON."""

    kind: str
    document: bytes


class _WorkerError(Exception):
    """The worker ended, or sent what is no frame, in the middle of a job."""


class _Worker:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._complaint = b""
        self._listener = asyncio.create_task(self._listen())

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    @property
    def pid(self) -> int:
        return self._process.pid

    async def exchange(self, frame: bytes) -> tuple[dict[str, Any], bytes]:
        """Send a frame and wait for the answer."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(frame)
            await self._process.stdin.drain()
            return await self.receive()
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            raise _WorkerError from error

    async def receive(self) -> tuple[dict[str, Any], bytes]:
        assert self._process.stdout is not None
        sizes = frames.lengths(await self._process.stdout.readexactly(frames.LENGTHS.size))
        if sizes is None:
            raise _WorkerError
        header = frames.header_of(await self._process.stdout.readexactly(sizes[0]))
        if header is None:
            raise _WorkerError
        return header, await self._process.stdout.readexactly(sizes[1])

    async def end(self) -> str:
        """Kill the process with all its children; return how it ended, in words."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        code = await self._process.wait()
        self._listener.cancel()
        if self._process.stdin is not None:
            self._process.stdin.close()
        complaint = self._complaint.decode("utf-8", "replace").strip().splitlines()
        told = f": {complaint[-1][:200]}" if complaint else ""
        return (f"signal {-code}" if code < 0 else f"exit code {code}") + told

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        while part := await self._process.stderr.read(4096):
            self._complaint = (self._complaint + part)[-_COMPLAINT:]


class Pool:
    """At most ``size`` workers of a kind; further callers wait their turn, which counts against no deadline."""

    def __init__(self, kind: str, *, size: int, seconds: float, memory_mb: int) -> None:
        self._kind = kind
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._turns = asyncio.Semaphore(size)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._closed = False

    @property
    def pids(self) -> tuple[int, ...]:
        """Return the processes that live now."""
        return tuple(worker.pid for worker in self._all if worker.alive)

    async def run(self, header: dict[str, Any], body: bytes) -> Answer | Killed:
        """Have a document worked on; never raises for what the document does.

        Raises ``SandboxError`` where no worker can be started, or the pool is closed.
        """
        if len(body) > frames.LONGEST_BODY:
            return Killed(f"the document is larger than {frames.LONGEST_BODY // 1024**2} MB")
        async with self._turns:
            worker = await self._take()
            keep = False
            try:
                async with asyncio.timeout(self._seconds):
                    answer, document = await worker.exchange(frames.packed(header, body))
                keep = not answer.get("last")
                return self._understood(answer, document)
            except TimeoutError:
                return Killed(f"it took longer than {self._seconds:g} s and was stopped")
            except _WorkerError:
                keep = False
                self._all.discard(worker)
                return Killed(f"it made the worker crash ({await worker.end()})")
            finally:
                if keep and not self._closed:
                    self._idle.append(worker)
                elif worker in self._all:
                    self._all.discard(worker)
                    await worker.end()

    async def close(self) -> None:
        """Kill every worker; jobs that run end as killed."""
        self._closed = True
        self._idle.clear()
        workers, self._all = self._all, set()
        await asyncio.gather(*(worker.end() for worker in workers))

    def _understood(self, answer: dict[str, Any], document: bytes) -> Answer | Killed:
        failed = answer.get("failed")
        if failed == "memory":
            return Killed(f"it needed more than {self._memory_mb} MB of memory")
        if failed == "size":
            return Killed(f"its result is larger than {frames.LONGEST_BODY // 1024**2} MB")
        if failed is not None:
            return Killed(f"the parser failed on it ({str(failed)[:300]})")
        return Answer(str(answer.get("kind")), document)

    async def _take(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._all.discard(worker)
            await worker.end()
        if self._closed:
            raise SandboxError("the sandbox is closed", subject=self._kind)
        return await self._start()

    async def _start(self) -> _Worker:
        # No secret of the daemon's environment; one thread, since BLAS reserves address space for each.
        environment = {
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(Path(monitor.__file__).parent.parent),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        command = (sys.executable, "-P", "-m", "monitor.sandbox", self._kind, str(os.getpid()), str(self._memory_mb))
        pipe = asyncio.subprocess.PIPE
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, cwd="/", start_new_session=True
            )
        except OSError as error:
            raise SandboxError(f"no worker can be started: {error}", subject=self._kind, permanent=False) from error
        worker = _Worker(process)
        self._all.add(worker)
        ready = False
        try:
            async with asyncio.timeout(_START_SECONDS):
                await worker.receive()
            ready = True
        except (TimeoutError, asyncio.IncompleteReadError, _WorkerError) as error:
            ended = await worker.end()
            message = "the sandbox is closed" if self._closed else f"the worker does not start ({ended})"
            raise SandboxError(message, subject=self._kind, permanent=False) from error
        finally:
            if not ready:
                self._all.discard(worker)
                await worker.end()
        return worker
