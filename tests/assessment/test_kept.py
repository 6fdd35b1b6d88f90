"""What is kept of a page is the same as what is made, in each language and for each value."""

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

TAG = Template("{% load kept %}{% kept 'components/masthead_links.html' section=section %}")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("section", ["services", "reports", ""])
def test_kept_is_what_an_include_makes(language: str, section: str) -> None:
    with translation.override(language):
        made = render_to_string("components/masthead_links.html", {"section": section})
        assert [TAG.render(Context({"section": section})) for _ in range(2)] == [made, made]


def test_a_value_that_is_missing_is_an_empty_one() -> None:
    with translation.override("en"):
        assert TAG.render(Context({})) == render_to_string("components/masthead_links.html", {})
