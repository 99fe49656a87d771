"""What a person receives: alerts, updates, digests, summaries, surges and notices as Slack text, mail or plain text.

Everything that came from an article is cleaned, escaped and cut on the way in; only the shipped templates
and a user's own contribute markup. Never sends anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.core.alert import AlertView, UpdateView, level_rank
from monitor.notify.fields import REPEAT, Report, fields_of, reports_of, update_fields, watches_of, word_of
from monitor.notify.template import fill, shipped
from monitor.notify.text import Html, Plain, Slack, Style, cut, line, safe_link, shorten

Kind = Literal["alert", "digest", "summary", "notice", "escalation", "update", "surge"]
StyleName = Literal["slack", "mail", "text"]
_SUBJECT = 160
_SHORT = 10  # reports that the short form names
_HEADS = {
    "summary": "Over the limit of single messages, sent together.",
    "digest": "Held and sent together.",
}
_BADGE = {"info": "#3b6ea5", "normal": "#b3621b", "urgent": "#b3261e"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as written for one style. ``title`` is one plain line; ``html`` only for mail."""

    title: str
    body: str
    html: str | None = None
    level: str = "normal"


def render(
    alerts: Sequence[AlertView],
    *,
    kind: Kind,
    style: StyleName,
    updates: Sequence[UpdateView] = (),
    template: str | None = None,
    notice: Mapping[str, str] | None = None,
    maybe_repeat: bool = False,
    zone: str = "UTC",
    short: bool = False,
) -> Rendered:
    """Write a message; ValueError where there is nothing to say.

    ``updates`` stand after the alerts; kind update has nothing else. ``template`` is a user's own ``{field}`` text
    for each report and update; ``notice`` is {"title", "body"} for kinds notice and surge, and {"body"}, which says
    why, for kind escalation; ``zone`` (IANA) is that of all times. ``short`` writes the least a message can say,
    without markup: what is sent once more after a provider refused the whole.
    """
    writer: Style = Slack() if style == "slack" else Plain()
    if kind in ("notice", "surge"):
        return _notice(notice or {}, style, writer, kind)
    reports = reports_of(alerts)
    if not reports and not updates:
        raise ValueError("a message without alerts")
    level = max([report.level for report in reports] + [update.level for update in updates], key=level_rank)
    title = _title(reports, updates, kind)
    draft = _Draft(reports, updates, kind, title, zone, maybe_repeat)
    why = line((notice or {}).get("body", "")) if kind == "escalation" else ""
    page = None
    if short:
        body = draft.short(writer)
    elif template:
        body = draft.by_template(writer, template)
    else:
        body = draft.body(writer, f"{style}{{}}.txt")
        page = draft.page(why) if style == "mail" else None
    if why:
        body = cut(f"{writer.strong(f'Escalation: {why}')}\n{body}", writer.limit)
    return Rendered(writer.text(title) if style == "text" else title, body, page, level)


def _title(reports: list[Report], updates: Sequence[UpdateView], kind: Kind) -> str:
    """The subject line: level where it is urgent, the headline or the counts, and the watches."""
    head = "URGENT: " if any(report.level == "urgent" for report in reports) else ""
    head = "ESCALATION: " + head if kind == "escalation" else head
    names = [name for report in reports for name in report.watches.split(", ")]
    watches = ", ".join(
        dict.fromkeys(names + [name for update in updates for name in watches_of([update]).split(", ")])
    )
    tail = f" [{shorten(watches, 60)}]"
    if not reports and len({update.story for update in updates}) == 1:
        head, headline = f"{word_of(updates)}: ", line(updates[0].story_title)
    elif len(reports) == 1 and not updates:
        headline = line(reports[0].first.title)
    else:
        headline = _counted(len(reports), len(updates), "more " if kind == "summary" else "")
    return head + shorten(headline, _SUBJECT - len(tail) - len(head)) + tail


def _counted(reports: int, updates: int, more: str) -> str:
    parts = [(reports, f"{more}report"), (updates, "update" if reports else f"{more}update")]
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in parts if count)


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is to be written, before the style is known."""

    reports: list[Report]
    updates: Sequence[UpdateView]
    kind: Kind
    title: str
    zone: str
    maybe_repeat: bool

    def body(self, style: Style, files: str) -> str:
        """Write by the shipped templates: ``files`` is their name, with ``{}`` for the part."""
        if len(self.reports) + len(self.updates) == 1:
            part = "" if self.reports else "-update"
            return cut(fill(shipped(files.format(part)), self._fields(style)[0]), style.limit)
        head = {
            "title": style.text(self.title),
            "note": _HEADS.get(self.kind, ""),
            "repeat": style.text(REPEAT) if self.maybe_repeat else "",
        }
        parts = ["-entry"] * len(self.reports) + ["-update-entry"] * len(self.updates)
        fields = self._fields(style, brief=True)
        entries = [fill(shipped(files.format(part)), values) for part, values in zip(parts, fields, strict=True)]
        return _listed(fill(shipped(files.format("-list")), head), entries, style.limit)

    def page(self, why: str) -> str:
        """Write the HTML of a mail, after the reason why it escalates where it does."""
        style = Html()
        inner = (f"<p>{style.strong(f'Escalation: {why}')}</p>\n" if why else "") + self.body(style, "mail{}.html")
        return fill(shipped("mail-page.html"), {"title": style.text(self.title), "body": inner})

    def by_template(self, style: Style, template: str) -> str:
        """Write each report and update by a user's template."""
        whole = template.encode("utf-8", "ignore").decode()  # YAML's escapes can write lone surrogates
        body = cut("\n\n".join(fill(whole, fields) for fields in self._fields(style)), style.limit)
        return body if body.strip() else self.short(style)  # services refuse an empty message: the alert would be lost

    def short(self, style: Style) -> str:
        """Write headlines and links, nothing else."""
        said = [([line(report.first.title, 200)], report.first.url) for report in self.reports]
        for update in self.updates:
            story, title = line(update.story_title, 200), line(update.title, 200)
            said.append(([f"{word_of([update])}: {story}"] + [title] * (title != story), update.url))
        rows = [style.text("Possibly a repeat.")] if self.maybe_repeat else []
        for titles, url in said[:_SHORT]:
            rows += [style.text(title) for title in titles]
            link = safe_link(url)
            if link:
                rows.append(style.text(link))
        if len(said) > _SHORT:
            rows.append(f"… and {len(said) - _SHORT} more: wirewatch alerts list")
        return cut("\n".join(rows), style.limit)

    def _fields(self, style: Style, *, brief: bool = False) -> list[dict[str, str]]:
        """The fields of each report, then of each update."""
        zone, repeat = self.zone, self.maybe_repeat and not brief
        last = {update.story: number for number, update in enumerate(self.updates)}
        found = [fields_of(report, style, zone=zone, maybe_repeat=repeat, brief=brief) for report in self.reports]
        for number, update in enumerate(self.updates):
            totals = last[update.story] == number
            found.append(update_fields(update, style, zone=zone, maybe_repeat=repeat, brief=brief, totals=totals))
        if style.name == "html":
            return [fields | {"flag": _badge(fields["level"])} for fields in found]
        return found


def _listed(head: str, entries: list[str], limit: int) -> str:
    """Head and as many entries as there is room for; the rest are counted, they can be listed any time."""
    parts, room = [head] * bool(head), limit - len(head) - 100
    for number, entry in enumerate(entries):
        if len(entry) + 2 > room:
            parts.append(f"… and {len(entries) - number} more: wirewatch alerts list")
            break
        room -= len(entry) + 2
        parts.append(entry)
    return "\n\n".join(parts)


def _badge(level: str) -> str:
    return (
        f'<span style="display:inline-block;padding:2px 8px;border-radius:3px;background:{_BADGE[level]};'
        f'color:#ffffff;font-size:12px;font-weight:bold;letter-spacing:.04em">{level.upper()}</span>'
    )


def _notice(notice: Mapping[str, str], style: StyleName, writer: Style, kind: Literal["notice", "surge"]) -> Rendered:
    """A message to the operators, or of a watch that has more stories than it usually has."""
    sign, prefix = ("📈", "") if kind == "surge" else ("⚠️", "Wirewatch: ")
    title = shorten(f"{prefix}{line(notice.get('title', kind))}", _SUBJECT)
    raw = cut(notice.get("body", ""), 6_000)
    said = writer.text(raw or title)
    page = None
    if style == "slack":
        said = f"{sign} *{writer.text(title)}*\n{writer.text(raw)}".strip()
    elif style == "mail":
        html = Html()
        inner = f'<h1 style="font-size:18px;margin:0 0 12px">{html.text(title)}</h1>\n<div>{html.text(raw)}</div>'
        page = fill(shipped("mail-page.html"), {"title": html.text(title), "body": inner})
    return Rendered(writer.text(title) if style == "text" else title, said, page)
