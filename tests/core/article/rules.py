"""Functions that the tests' site profiles name."""

from lxml.html import HtmlElement


def title(page: HtmlElement, url: str | None) -> str:
    """The first heading of the second level, with the address's host."""
    return f"{page.find('.//h2').text_content()} ({url})"


def body(page: HtmlElement, url: str | None) -> list[HtmlElement]:
    """Every paragraph that is marked as one of the text."""
    return [paragraph for paragraph in page.iter("p") if paragraph.get("data-kind") == "text"]


def raises(page: HtmlElement, url: str | None) -> str:
    """Never answer."""
    raise KeyError("views")
