"""How alike two spellings of a name are: a rough sound of romanised names, and the number of letters that differ."""

import re


def sound_of(name: str) -> str:
    """A rough sound of a romanised name: ``Min-gi`` and ``Mingi`` are one."""
    if re.search(r"[^\x00-\u024f’]", name):
        return name.casefold()
    sound = re.sub(r"[^a-z]", "", name.casefold().replace("’", ""))
    for written, heard in (
        ("dg", "j"),
        ("dz", "j"),
        ("zh", "j"),
        ("ch", "j"),
        ("ph", "f"),
        ("ee", "i"),
        ("oo", "u"),
        ("ou", "u"),
        ("ck", "k"),
        ("eo", "o"),
        ("eu", "u"),
        ("y", "i"),
        ("c", "k"),
    ):
        sound = sound.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", sound)


def distance(a: str, b: str) -> int:
    """The least number of letters to change, add or drop; 9 where the lengths are far apart."""
    if abs(len(a) - len(b)) > 3:
        return 9
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]
