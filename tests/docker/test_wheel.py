"""The wheel holds everything that the program reads, and `init` works from it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = folder.glob("*.whl")
    return built


def _files(folder: str, place: str) -> set[str]:
    return {
        f"{place}/{path.relative_to(ROOT / folder)}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_it_holds_the_package_with_its_data_and_the_starter_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}
    assert names == _files("monitor", "monitor") | _files("config", "monitor/starter")


def test_init_and_check_work_from_it(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site")

    def wirewatch(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "monitor", *words],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "site")},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    done = wirewatch("init", "news")
    assert done.returncode == 0, done.stderr
    written = {f"config/{path.relative_to(tmp_path / 'news')}" for path in (tmp_path / "news").rglob("*.yaml")}
    assert written == _files("config", "config")
    checked = wirewatch("-c", "news", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
