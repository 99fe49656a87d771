"""The fields of a template, written in a style: one report (an article with all its watches) at a time.

Owns which alerts are one report and how dates and lists read. Never knows a template.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.core.alert import AlertView, UpdateView, level_rank
from monitor.notify.text import Style, host_of, labelled, line, safe_link, shorten

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FLAGS = {"info": "🔵", "normal": "🟠", "urgent": "🔴"}
REPEAT = "Possibly a repeat: an earlier attempt to deliver this may have arrived."
_SNIPPET, _BRIEF, _QUOTE, _OTHERS = 700, 240, 400, 6
_NEWS, _NEW, _DIFFERENCE = 12, 200, 600


@dataclass(frozen=True)
class Report:
    """An article and its alerts, the most urgent first; ``update`` is what it brings to a story told of before."""

    alerts: tuple[AlertView, ...]
    update: UpdateView | None = None

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


def updates_of(updates: Sequence[UpdateView]) -> list[Report]:
    """Write each update as a report of its article, for all the watches that follow the story."""
    found = []
    for update in updates:
        views = [
            AlertView(
                watch=watch,
                level=update.level,
                event=f"story {update.story}",
                title=update.title,
                url=update.url,
                source=update.source,
                place=update.place,
                language=update.language,
                published=update.published,
                seen=update.seen,
                snippet=update.snippet,
                story=update.story,
            )
            for watch in update.watches or ("",)
        ]
        found.append(Report(tuple(views), update))
    return found


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
        "times": _times(view, zone),
        "why": _why(report, style, _BRIEF if brief else _SNIPPET),
        "terms": text(", ".join(dict.fromkeys(line(hit, 80) for alert in report.alerts for hit in alert.hits))),
        "cited": text(", ".join(line(name, 80) for name in view.cited_sources)),
        "quotes": _quotes(report, style),
        "news": _news(report.update, style) if report.update else "",
        "others": _others(view, style, zone),
        "origins": _origins(view, style, zone),
        "independent": str(view.independent) if view.independent is not None else "",
        "count": str(len(view.others)) if view.others else "",
        "note": text(_note(view)),
        "repeat": text(REPEAT) if maybe_repeat else "",
    }


def _source(view: AlertView) -> str:
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


def _times(view: AlertView, zone: str) -> str:
    """``published 10 Jan 2024, 19:34 EET · seen 19:36 · alerted 19:36``: the day only where it changes."""
    parts, day = [], None
    for word, at in (("published", view.published), ("seen", view.seen), ("alerted", view.alerted)):
        if at is None:
            continue
        local = at.astimezone(ZoneInfo(zone))
        parts.append(f"{word} {f'{local:%H:%M}' if local.date() == day else _moment(at, zone)}")
        day = local.date()
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


def _news(update: UpdateView, style: Style) -> str:
    """What is new, a line each, then the changed words, then how far the story has got."""
    rows = [style.text(line(update.title))] if style.name == "text" else []  # elsewhere it is the headline
    rows += [style.strong(line(text, _NEW)) for text in update.news[:_NEWS]]
    rows += [style.text(line(text, _DIFFERENCE)) for text in update.difference.splitlines()[:_NEWS]]
    silent = f"{update.copies} {'copy or relay' if update.copies == 1 else 'copies and relays'} since"
    sources = f"{update.independent} independent {'source' if update.independent == 1 else 'sources'}"
    told = [f"{update.reports} reports in all" if update.reports > 1 else "", sources if update.independent else ""]
    counted = ", ".join(text for text in (*told, silent if update.copies else "") if text)
    rows += [style.text(counted)] if counted and update.kind == "report" else []
    return style.newline.join(rows)


def _origins(view: AlertView, style: Style, zone: str) -> str:
    """The independent sources in a line, where there are several: whose, since when, passed on how often."""
    if len(view.origins) < 2:
        return ""
    named = []
    for origin in view.origins[:_OTHERS]:
        first = f" since {_moment(origin.first, zone)}" if origin.first else ""
        passed = f", {origin.reports} reports" if origin.reports > 1 else ""
        named.append(f"{line(origin.name, 80)}{first}{passed}")
    if len(view.origins) > _OTHERS:
        named.append(f"and {len(view.origins) - _OTHERS} more")
    return style.text("; ".join(named))


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
