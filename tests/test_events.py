"""The generated events are kept apart by the real joiner, and each is one story to it."""

import random
from collections import Counter, defaultdict

from monitor.config.queries import concept_specs
from monitor.config.settings import Config
from monitor.config.shipped import shipped_towns
from monitor.core.article import ReadHints
from monitor.core.article.read import read_text
from monitor.core.story.join import Window
from monitor.core.story.model import Report as Kept
from monitor.core.story.traits import Marker
from tests.events import lettered, report

EVENTS, REPORTS = 60, 5


def test_every_event_is_one_story_and_no_story_is_two_events() -> None:
    marker, window = Marker(concept_specs(Config().concepts), shipped_towns()), Window()
    stories, kinds = defaultdict[int, set[int]](set), Counter[tuple[bool, str]]()
    order = [(event, number) for event in range(EVENTS) for number in range(REPORTS)]
    random.Random(1).shuffle(order)
    for known, (event, number) in enumerate(order, 1):
        retold = number == REPORTS - 1
        made = report(1, event, number, word="volcano", token=f"zq{lettered(known)}x", retold=retold)
        url = f"https://paper{number}.example/{known}"
        text = "\n\n".join(made.paragraphs)
        article = read_text(f"{made.title}\n\n{text}", source=url, url=url, hints=ReadHints(language="en"))
        traits = marker.traits(article)
        placed = window.place(traits, 1000.0 + known)
        story = placed.story if placed.story is not None else known
        stories[story].add(event)
        kinds[retold, placed.kind] += 1
        window.add(Kept(known, story, 1000.0 + known, traits, placed.origin))
    assert len(stories) == EVENTS
    assert all(len(events) == 1 for events in stories.values())
    assert kinds[False, "report"] <= EVENTS  # after the one in other words
    assert kinds[True, "report"] + kinds[True, "first"] >= 0.9 * EVENTS
