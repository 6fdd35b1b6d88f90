"""A report read on screen, made from the templates of the paper: a snapshot, or today's state unfrozen."""

import base64
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from assessment.access import EnteredRequest, get_assessment, get_object
from assessment.errors import Refused
from assessment.forms.report import LANGUAGES, Wish, read_wish, section_choices
from assessment.models import Assessment, Snapshot, Stage, Variant
from assessment.services.document_choice import check_sections
from assessment.services.report import preview, shown_digest
from assessment.views.document import standing_of
from reports import html, logo
from reports.errors import ReportError
from reports.snapshot import Snapshot as Frozen
from reports.snapshot import from_json
from reports.tags import LANG
from reports.view import CHOICES, dossier
from reports.wording import Language


@gzip_page
def report_read(request: EnteredRequest, key: str) -> HttpResponse:
    """A snapshot on screen, in the language and with the sections its address names."""
    snapshot = get_object(request, Snapshot, "report", key=key)
    assessment = snapshot.assessment
    standing, words = standing_of(snapshot)
    context = {
        "standing": standing,
        "standing_words": words,
        "digest": snapshot.digest,
        "changes_url": f"{reverse('compare', args=[assessment.service.key])}?to={snapshot.key}",
        "frozen_at": formats.date_format(timezone.localtime(snapshot.at), "SHORT_DATETIME_FORMAT"),
    }
    return _page(request, assessment, from_json(bytes(snapshot.body)), context)


@gzip_page
def report_preview(request: EnteredRequest, key: str) -> HttpResponse:
    """What a report would say today; nothing is frozen, and counsel may go on from here to sign it."""
    assessment = get_assessment(request, key, "report")
    wish = _wish(request)
    try:
        held = preview(assessment=assessment, by=request.user, classification=wish.classification)
    except Refused:
        held = preview(assessment=assessment, by=request.user)
    context: dict[str, Any] = {"standing": "preview", "standing_words": _("Preview")}
    may_sign = "sign_off" in request.membership.allowed(assessment.service.client_id)
    if may_sign and assessment.stage == Stage.REVIEW:
        address = reverse("sign_off", args=[assessment.key])
        context["sign_url"] = f"{address}?saw={shown_digest(held)}"
    return _page(request, assessment, held, context)


def _wish(request: EnteredRequest) -> Wish:
    """What the address asks for; one language, the reader's own, unless it says otherwise."""
    own = "en" if request.LANGUAGE_CODE == "en" else "zh"
    wish = read_wish(request.GET, language=own)
    return wish if wish.language in LANGUAGES else wish.changed(language=own)


def _page(
    request: EnteredRequest, assessment: Assessment, held: Frozen, context: dict[str, Any]
) -> HttpResponse:
    wish, error = _wish(request), ""
    try:
        check_sections(wish.sections)
    except Refused as refused:
        wish, error = wish.changed(sections=()), refused.message
    is_board = wish.variant == Variant.BOARD
    sections = wish.sections or None
    body = html.body(
        held,
        language=cast(Language, wish.language),  # _wish sees to it
        sections=sections,
        variant=cast(html.Variant, wish.variant),
        logo=_logo(held),
        is_preview=context["standing"] == "preview",
    )
    language = request.LANGUAGE_CODE
    service_name = assessment.service.name(language)
    report_url = reverse("report_new", args=[assessment.key])
    context |= {
        "section": "reports",
        "crumbs": [
            {"text": _("Services"), "url": reverse("home")},
            {"text": service_name, "url": reverse("service", args=[assessment.service.key])},
            {"text": _("Reports"), "url": report_url},
            {"text": _("On screen"), "url": ""},
        ],
        "service_name": service_name,
        "error": error,
        "body": mark_safe(body),  # noqa: S308  the report's templates escape
        "lang": LANG["en" if wish.language == "both" else wish.language],
        "languages": _languages(wish),
        "variants": _variants(wish),
        "is_board": is_board,
        "contents": [] if is_board else _contents(held, wish, language),
        "sections": section_choices(language),
        "sections_chosen": wish.sections or CHOICES,
        "is_cut": bool(wish.sections) and set(wish.sections) != set(CHOICES),
        "wish": wish,
        "make_url": report_url + wish.query(),
    }
    return render(request, "report_screen/page.html", context)


def _languages(wish: Wish) -> list[dict[str, Any]]:
    words = {"zh": ("中文", "zh-hans"), "en": ("English", "en"), "both": (_("Side by side"), "")}
    return [
        {
            "text": text,
            "lang": lang,
            "url": wish.changed(language=name).query(),
            "current": wish.language == name,
        }
        for name, (text, lang) in words.items()
    ]


def _variants(wish: Wish) -> list[dict[str, Any]]:
    words = {"pdf": _("The whole report"), "board": _("One page for the board")}
    shown = "board" if wish.variant == Variant.BOARD else "pdf"
    return [
        {"text": text, "lang": "", "url": wish.changed(document=name).query(), "current": shown == name}
        for name, text in words.items()
    ]


def _contents(held: Frozen, wish: Wish, language: str) -> list[dict[str, str]]:
    """The sections, as a list of links beside the page."""
    shown = dossier(held, wish.sections or None).sections.values()
    return [
        {
            "number": one.number,
            "text": one.title.en if language == "en" else one.title.zh,
            "url": f"#s-{one.id}",
        }
        for one in shown
        if one.id != "contents"
    ]


def _logo(held: Frozen) -> str | None:
    """The firm's logo drawn anew, in the page itself; one that cannot be drawn is left out."""
    if held.firm is None or not held.firm.logo:
        return None
    try:
        return "data:image/png;base64," + base64.b64encode(logo.png(held.firm.logo)).decode()
    except ReportError:
        return None
