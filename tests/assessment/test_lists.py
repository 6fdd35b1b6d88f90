"""Pages of a list and options of a filter, as templates draw them."""

from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from assessment.templatetags.lists import elided, options


@pytest.mark.parametrize(
    ("pages", "number", "shown"),
    [
        (3, 2, "1 2 3"),
        (200, 1, "1 2 … 200"),
        (200, 100, "1 … 99 100 101 … 200"),
        (200, 200, "1 … 199 200"),
    ],
)
def test_of_many_pages_the_ends_and_the_neighbours_are_shown(pages: int, number: int, shown: str) -> None:
    page = Paginator(range(pages * 50), 50).page(number)
    assert " ".join(str(one) for one in elided(page)) == shown
    drawn = render_to_string("components/pagination.html", {"page": page, "base": "?page="})
    assert drawn.count("<li>") == len([one for one in shown.split() if one != "…"]) + (number > 1) + (
        number < pages
    )
    assert drawn.count('aria-current="page"') == 1 and f'href="?page={number}" aria-current' in drawn
    assert drawn.count("…") == shown.count("…")


def test_options_are_escaped_and_one_is_chosen() -> None:
    offered: list[dict[str, Any]] = [
        {"value": "", "text": "All"},
        {"value": "a&b", "text": "<b>甲</b>"},
        {"value": 3, "text": "Three"},
    ]
    assert options(offered, "a&b") == (
        '<option value="">All</option><option value="a&amp;b" selected>&lt;b&gt;甲&lt;/b&gt;</option>'
        '<option value="3">Three</option>'
    )
    assert 'value="3" selected' in options(offered, 3)
    assert "selected" not in options(offered, None)
    assert options(None, "x") == ""


@pytest.mark.parametrize("component", ["select", "filter_bar"])
def test_nothing_needs_to_be_chosen_or_offered(component: str) -> None:
    field = {"name": "kind", "label": "Kind", "options": [{"value": "a", "text": "A"}]}
    drawn = render_to_string(f"components/{component}.html", {**field, "filters": [field]})
    assert '<option value="a">A</option>' in drawn
    assert "<select" in render_to_string("components/select.html", {"name": "kind", "label": "Kind"})
