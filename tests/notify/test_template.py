"""Templates of fields: one pass, no expressions, empty lines left out."""

from monitor.notify import check_template
from monitor.notify.template import fill


def test_unknown_fields_are_named() -> None:
    assert check_template("{level} {title} {link}") == []
    assert check_template("{level} {secret} {titel} {secret} {{7*7}} {title.__class__} {0} {}") == ["secret", "titel"]


def test_what_is_no_field_stays_as_it_is() -> None:
    text = "{{7*7}} {secret} {title.__class__} {title[0]} {title!r} {title:>9} {} {0} {{title}}"
    assert fill(text, {"title": "T"}) == text


def test_a_value_is_never_a_template() -> None:
    assert fill("{title}", {"title": "{link} {title}", "link": "secret"}) == "{link} {title}"


def test_lines_labels_and_parts_without_content_are_left_out() -> None:
    template = "{a}\n\nQuoted:\n{b}\n\nCites: {b}\n{a} · by {b} · {a}\nend"
    assert fill(template, {"a": "A", "b": ""}) == "A\n\nA · A\nend"
    assert fill(template, {"a": "A", "b": "B"}) == "A\n\nQuoted:\nB\n\nCites: B\nA · by B · A\nend"
