"""The daemons as processes: started, killed, stopped and asked, by their process ids alone."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import yaml

from tests.faults.news import PAPERS

CRASHED = 25.0  # s until a point is reached, or it is a kill at some other moment
STOPPED = 12.0  # s that a SIGTERM may take
LAST_WORDS = 6  # lines of the log


class Daemons:
    """One folder, one configuration, one daemon that should be up and now and then a second."""

    def __init__(self, folder: Path, environ: dict[str, str], package: Path) -> None:
        self.folder, self.log = folder, folder / "daemon.log"
        self._environ = {**os.environ, **environ, "WIREWATCH_CONFIG": str(folder / "config")}
        for name in ("COV_CORE_SOURCE", "COVERAGE_PROCESS_START"):
            self._environ.pop(name, None)
        self._environ["PYTHONPATH"] = str(package)
        where = self._run("-c", "import monitor; print(monitor.__file__)").stdout.strip()
        assert where.startswith(str(package)), f"the daemon would run {where}, not the copy in {package}"
        self.up: subprocess.Popen[bytes] | None = None
        self._all: list[subprocess.Popen[bytes]] = []
        self.exits: Counter[str] = Counter()  # of its own accord, which the harness did not ask for
        self.last_words: list[str] = []  # what the log said at the end of each such one

    def configure(self, news: str, database: str) -> None:
        """Write the configuration: half of the feeds read pages, every channel gets every alert."""
        config = self.folder / "config"
        config.mkdir(exist_ok=True)
        channels = ("webhook", "slack-hook", "slack-bot", "mail")
        document = {
            "settings": {
                "database": database,
                "poll": {"fastest": "1s", "slowest": "5s"},
                "requests_per_hour": 100000,
                "fetch": {"allow_networks": ["127.0.0.0/8"], "per_host": 8},
                "operators": ["ops"],
            },
            "feeds": [
                {
                    "name": f"paper-{paper}",
                    "url": f"{news}/feed{paper}",
                    "every": "1s",
                    "language": "en",
                    "read": "page" if paper % 2 else "feed",
                    "robots": False,
                }
                for paper in range(PAPERS)
            ],
            "channels": [
                *({"name": name, "url": f"${{{name.upper().replace('-', '_')}_URL}}"} for name in channels),
                {"name": "ops", "url": "${OPS_URL}"},
            ],
            "watches": [
                {"name": "beacons", "query": "beacon", "notify": list(channels), "group": "article"},
                {"name": "flares", "query": "flare", "notify": list(channels)},
            ],
        }
        (config / "all.yaml").write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")

    def reload(self) -> None:
        """Save the configuration again, as an operator does who has mended a channel."""
        os.utime(self.folder / "config" / "all.yaml")

    def command(self, *words: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a command of the product to its end."""
        return self._run("-m", "monitor", *words, timeout=timeout)

    def undelivered(self) -> int | None:
        """How many alerts have not reached everyone, as the product says; None where it cannot tell."""
        done = self.command("alerts", "list", "--undelivered", "--limit", "100000", "--since", "30d", "--json")
        if done.returncode != 0:
            return None
        return sum(bool(json.loads(line)) for line in done.stdout.splitlines())

    def start(self, crash_at: str = "") -> None:
        """Start the daemon."""
        self.up = self._spawn(crash_at)

    def ensure(self) -> None:
        """Start it again where it has ended by itself, as systemd would."""
        if self.up is None or self.up.poll() is not None:
            if self.up is not None:
                self.exits[f"code {self.up.returncode}"] += 1
                lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
                self.last_words.append("\n".join(lines[-LAST_WORDS:]))
            self.start()

    def crash(self, point: str, count: int) -> bool:
        """Run one that kills itself at a point; false where that was not reached in time and it was killed so."""
        self.start(f"{point}#{count}")
        assert self.up is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.up.wait(CRASHED)
        reached = self.up.poll() == -signal.SIGKILL
        self.kill()
        return reached

    def kill(self) -> None:
        """Kill -9, if it is up."""
        if self.up is not None:
            if self.up.poll() is None:
                self.up.kill()
            self.up.wait()
            self.up = None

    def terminate(self) -> float:
        """SIGTERM -> seconds until it was gone; one that does not go is killed and counted."""
        assert self.up is not None
        began = time.monotonic()
        self.up.terminate()
        try:
            self.up.wait(STOPPED)
        except subprocess.TimeoutExpired:
            self.exits["SIGTERM not obeyed"] += 1
        else:
            if self.up.returncode not in (0, -signal.SIGTERM):
                self.exits[f"code {self.up.returncode} after SIGTERM"] += 1
        self.kill()
        return time.monotonic() - began

    def freeze(self, seconds: float) -> None:
        """SIGSTOP, and SIGCONT later."""
        if self.up is not None and self.up.poll() is None:
            self.up.send_signal(signal.SIGSTOP)
            time.sleep(seconds)
            self.up.send_signal(signal.SIGCONT)

    def second(self, seconds: float, end: signal.Signals) -> None:
        """Run another one beside it for a while."""
        other = self._spawn("")
        time.sleep(seconds)
        other.send_signal(end)
        try:
            other.wait(STOPPED)
        except subprocess.TimeoutExpired:
            self.exits["SIGTERM not obeyed"] += 1
            other.kill()
            other.wait()

    def stop(self) -> None:
        """End everything that was started, their workers too."""
        for process in self._all:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _spawn(self, crash_at: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "monitor", "run"],
                stdout=log,
                stderr=log,
                env={**self._environ, "WIREWATCH_CRASH_AT": crash_at},
                cwd=self.folder,
                start_new_session=True,
            )
        self._all.append(process)
        return process

    def _run(self, *words: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            capture_output=True,
            text=True,
            timeout=timeout,
            env={**self._environ, "WIREWATCH_CRASH_AT": ""},
            cwd=self.folder,
        )
