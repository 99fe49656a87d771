"""A report as text."""

from tests.faults.campaign import Report

SHOWN = 12


def table(report: Report) -> str:
    """Faults by kind, what was expected and what came of it."""
    verdict = report.verdict
    kinds = [
        *sorted(report.process_faults.items()),
        *((f"receiver: {k}", n) for k, n in sorted(report.receiver_faults.items())),
    ]
    rows: list[tuple[str, object]] = [
        (f"faults ({report.plan.database}, seed {report.plan.seed})", report.faults),
        *((f"  {kind}", count) for kind, count in kinds),
        *((f"  not injected: {kind}", why) for kind, why in report.not_injected.items()),
        ("alerts expected", verdict.alerts),
        ("deliveries expected", verdict.expected),
        ("delivered", verdict.delivered),
        ("lost", len(verdict.lost)),
        *([("no verdict, the run was out of time", len(verdict.out_of_time))] if verdict.out_of_time else []),
        ("repeated where the channel can be asked (mail, Slack bot)", len(verdict.repeated_askable)),
        ("  copies of a mail under one Message-ID", verdict.merged),
        ("repeated and marked (webhook, Slack webhook)", len(verdict.repeated_marked)),
        ("repeated and not marked", len(verdict.repeated_unmarked)),
        ("updates to stories", verdict.updates),
        ("  repeated and not marked", len(verdict.updates_repeated)),
        ("alerted and not expected", len(verdict.unexpected)),
        (
            "undelivered by the product's own word",
            "it could not tell" if report.undelivered is None else report.undelivered,
        ),
        *((f"daemon ended by itself: {how}", count) for how, count in sorted(report.exits.items())),
        ("seconds", round(report.seconds)),
    ]
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:<{width}}  {value}" for name, value in rows]
    for what, keys in (
        ("lost", verdict.lost),
        ("repeated although it can be asked", verdict.repeated_askable),
        ("repeated unmarked", verdict.repeated_unmarked),
        ("not expected", verdict.unexpected),
        ("an update repeated unmarked", verdict.updates_repeated),
    ):
        lines += [
            f"{what}: {token} {channel}, {report.history.get((token, channel), '')}" for token, channel in keys[:SHOWN]
        ]
        if len(keys) > SHOWN:
            lines.append(f"{what}: … and {len(keys) - SHOWN} more")
    lines += [f"its last words:\n{words}" for words in report.last_words]
    return "\n".join(lines)
