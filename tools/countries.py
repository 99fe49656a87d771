"""Write the shipped concepts of the countries from CLDR and the hand-written ``countries.txt``.

Run ``python tools/countries.py`` after a new Babel or an edit of the table; it rewrites
``monitor/core/language/data/countries.yaml``. CLDR gives each country's name and its capital's in seven
languages, the table what CLDR lacks. Where one country's name stands inside another's (Guinea in
Equatorial Guinea, 印度 in 印度尼西亚) the longer one becomes an exception of the shorter.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from babel import Locale

HERE = Path(__file__).parent
TARGET = HERE.parent / "monitor" / "core" / "language" / "data" / "countries.yaml"
LOCALES = ("en", "uk", "ru", "ko", "zh", "zh_Hant", "ja")
HAND_LOCALES = ("en", "uk", "ru", "ko", "zh")

# A name that is an everyday word too: written only with its capital, in these forms (or not at all).
CASED: dict[str, tuple[str, ...]] = {
    "Turkey": ("^Turkey",),
    "Polish": ("^Polish",),
    "Pole": ("^Pole", "^Poles"),
    "Chad": ("^Chad",),
    "Jordan": ("^Jordan",),
    "Male city": (),
    "Finn": ("^Finn", "^Finns"),
    "Swede": ("^Swede", "^Swedes"),
    "Dane": ("^Dane", "^Danes"),
    "Lao": ("^Lao",),
    "Chile": ("^Chile",),
    "Nice": ("^Nice",),
    "ЦАР": ("^ЦАР",),
    "ПАР": ("^ПАР",),
    "Того": (),
    "Мале": (),
    "Мали": ("^Мали",),
    "Малі": ("^Малі",),
    "Перу": ("^Перу",),
    "Чад": ("^Чад", "^Чада", "^Чаду", "^Чаде", "^Чаді"),
    "Куба": ("^Куба", "^Куби", "^Кубы", "^Кубі", "^Кубе", "^Кубу", "^Кубою", "^Кубой"),
    "Оман": ("^Оман", "^Омана", "^Оману", "^Омане", "^Омані", "^Оманом"),
    "Сана": ("^Сана", "^Сани", "^Сане", "^Сані", "^Сану"),
    "Бутан": ("^Бутан", "^Бутана", "^Бутану", "^Бутане", "^Бутані"),
    "Баку": ("^Баку",),
    "Манила": ("^Манила", "^Манилы", "^Маниле", "^Манилу"),
    "Вена": ("^Вена", "^Вены", "^Вене", "^Вену", "^Веной"),
    "Панама": ("^Панама", "^Панами", "^Панамы", "^Панамі", "^Панаме", "^Панаму"),
    "Чили": ("^Чили",),
    "Чилі": ("^Чилі",),
    "Габон": ("^Габон", "^Габона", "^Габону", "^Габоне", "^Габоні"),
    "수단": ("수단 정부", "수단 내전", "수단 정부군"),
    "오만": ("오만 정부", "오만 외무"),
    "말리": ("말리 정부", "말리 군부"),
    "차드": ("차드 정부",),
    "파리": ("=파리", "=파리에서", "=파리의", "=파리는"),
    "가나": ("=가나", "=가나가", "=가나의", "=가나와", "=가나는"),
    "사나": ("=사나",),
    "빈": (),
}

# Runs in which a country's name means something else.
TRAPS: dict[str, tuple[str, ...]] = {
    "인도": ("인도주의", "인도적", "인도네시아", "인도양", "인도차이나", "인도 위", "인도해", "인도하"),
    "이란": ("이란성",),
    "马里": ("马里兰", "马里乌波尔", "马里奥", "马里亚纳", "索马里"),
    "古巴": ("古巴比伦",),
    "南非": ("云南非", "湖南非", "河南非", "海南非"),
    "印度": ("印度洋", "印度支那"),
    "蒙古": ("内蒙古",),
    "约旦": ("约旦河",),
    "Ireland": ("Northern Ireland",),
    "Jordan": ("Michael Jordan",),
    "Georgia": (
        "Atlanta Georgia",
        "Savannah Georgia",
        "Georgia Tech",
        "state of Georgia",
        "Georgia Senate",
        "Georgia governor",
        "Georgia Republican",
        "Georgia Democrat",
        "Georgia Bulldogs",
        "South Georgia",
        "Georgia O'Keeffe",
        "Georgia Meloni",
    ),
    "Georgian": ("Georgian architecture", "Georgian house"),
    "Mexico": ("New Mexico",),
    "England": ("New England",),
}


@dataclass
class Country:
    """One row of the table joined with CLDR: the concept's name and its entries, the country's names apart."""

    slug: str
    names: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def entries(self) -> list[str]:
        """Return what the concept lists, each once, everyday words replaced by their capital forms."""
        listed = (form for name in (*self.names, *self.others) for form in CASED.get(name, (name,)))
        return list(dict.fromkeys(listed))


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.split("(")[0]).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("&", "and")).strip("-")


def _spellings(name: str) -> Iterable[str]:
    """Split ``Myanmar (Burma)`` and ``Congo - Kinshasa``; the latter has no usable short name, so none comes."""
    if re.search(r"\s[-–—]\s|（|约旦河西岸", name) or re.match(r"о-в", name):
        return
    outer, _, inner = re.sub(r"ʼ|’", "'", name).replace("&", "and").partition("(")
    yield outer.strip()
    if inner and not re.search(r"SAR|САР|ОАР|특별|行政|,", inner):
        yield inner.rstrip(") ").strip()


def _capital(cell: str) -> list[str]:
    if not cell:
        return []
    if "/" in cell and re.match(r"[A-Z][a-z]+/[A-Z]", cell) and cell.count("/") == 1:
        city = [cell.split("/")[1].replace("_", " ")]
        for code in LOCALES:
            # Babel nests the zones by their parts: Asia -> Tokyo -> city.
            zones = Locale.parse(code).time_zones
            found = zones.get(cell)
            if found and found.get("city"):
                city.append(re.sub(r"ʼ|’", "'", found["city"]))
        return city
    return [name for name in cell.split("/") if name]


def _read_table() -> list[Country]:
    countries = []
    for line in (HERE / "countries.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        cells += [""] * (6 - len(cells))
        code, _, slug = cells[0].partition(" ")
        native = [Locale.parse(locale).territories[code] for locale in LOCALES]
        country = Country(slug or _slug(native[0]))
        if code not in ("PS", "HK"):
            country.names = [spelling for name in native for spelling in _spellings(name)]
        country.others = [word.strip() for cell in cells[1:4] for word in cell.split(",") if word.strip()]
        country.others += [city for city in _capital(cells[4]) if len(city) > 1 or city in CASED]
        country.others += [word.strip() for word in cells[5].split(",") if word.strip()]
        countries.append(country)
    return countries


def _exceptions(country: Country, everyone: list[Country]) -> list[str]:
    """Return longer names of others that contain a name of this one, and its hand-written traps."""
    own = [entry.lstrip("^=") for entry in country.entries()]
    found = [trap for name in own for trap in TRAPS.get(name, ())]
    for other in everyone:
        if other is country:
            continue
        for longer in other.names + other.others:
            for name in own:
                inside = (
                    name in longer
                    if re.search(r"[\u3040-\u9fff]", name)
                    else (
                        longer.startswith(name)
                        if re.search(r"[\uac00-\ud7a3]", name)
                        else re.search(rf"\b{re.escape(name)}\b", longer)
                    )
                )
                if inside and name != longer:
                    found.append(longer)
    return list(dict.fromkeys(found))


def main() -> None:
    """Rewrite the data file."""
    countries = sorted(_read_table(), key=lambda country: country.slug)
    data: dict[str, dict[str, list[str]]] = {}
    for country in countries:
        data[country.slug] = {"any": country.entries()}
        if exceptions := _exceptions(country, countries):
            data[country.slug]["except"] = exceptions
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(
        "# Written by tools/countries.py from CLDR (Babel) and tools/countries.txt: edit those, not this.\n" + text,
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
