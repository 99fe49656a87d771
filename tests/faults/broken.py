"""The copy of the product that a run uses, its outbox broken where asked: a check that cannot fail proves nothing."""

import shutil
from pathlib import Path

import monitor

POINTS = {  # where a kill must show it
    "sent-first": "deliver:claimed",
    "two-transactions": "read:committed",
    "story-not-unique": "read:committed",
}
PATCHES = {
    "sent-first": [
        ("store/alerts.py", '                state="sending",\n', '                state="sent",\n'),
    ],
    "story-not-unique": [
        (
            "planning.py",
            '        follows = story if watch.group == "story" else None\n',
            "        follows = None\n",
        ),
    ],
    "never-released": [
        (
            "vigil.py",
            "        rows = stories.overdue(session, now, later=now + _SKEW)\n",
            "        rows: list[stories.AlertRow] = []\n",
        ),
    ],
    "two-transactions": [
        (
            "pipeline.py",
            "        made = sum(self._planner.alert(session, match, reading, about, reports, now) for match in matches)\n",
            "        return lambda s: sum(self._planner.alert(s, match, reading, about, reports, now) for match in matches)\n",
        ),
        (
            "pipeline.py",
            '        self._reached("read:committed")\n',
            '        self._reached("read:committed")\n'
            "        if callable(count):\n"
            "            count = await self.write(count)\n",
        ),
    ],
}


def copied(folder: Path, kind: str | None) -> Path:
    """Copy the package into ``folder``, so that nobody edits it during a run, and break it by ``kind``.

    Returns the folder for PYTHONPATH. ValueError: the code that is to be replaced has changed.
    """
    target = folder / "package"
    shutil.copytree(
        Path(monitor.__file__).parent,
        target / "monitor",
        ignore=shutil.ignore_patterns("__pycache__"),
        dirs_exist_ok=True,
    )
    for name, old, new in PATCHES[kind] if kind else []:
        path = target / "monitor" / name
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{kind}: {name} holds {text.count(old)} times, not once: {old.strip()!r}")
        path.write_text(text.replace(old, new), encoding="utf-8")
    return target
