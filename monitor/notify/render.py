"""What a person receives: alerts, updates, digests, summaries and notices as Slack text, mail or plain text.

Everything that came from an article is cleaned, escaped and cut on the way in; only the shipped templates
and a user's own contribute markup. Never sends anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from monitor.core.alert import AlertView, UpdateView, level_rank
from monitor.notify.fields import REPEAT, Report, fields_of, reports_of, updates_of
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
_UPDATES = {"report": "Update", "changed": "Changed", "removed": "Removed"}
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

    ``updates`` are told after the alerts. ``template`` is a user's own ``{field}`` text for each report; ``notice`` is
    {"title", "body"} for the kinds notice and surge, and {"body"}, which says why, for kind escalation; ``zone`` (IANA) is that of all times. ``short``
    writes the least a message can say, without markup: what is sent once more after a provider refused the whole.
    """
    writer: Style = Slack() if style == "slack" else Plain()
    if kind in ("notice", "surge"):
        return _notice(notice or {}, style, writer, ours=kind == "notice")
    reports = [*reports_of(alerts), *updates_of(updates)]
    if not reports:
        raise ValueError("a message without alerts")
    level = max((report.level for report in reports), key=level_rank)
    title = _title(reports, kind)
    draft = _Draft(reports, kind, title, zone, maybe_repeat)
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


def _title(reports: list[Report], kind: Kind) -> str:
    """The subject line: level where it is urgent, the headline or the count, and the watches."""
    urgent = "URGENT: " if any(report.level == "urgent" for report in reports) else ""
    urgent = "ESCALATION: " + urgent if kind == "escalation" else urgent
    watches = ", ".join(dict.fromkeys(name for report in reports for name in report.watches.split(", ")))
    tail = f" [{shorten(watches, 60)}]"
    told = [report.update for report in reports if report.update is not None]
    if told and len(told) == len(reports) and len({one.story for one in told}) == 1:
        kinds = {one.kind for one in told}
        headline = f"{_UPDATES[kinds.pop() if len(kinds) == 1 else 'report']}: {line(told[0].story_title)}"
    elif len(reports) == 1:
        headline = line(reports[0].first.title)
    else:
        headline = f"{len(reports)} {'more ' if kind == 'summary' else ''}reports"
    return urgent + shorten(headline, _SUBJECT - len(tail) - len(urgent)) + tail


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is to be written, before the style is known."""

    reports: list[Report]
    kind: Kind
    title: str
    zone: str
    maybe_repeat: bool

    def body(self, style: Style, files: str) -> str:
        """Write by the shipped templates: ``files`` is their name, with ``{}`` for the part."""
        if len(self.reports) == 1:
            return cut(fill(shipped(files.format("")), self._fields(self.reports[0], style)), style.limit)
        head = {
            "title": style.text(self.title),
            "note": _HEADS.get(self.kind, ""),
            "repeat": style.text(REPEAT) if self.maybe_repeat else "",
        }
        entry = shipped(files.format("-entry"))
        entries = [fill(entry, self._fields(report, style, brief=True)) for report in self.reports]
        return _listed(fill(shipped(files.format("-list")), head), entries, style.limit)

    def page(self, why: str) -> str:
        """Write the HTML of a mail, after the reason why it escalates where it does."""
        style = Html()
        inner = (f"<p>{style.strong(f'Escalation: {why}')}</p>\n" if why else "") + self.body(style, "mail{}.html")
        return fill(shipped("mail-page.html"), {"title": style.text(self.title), "body": inner})

    def by_template(self, style: Style, template: str) -> str:
        """Write each report by a user's template."""
        whole = template.encode("utf-8", "ignore").decode()  # YAML's escapes can write lone surrogates
        body = cut("\n\n".join(fill(whole, self._fields(report, style)) for report in self.reports), style.limit)
        return body if body.strip() else self.short(style)  # services refuse an empty message: the alert would be lost

    def short(self, style: Style) -> str:
        """Write headlines and links, nothing else."""
        rows = [style.text("Possibly a repeat.")] if self.maybe_repeat else []
        for report in self.reports[:_SHORT]:
            rows.append(style.text(line(report.first.title, 200)))
            link = safe_link(report.first.url)
            if link:
                rows.append(style.text(link))
        if len(self.reports) > _SHORT:
            rows.append(f"… and {len(self.reports) - _SHORT} more: wirewatch alerts list")
        return cut("\n".join(rows), style.limit)

    def _fields(self, report: Report, style: Style, *, brief: bool = False) -> dict[str, str]:
        repeat = self.maybe_repeat and not brief
        fields = fields_of(report, style, zone=self.zone, maybe_repeat=repeat, brief=brief)
        return fields | {"flag": _badge(report.level)} if style.name == "html" else fields


def _listed(head: str, entries: list[str], limit: int) -> str:
    """Head and as many entries as there is room for; the rest are counted, they can be listed any time."""
    parts, room = [head], limit - len(head) - 100
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


def _notice(notice: Mapping[str, str], style: StyleName, writer: Style, *, ours: bool) -> Rendered:
    title = shorten(f"{'Wirewatch: ' if ours else ''}{line(notice.get('title', 'notice'))}", _SUBJECT)
    raw = cut(notice.get("body", ""), 6_000)
    said = writer.text(raw or title)
    page = None
    if style == "slack":
        said = f"⚠️ *{writer.text(title)}*\n{writer.text(raw)}".strip()
    elif style == "mail":
        html = Html()
        inner = f'<h1 style="font-size:18px;margin:0 0 12px">{html.text(title)}</h1>\n<div>{html.text(raw)}</div>'
        page = fill(shipped("mail-page.html"), {"title": html.text(title), "body": inner})
    return Rendered(writer.text(title) if style == "text" else title, said, page)
