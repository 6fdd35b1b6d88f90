"""What every test run shares: a browser when asked for, and no silent skips in continuous integration."""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings as hypothesis_settings

pytest_plugins = ["tests.browser"]

IN_CI = os.environ.get("CI", "").lower() in ("1", "true")

# make test brings these, so on a machine of ours a test that lacks one was not run, which is no pass.
BROUGHT_ALONG = ("chromium", "postgresql", "verapdf", "java", "poppler", "pdftoppm", "pdftotext", "pango")

# The machines are shared: a slow example is no fault. In CI the same examples are tried every time.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("ci" if IN_CI else "house")


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip for want of a tool that ``make test`` installs into a failure."""
    if not report.skipped or not isinstance(report.longrepr, tuple) or hasattr(report, "wasxfail"):
        return
    path, line, reason = report.longrepr
    if any(tool in reason.lower() for tool in BROUGHT_ALONG):
        report.outcome = "failed"
        report.longrepr = f"{path}:{line}: {reason}\nIn continuous integration this has to run."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if IN_CI:
        refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if IN_CI:
        refuse_skip(report)
    return report


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes by their length: written out, what holds the time of day has another name in every process."""
    return f"{len(val)}-bytes" if isinstance(val, bytes) else None
