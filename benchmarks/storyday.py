"""Makes a day of news of which is known which article tells of which event.

Watched events and others like them are told in five languages by accounts of ``day.yaml``, hand-written stories among
them; they are copied lightly and heavily, relayed and followed up. The rest of the day is unrelated.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from monitor.core.article import Article, ReadHints
from monitor.core.article.read import read_text

WORDS = Path(__file__).parent / "day.yaml"
TODAY = datetime(2026, 3, 18, tzinfo=UTC)  # a Wednesday
WATCHED = 40
_SIZES = (60, 52, 45, 40, 34, 30, 26, 22, 20, 18, 16, 14, 12, 10, 9, 8, 7, 6, 6, 5, 5, 4, 4, 3, 3, 3, 2, 2, 2, 2, 1)
_LANGUAGES = {"en": 5, "uk": 3, "ru": 3, "ko": 1, "zh": 1}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
_FAMILIES = {  # watched and other events of each, and what they are about
    "strike": (13, 30, ("place", "hit"), ("weapon",), ("other_weapon",)),
    "talks": (6, 10, ("matter",), ("guest", "host"), ("other_guest", "other_host")),
    "vessel": (5, 8, (), ("ship", "port"), ("other_ship", "other_port")),
}
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=。)(?=[^”\s])|\n+")


@dataclass(frozen=True)
class Told:
    """An article of the day: ``at`` in Unix seconds, ``event`` what it tells of, ``feed`` where it stands."""

    at: float
    event: str
    how: str
    feed: str
    article: Article


@dataclass
class _Text:
    language: str
    title: str
    sentences: list[str]
    agency: str | None
    site: str
    at: datetime


@dataclass
class _Event:
    name: str
    family: str
    values: dict[str, Mapping[str, str]]
    numbers: dict[str, int]
    start: datetime
    told: list[_Text] = field(default_factory=list)


class Day:
    """Makes the articles of a day, the same for the same seed."""

    def __init__(self, seed: int, corpus: Path) -> None:
        self._dice = random.Random(seed)
        self._words = yaml.load(WORDS.read_text(encoding="utf-8"), yaml.CSafeLoader)
        self._corpus = corpus
        self._told: list[Told] = []

    def articles(self, count: int) -> Iterator[Told]:
        """Give ``count`` articles of the day in order of arrival, but for those that are unrelated to all."""
        watched: list[_Event] = []
        others: list[_Event] = []
        for family, (many, more, common, own, other) in _FAMILIES.items():
            taken: set[str] = set()
            for number in range(many + more):
                mine = number < many
                about = common + (own if mine else other)
                values = {name.removeprefix("other_"): self._value(name, taken) for name in about}
                event = self._event(f"{family}-{number}{'' if mine else '-other'}", family, values)
                (watched if mine else others).append(event)
        written = self._written()
        watched = self._dice.sample(watched, len(watched))
        sizes = [*_SIZES]
        while len(sizes) < WATCHED:
            sizes.append(self._dice.randint(1, 3))
        sizes = self._dice.sample(sizes, len(sizes))
        for event in watched:
            self._tell(event, sizes.pop(), "wire")
        for event in written[: WATCHED - len(watched)]:
            self._spread(event, max(0, sizes.pop() - len(event.told)), "desk")
        for event in others:
            self._tell(event, self._dice.choice((1, 1, 2, 3, 5, 8)), "wire")
        return iter(sorted(self._told, key=lambda one: one.at)[:count])

    def _value(self, name: str, taken: set[str]) -> Mapping[str, str]:
        values = self._words["values"][name]
        free = [one for one in values if one["en"] not in taken] or values
        if name.removeprefix("other_") not in ("place", "guest", "ship"):
            free = values
        found = self._dice.choice(free)
        taken.add(found["en"])
        return found  # type: ignore[no-any-return]

    def _event(self, name: str, family: str, values: dict[str, Mapping[str, str]]) -> _Event:
        dice = self._dice
        launched = dice.randint(6, 90)
        numbers = {
            "killed": dice.randint(2, 9), "wounded": dice.randint(3, 40), "launched": launched,
            "downed": dice.randint(3, launched), "broken": dice.randint(8, 400), "area": 100 * dice.randint(3, 60),
            "members": dice.randint(8, 60), "papers": dice.randint(2, 9), "growth": dice.randint(3, 70),
            "boxes": dice.randint(20, 400), "hours": dice.randint(5, 70), "calls": dice.randint(4, 30),
            "images": dice.randint(5, 50),
        }  # fmt: skip
        return _Event(name, family, values, numbers, TODAY + timedelta(minutes=dice.uniform(0, 20 * 60)))

    def _tell(self, event: _Event, size: int, feed: str) -> None:
        """Let a few outlets report an event and the others copy, relay and follow them."""
        dice, own = self._dice, 1 + round(size * self._dice.uniform(0.1, 0.3))
        accounts = [(code, one) for code, ones in self._words["families"][event.family].items() for one in ones]
        weights = [_LANGUAGES[code] for code, _ in accounts]
        chosen: list[tuple[str, dict[str, Any]]] = []
        while len(chosen) < min(own, len(accounts), size):
            one = dice.choices(accounts, weights)[0]
            if one not in chosen:
                chosen.append(one)
        at = event.start
        for number, (code, account) in enumerate(chosen):
            at = event.start if number == 0 else event.start + timedelta(minutes=dice.expovariate(1 / 150))
            late = max(0, (at - event.start) // timedelta(hours=2))
            text = self._account(event, code, account, late, at)
            event.told.append(text)
            self._send(event, text, "report", feed)
        self._spread(event, size - len(chosen), feed, sent=True)

    def _account(self, event: _Event, code: str, account: Mapping[str, Any], late: int, at: datetime) -> _Text:
        """Tell an event by an account; later ones have later numbers, and outlets differ by one now and then."""
        dice = self._dice
        numbers = dict(event.numbers)
        for name in ("killed", "wounded"):
            numbers[name] += late * dice.randint(0, 2) + (dice.random() < 0.15)
        slots = {name: value[code] for name, value in event.values.items()} | numbers | {"date": _date(code, TODAY)}
        more = dice.sample(account["more"], dice.randint(2, len(account["more"])))
        sentences = [one.format(**slots) for one in (account["lead"], *more)]
        sentences[0] = sentences[0][:1].upper() + sentences[0][1:]
        title = dice.choice(account["title"]).format(**slots)
        agency = dice.choice(self._words["agencies"][code])
        return _Text(code, title[:1].upper() + title[1:], sentences, agency, self._site(), at)

    def _spread(self, event: _Event, count: int, feed: str, *, sent: bool = False) -> None:
        dice = self._dice
        if not sent:
            for text in event.told:
                self._send(event, text, "report", feed)
        for _ in range(count):
            of = dice.choice(event.told)
            at = of.at + timedelta(minutes=dice.expovariate(1 / 120))
            kind = dice.choices(("copy", "relay", "follow"), (0.75, 0.15, 0.1 if event.numbers else 0.0))[0]
            if kind == "copy":
                strength = dice.choices(("light", "medium", "heavy"), (0.5, 0.3, 0.2))[0]
                self._send(event, self._copy(of, strength, at), strength, feed)
            elif kind == "relay":
                who = of.agency or of.site.split(".")[0].title()
                form = dice.choice(self._words["relays"][of.language])
                said = of.sentences[0].rstrip(".。")
                told = [form.format(said=said, who=who), *of.sentences[1:2]]
                self._send(event, _Text(of.language, of.title, told, None, self._site(), at), "relay", feed)
            else:
                code = of.language
                account = dice.choice(self._words["families"][event.family][code])
                text = self._account(event, code, account, dice.randint(1, 3), at + timedelta(hours=dice.uniform(1, 6)))
                self._send(event, text, "follow", feed)

    def _copy(self, of: _Text, strength: str, at: datetime) -> _Text:
        """Rewrite: swap words of the title and put lines in; move and cut sentences; cut and exchange their words."""
        dice, lines = self._dice, self._words["lines"][of.language]
        sentences, title = list(of.sentences), of.title.split(" ")
        if len(title) > 4 and dice.random() < 0.6:
            del title[dice.randrange(len(title))]
        sentences.insert(dice.randrange(1, len(sentences) + 1), dice.choice(lines))
        if strength != "light":
            rest = sentences[1:]
            dice.shuffle(rest)
            kept = rest[: max(1, round(len(rest) * (0.75 if strength == "medium" else 0.6)))]
            sentences = [sentences[0], *kept, dice.choice(lines)]
        if strength == "heavy":
            share = dice.uniform(0.1, 0.3)
            sentences = [self._worn(one, of.language, share) for one in sentences]
        agency = of.agency if dice.random() < 0.8 else None
        return _Text(of.language, " ".join(title), sentences, agency, self._site(), at)

    def _worn(self, sentence: str, code: str, share: float) -> str:
        """Leave a share of the words out or move them; of Chinese, of its clauses."""
        dice = self._dice
        sign = "，" if code == "zh" else " "
        words = sentence.split(sign)
        for _ in range(round(len(words) * share)):
            if len(words) > 3:
                word = words.pop(dice.randrange(1, len(words) - 1))
                if dice.random() < 0.5:
                    words.insert(dice.randrange(1, len(words)), word)
        return sign.join(words)

    def _send(self, event: _Event, text: _Text, how: str, feed: str) -> None:
        url = f"https://{text.site}/{len(self._told)}"
        hints = ReadHints(feed_published=text.at, language=text.language)
        gap = "\n\n" if len(text.sentences) > 3 else " "
        article = read_text(f"{text.title}\n\n{gap.join(text.sentences)}", source=url, url=url, hints=hints)
        if text.agency and not article.agency:
            article = article.model_copy(update={"agency": text.agency})
        seen = text.at + timedelta(minutes=self._dice.uniform(0, 10))
        self._told.append(Told(seen.timestamp(), event.name, how, feed, article))

    def _site(self) -> str:
        return f"paper-{int(self._dice.paretovariate(0.7)) % 120}.example"

    def _written(self) -> list[_Event]:
        """The hand-written stories of a Wednesday, all moved to the same one."""
        found = []
        for file in sorted(self._corpus.glob("*.yaml")):
            for story in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader):
                first = min(_moment(entry["published"]) for entry in story["articles"])
                weeks = TODAY.date() - first.date()
                if weeks.days % 7:
                    continue
                event = _Event(story["story"], "", {}, {}, first + weeks)
                for entry in story["articles"]:
                    moved = f"{entry['title']}\0{entry['text']}"
                    moved = _moved(moved, entry["language"], first, weeks)
                    title, text = moved.split("\0")
                    at = _moment(entry["published"]) + weeks
                    sentences = _SENTENCE.split(text.strip())
                    event.told.append(_Text(entry["language"], title, sentences, entry["agency"], entry["site"], at))
                found.append(event)
        return self._dice.sample(found, len(found))


def _moment(published: Any) -> datetime:
    at = published if isinstance(published, datetime) else datetime.fromisoformat(published)
    return at.astimezone(UTC)


def _date(code: str, day: datetime) -> str:
    if code in _MONTHS:
        month = _MONTHS[code].split()[day.month - 1]
        return f"{month} {day.day}" if code == "en" else f"{day.day} {month}"
    return f"{day.day}일" if code == "ko" else f"{day.month}月{day.day}日"


def _moved(text: str, code: str, first: datetime, by: timedelta) -> str:
    """Move the dates that stand near a story's first day; the days of the week stay right by whole weeks."""
    for days in range(-4, 5):
        old, new = first + timedelta(days=days), first + by + timedelta(days=days)
        if code in ("ko", "zh"):
            sign, month = ("일", "월") if code == "ko" else ("日", "月")
            text = re.sub(rf"(?<!\d){old.month}{month}\s?{old.day}{sign}", f"\1{new.month}{month}{new.day}{sign}", text)
            text = re.sub(rf"(?<![\d\1{month}]){old.day}{sign}(?!간)", f"\1{new.day}{sign}", text)
        else:
            text = re.sub(rf"(?<!\d){re.escape(_date(code, old))}(?!\d)", f"\1{_date(code, new)}", text)
    return text.replace("\1", "")


def rest(count: int, seed: int) -> Iterator[Told]:
    """Give articles of the day that tell of no event of it: everyday forms, each with names of its own."""
    dice = random.Random(seed)
    forms = yaml.load(WORDS.read_text(encoding="utf-8"), yaml.CSafeLoader)["rest"]
    accounts = [(code, one) for code, ones in forms.items() for one in ones]
    for number in range(count):
        code, form = dice.choice(accounts)
        syllables = "ba ke lo mi nu ra so ti ve za du fo" if code == "en" else "ба ке ло ми ну ра со ти ве за ду фо"
        names = ["".join(dice.sample(syllables.split(), 3)).capitalize() for _ in range(3)]
        slots = dict(zip(("town", "other", "who"), names, strict=True))
        slots |= {"n": dice.randint(3, 99), "m": dice.randint(100, 2000), "k": dice.randint(2, 20)}
        title, *sentences = (line.format(**slots) for line in form)
        at = datetime.fromtimestamp(TODAY.timestamp() + dice.uniform(0, 86_400), UTC)
        url = f"https://paper-{dice.randrange(120)}.example/rest-{number}"
        hints = ReadHints(feed_published=at, language=code)
        article = read_text(f"{title}\n\n{' '.join(sentences)}", source=url, url=url, hints=hints)
        yield Told(at.timestamp() + 60, f"rest-{number}", "report", "rest", article)
