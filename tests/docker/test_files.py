"""The Dockerfile, the compose file and the unit agree with the project that they pack."""

import re
from pathlib import Path

import yaml

from monitor.config.sqlite import wal_doubt
from monitor.scheduler import DRAIN

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def test_what_builds_the_wheel_is_locked_and_complete() -> None:
    """Each package that the Dockerfile picks out of the locked list is there; so is what those need."""
    picked = re.search(r"keep = /\^\(([a-z|-]+)\)==/", DOCKERFILE)
    assert picked
    names = set(picked[1].split("|"))
    locked = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    entries = re.findall(r"^([a-z0-9-]+)==\S+ \\\n(?:    --hash=\S+(?: \\)?\n)+((?:    #.*\n)*)", locked, re.M)
    assert names <= {name for name, _ in entries}
    needed = {name for name, wanted_by in entries if re.search(r"#(?:\s+via)?\s+hatchling$", wanted_by, re.M)}
    assert needed | {"hatchling"} == names


def test_what_is_copied_is_there_and_not_ignored() -> None:
    wanted = set()
    for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.M):
        wanted |= set(line.split()[:-1])
    let_through = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.M))
    assert wanted <= let_through
    assert all((ROOT / path).exists() for path in wanted)


def test_the_image_gets_a_fixed_sqlite_and_checks_it() -> None:
    version = re.search(r"sqlite-autoconf-(\d)(\d\d)(\d\d)00\.tar\.gz", DOCKERFILE)
    assert version
    assert wal_doubt((int(version[1]), int(version[2]), int(version[3]))) is None
    assert "sqlite3.sqlite_version_info >= (3, 51, 3)" in DOCKERFILE
    assert wal_doubt((3, 51, 3)) is None


def test_the_last_stage_has_no_build_tools_and_no_root() -> None:
    final = DOCKERFILE.rpartition("\nFROM ")[2]
    assert not re.search(r"apt-get|gcc|pip install", final)
    assert re.search(r"^USER 10001:10001$", final, re.M)
    for instruction in ("ENTRYPOINT", "CMD", "HEALTHCHECK"):
        assert re.search(rf'^{instruction} (?:--\S+ |\s|CMD )*\["', final, re.M), f"{instruction} is not in exec form"


def test_compose_hardens_every_service_and_waits_for_the_drain() -> None:
    compose = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8"))
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert compose["services"]["postgres"]["profiles"] == ["postgres"]
    assert int(compose["services"]["wirewatch"]["stop_grace_period"].rstrip("s")) > DRAIN


def test_the_unit_waits_for_the_drain_and_signals_the_daemon_alone() -> None:
    unit = (ROOT / "docker" / "wirewatch.service").read_text(encoding="utf-8")
    timeout = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.M)
    assert timeout
    assert int(timeout[1]) > DRAIN
    assert re.search(r"^KillMode=mixed$", unit, re.M)
    assert re.search(r"^ExecReload=.*kill -HUP .*MAINPID", unit, re.M)
