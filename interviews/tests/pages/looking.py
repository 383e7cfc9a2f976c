"""What every page keeps to in a real browser."""

from __future__ import annotations

from itertools import pairwise

from playwright.sync_api import Page

UNLABELLED = """[...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter(field => !field.labels?.length && !field.ariaLabel).map(field => field.outerHTML)"""
NAMELESS = """[...document.querySelectorAll("a, button, [role=img]")]
    .filter(each => !(each.innerText ?? each.textContent).trim() && !each.ariaLabel).map(each => each.outerHTML)"""
LEVELS = "[...document.querySelectorAll('h1, h2, h3, h4')].map(heading => Number(heading.tagName[1]))"
TWICE = (
    """[...document.querySelectorAll("[id]")].map(each => each.id).filter((id, at, all) => all.indexOf(id) !== at)"""
)
# What sticks out is wider than the window; code scrolls inside its own box.
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def check(page: Page) -> None:
    """Labels, names, one h1 and no heading level left out, unique ids, a language, a skip link, no sideways scroll."""
    page.wait_for_load_state()  # what is asked below is asked at once, of however much has arrived
    assert page.evaluate(UNLABELLED) == []
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(TWICE) == []
    levels = page.evaluate(LEVELS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.querySelector('main') !== null && document.title.length > 10")
    assert page.evaluate(TOO_WIDE) is False
