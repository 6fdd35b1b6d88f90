import pytest
from playwright.sync_api import Browser

from tests.browser import assert_accessible, keep_inside, record_errors

WHOLE = '<!doctype html><html lang="en"><title>T</title><main><h1>H</h1>{}</main></html>'


def test_a_request_that_leaves_the_site_is_refused_and_noted(browser: Browser) -> None:
    context, faults = browser.new_context(), list[str]()
    keep_inside(context, "http://ours.invalid", faults)
    context.new_page().set_content('<img src="http://elsewhere.invalid/x.png"><img src="data:,">')
    context.close()
    assert faults == ["asked for http://elsewhere.invalid/x.png, which is not on the site"]


def test_what_the_console_reports_is_noted_unless_it_was_meant(browser: Browser) -> None:
    context, faults = browser.new_context(), list[str]()
    record_errors(context, faults, allow="^expected")
    page = context.new_page()
    page.evaluate("console.error('expected: 404'); console.error('unforeseen'); console.log('chatter')")
    page.evaluate("setTimeout(() => { throw new Error('burst') })")
    page.wait_for_timeout(200)
    context.close()
    assert faults == ["console: unforeseen ()", "thrown: burst"]


def test_axe_names_the_rule_and_the_element(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_content(WHOLE.format('<img src="data:,">'))
    with pytest.raises(AssertionError, match="image-alt at img"):
        assert_accessible(page)
    page.set_content(WHOLE.format('<img src="data:," alt="">'))
    assert_accessible(page)
    context.close()
