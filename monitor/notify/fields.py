"""The fields of a template, written in a style: one report (an article with all its watches) or one update at a time.

Owns which alerts are one report and how dates and lists read. Never knows a template.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.core.alert import AlertView, OriginView, UpdateView, level_rank
from monitor.notify.text import Style, clean, host_of, labelled, line, safe_link, shorten

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FLAGS = {"info": "🔵", "normal": "🟠", "urgent": "🔴"}
REPEAT = "Possibly a repeat: an earlier attempt to deliver this may have arrived."
_WORDS = {"report": "Update", "changed": "Changed", "removed": "Removed"}
_SNIPPET, _BRIEF, _QUOTE, _OTHERS = 700, 240, 400, 6
_ORIGINS, _NEWS, _ROWS, _DIFFERENCE = 8, 8, 12, 1_500


@dataclass(frozen=True)
class Report:
    """An article and its alerts, the most urgent first."""

    alerts: tuple[AlertView, ...]

    @property
    def first(self) -> AlertView:
        """The alert that speaks for the report."""
        return self.alerts[0]

    @property
    def level(self) -> str:
        """The highest level of its alerts."""
        return self.first.level

    @property
    def watches(self) -> str:
        """The titles of the watches that fired."""
        return ", ".join(dict.fromkeys(line(alert.watch_title or alert.watch, 80) for alert in self.alerts))


def reports_of(alerts: Sequence[AlertView]) -> list[Report]:
    """Gather alerts of one article into one report each, in the order in which the articles first come."""
    found: dict[tuple[str, str | None], list[AlertView]] = {}
    for alert in alerts:
        found.setdefault((alert.event, alert.url), []).append(alert)
    return [Report(tuple(sorted(group, key=lambda alert: -level_rank(alert.level)))) for group in found.values()]


def word_of(updates: Sequence[UpdateView]) -> str:
    """Return what became of a story, in a word or several."""
    kinds = {update.kind for update in updates}
    return ", ".join(word for kind, word in _WORDS.items() if kind in kinds).capitalize()


def watches_of(updates: Sequence[UpdateView]) -> str:
    """Return the titles of the watches that follow the stories."""
    return ", ".join(dict.fromkeys(line(watch, 80) for update in updates for watch in update.watches))


def fields_of(report: Report, style: Style, *, zone: str, maybe_repeat: bool, brief: bool = False) -> dict[str, str]:
    """Write every field of a report; what is unknown is empty. ``brief`` makes it an entry of a list."""
    view, text = report.first, style.text
    link = safe_link(view.url)
    title = line(view.title)
    source = _source(view)
    return {
        "title": text(title),
        "headline": style.link(link, labelled(link, title)) if link and style.name != "text" else text(title),
        "link": _bare_link(style, link) if link else "",
        "flag": _FLAGS[report.level],
        "level": report.level,
        "watch": text(", ".join(alert.watch for alert in report.alerts)),
        "watches": text(report.watches),
        "event": text(view.event),
        "source": text(source),
        "place": text(line(view.place or "", 120)),
        "byline": text(" · ".join(part for part in (source, line(view.place or "", 120)) if part)),
        "language": text(line(view.language or "", 20)),
        "published": _moment(view.published, zone),
        "seen": _moment(view.seen, zone),
        "alerted": _moment(view.alerted, zone),
        "times": _times((("published", view.published), ("seen", view.seen), ("alerted", view.alerted)), zone),
        "why": _why(report, style, _BRIEF if brief else _SNIPPET),
        "terms": text(", ".join(dict.fromkeys(line(hit, 80) for alert in report.alerts for hit in alert.hits))),
        "cited": text(", ".join(line(name, 80) for name in view.cited_sources)),
        "quotes": _quotes(report, style),
        "others": _others(view, style, zone),
        "origins": text(_origins(view.origins, zone)),
        "independent": str(view.independent) if view.independent is not None else "",
        "count": str(len(view.others)) if view.others else "",
        "note": text(_note(view)),
        "repeat": text(REPEAT) if maybe_repeat else "",
        "story": "",
        "news": "",
        "difference": "",
    }


def update_fields(
    update: UpdateView, style: Style, *, zone: str, maybe_repeat: bool, brief: bool = False, totals: bool = True
) -> dict[str, str]:
    """Write every field of an update; what is unknown is empty. ``totals`` counts all of the story's reports.

    ``title`` and ``headline`` say that it is none of an alert; ``heading`` and ``report`` are for the shipped
    templates, which say the story's title and the report's own.
    """
    text, link, word = style.text, safe_link(update.url), word_of([update])
    title, source, place = line(update.title), _source(update), line(update.place or "", 120)

    def linked(words: str) -> str:
        return style.link(link, labelled(link, words)) if link and style.name != "text" else text(words)

    watches = text(watches_of([update]))
    return {
        "title": text(f"{word}: {title}"),
        "headline": linked(f"{word}: {title}"),
        "heading": text(f"{word}: {line(update.story_title)}"),
        "report": linked(title),
        "story": text(line(update.story_title)),
        "link": _bare_link(style, link) if link else "",
        "flag": _FLAGS[update.level],
        "level": update.level,
        "watch": watches,
        "watches": watches,
        "event": "",
        "source": text(source),
        "place": text(place),
        "byline": text(" · ".join(part for part in (source, place) if part)),
        "language": text(line(update.language or "", 20)),
        "published": _moment(update.published, zone),
        "seen": _moment(update.seen, zone),
        "alerted": "",
        "times": _times((("published", update.published), ("seen", update.seen)), zone),
        "why": style.quote(_snippet(update.snippet, _BRIEF if brief else _SNIPPET)),
        "terms": "",
        "cited": "",
        "quotes": "",
        "others": text(_counts(update, totals=totals)),
        "origins": "",
        "independent": str(update.independent) if update.independent is not None else "",
        "count": str(update.reports - 1) if update.reports > 1 else "",
        "note": "",
        "repeat": text(REPEAT) if maybe_repeat else "",
        "news": _news(update, style),
        "difference": _difference(update.difference, style),
    }


def _news(update: UpdateView, style: Style) -> str:
    rows = [f"• {line(news)}" for news in update.news[:_NEWS] if news.strip()]
    if len(update.news) > _NEWS:
        rows.append(f"• and {len(update.news) - _NEWS} more")
    return style.newline.join(style.text(row) for row in rows)


def _difference(raw: str, style: Style) -> str:
    """The changed words, a line each; a mark that is cut in two is closed."""
    written, room = [], _DIFFERENCE
    for row in clean(raw[: 8 * _DIFFERENCE]).split("\n")[:_ROWS]:
        short = shorten(" ".join(row.split()), room)
        room -= len(short)
        for opening, closing in (("[-", "-]"), ("{+", "+}")):
            if short.endswith("…") and short.rfind(opening) > short.rfind(closing):
                short += closing
        written.append(style.compare(short))
        if room <= 0:
            break
    return style.newline.join(row for row in written if row.strip())


def _counts(update: UpdateView, *, totals: bool) -> str:
    """How many copies came since the update before, and how many reports and independent sources there are in all."""
    rows = []
    if update.copies > 0:
        rows.append(f"{_many(update.copies, 'copy or relay', 'copies and relays')} since the last message.")
    if totals and update.reports > 0:
        independent = f", {_many(update.independent, 'independent source')}" if update.independent else ""
        rows.append(f"{_many(update.reports, 'report')} in all{independent}.")
    return " ".join(rows)


def _many(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def _origins(origins: Sequence[OriginView], zone: str) -> str:
    """Whose accounts there are, where there are several, since when, and how many reports pass each on."""
    if len(origins) < 2:
        return ""
    parts, day = [], None
    for origin in origins[:_ORIGINS]:
        since, day = _moment_after(origin.first, day, zone)
        parts.append(
            f"{line(origin.name, 80) or 'unnamed'}{f' {since}' if since else ''} ({_many(origin.reports, 'report')})"
        )
    if len(origins) > _ORIGINS:
        parts.append(f"and {len(origins) - _ORIGINS} more")
    return "; ".join(parts)


def _source(view: AlertView | UpdateView) -> str:
    """The source's name with the host that the link really leads to."""
    return _named(line(view.source or "", 80), host_of(view.url))


def _named(name: str, host: str | None) -> str:
    if not name or not host or name.lower() == host.lower():
        return name or host or ""
    return f"{name} ({host})"


def _bare_link(style: Style, link: str) -> str:
    if style.name == "slack":
        return f"<{link.replace('&', '&amp;')}>"
    return style.link(link, link)


def _moment(at: datetime | None, zone: str) -> str:
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M} {local.tzname()}"


def _moment_after(at: datetime | None, day: date | None, zone: str) -> tuple[str, date | None]:
    """A moment in words, without its day where that is ``day``, and its day."""
    if at is None:
        return "", day
    local = at.astimezone(ZoneInfo(zone))
    return (f"{local:%H:%M}" if local.date() == day else _moment(at, zone)), local.date()


def _times(times: Sequence[tuple[str, datetime | None]], zone: str) -> str:
    """``published 10 Jan 2024, 19:34 EET · seen 19:36 · alerted 19:36``: the day only where it changes."""
    parts, day = [], None
    for word, at in times:
        when, day = _moment_after(at, day, zone)
        if when:
            parts.append(f"{word} {when}")
    return " · ".join(parts)


def _why(report: Report, style: Style, limit: int) -> str:
    """The snippets with their hits, each under its watch where several fired with different ones."""
    snippets: dict[str, list[str]] = {}
    for alert in report.alerts:
        if alert.snippet.strip():
            named = line(alert.watch_title or alert.watch, 80)
            snippets.setdefault(_snippet(alert.snippet, limit), []).append(named)
    written = []
    for snippet, watches in snippets.items():
        label = f"{style.text(', '.join(watches))}:{style.newline}" if len(snippets) > 1 else ""
        written.append(label + style.quote(snippet))
    return style.newline.join(written)


def _snippet(raw: str, limit: int) -> str:
    """Cut a snippet without leaving a hit half open."""
    short = shorten(" ".join(raw.split()), limit)
    if short.rfind("⟦") > short.rfind("⟧"):
        short = short[: short.rfind("⟦")].rstrip() + "…"
    return short


def _quotes(report: Report, style: Style) -> str:
    quotes = dict.fromkeys(quote for alert in report.alerts for quote in alert.quotes)
    return style.newline.join(
        style.text(f"“{line(quote.text, _QUOTE)}”" + (f" — {line(quote.speaker, 120)}" if quote.speaker else ""))
        for quote in list(quotes)[:3]
    )


def _others(view: AlertView, style: Style, zone: str) -> str:
    """Other reports of the story, a line each, after a line that counts them."""
    if not view.others and not view.single_source and view.independent is None:
        return ""
    rows = []
    if view.single_source:
        rows.append("Single source: no second independent report was found in time.")
    if view.others:
        count = len(view.others)
        independent = f", {view.independent} independent sources" if (view.independent or 0) > 1 else ""
        rows.append(f"{count} other {'report' if count == 1 else 'reports'}{independent}:")
    elif (view.independent or 0) > 1:
        rows.append(f"{view.independent} independent sources.")
    written = [style.text(row) for row in rows]
    for other in view.others[:_OTHERS]:
        link = safe_link(other.url)
        name = _named(line(other.source, 80), host_of(link)) or "another source"
        when = f" ({_moment(other.seen, zone)})" if other.seen else ""
        written.append(style.text("• ") + (style.link(link, name) if link else style.text(name)) + style.text(when))
    if len(view.others) > _OTHERS:
        written.append(style.text(f"• and {len(view.others) - _OTHERS} more"))
    return style.newline.join(written)


def _note(view: AlertView) -> str:
    notes = [line(view.note, 400)] if view.note else []
    if view.origin == "feed" and not view.note:
        notes.append("only the feed's own text was read, not the page")
    if view.relay:
        notes.append("it passes on what the cited sources reported")
    return "; ".join(notes)
