"""The daemon's wall clock, which the harness can step: a preloaded library adds what a file says."""

import shutil
import struct
import subprocess
import time
from pathlib import Path


class Clock:
    """``step`` moves the wall clock of every daemon at once; without a C compiler it cannot, and ``works`` is false."""

    def __init__(self, folder: Path) -> None:
        self._file, self._library = folder / "clock", folder / "shift.so"
        self.offset = self.furthest = 0
        self._file.write_bytes(struct.pack("q", 0))
        compiler = shutil.which("cc") or shutil.which("gcc")
        self.works = False
        if compiler:
            source = Path(__file__).with_name("shift.c")
            done = subprocess.run(
                [compiler, "-O1", "-shared", "-fPIC", "-o", str(self._library), str(source), "-ldl"],
                capture_output=True,
            )
            self.works = done.returncode == 0

    @property
    def environ(self) -> dict[str, str]:
        """What a process needs so that its clock is this one."""
        return {"LD_PRELOAD": str(self._library), "FAULTS_CLOCK": str(self._file)} if self.works else {}

    def now(self) -> float:
        """Unix seconds of the rest of the world; beside them the daemon's clock is never fast, at times slow."""
        return time.time() + self.furthest

    def step(self, seconds: int) -> None:
        """Step the clock."""
        if self.works:
            self.offset += seconds
            self.furthest = max(self.furthest, self.offset)
            with self._file.open("r+b") as file:
                file.write(struct.pack("q", self.offset))
