"""Where an assessment begins: the day asked, the groups of instruments, and where the answers come from."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessment.cleaning import clean_file_name
from assessment.forms.set_up import DayField, HintedBoxes, HintedRadio, SetUpForm, choose
from assessment.services.assessment import EARLIEST, LATEST
from questionnaire.answers import MAX_BYTES
from questionnaire.assessing import GROUPS

# What each group covers, in one plain sentence. Core has no choice: it is always on.
COVERS = {
    "core": _(
        "The Interim Measures themselves, deep synthesis, algorithms, labels, security assessment, filing "
        "and the standards that go with them."
    ),
    "data": _(
        "Network and data security: logs, protection levels, important data, incidents, transfers abroad."
    ),
    "pi": _(
        "Personal information of users and of people in training data: basis, notice, consent, audits, "
        "transfers."
    ),
    "minors": _("What is owed to people under 18, and more under 14: modes, warnings, parents, audits."),
    "companions": _("Services that act like a person or keep company over time: dependence, crises, exits."),
    "sector": _(
        "Rules for some services only: news, telecom licences, ethics review, fraud, content, online shops, "
        "consumers."
    ),
}
OPTIONAL = tuple(group for group in GROUPS if group != "core")
SCRATCH, FILE, COPY = "scratch", "file", "copy"
HINTS = {
    SCRATCH: _("One question at a time, or all on a page."),
    FILE: _("Filled in by a colleague, an engineer or another system."),
    COPY: _("Each answer is marked to re-confirm, so that nothing old passes unseen."),
}


class TermsForm(SetUpForm):
    """The day asked and the coverage; ``names`` are the groups' names in the reader's language."""

    as_of = DayField(
        label=_("As of which day?"), error_messages={"required": _("Enter the day the law is asked for.")}
    )
    coverage = forms.MultipleChoiceField(label=_("Which groups of law?"), required=False, widget=HintedBoxes)

    def __init__(self, *args: Any, names: dict[str, str], law_known_to: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.core = {"name": names["core"], "covers": COVERS["core"]}
        choose(self.fields["coverage"], [(group, names[group]) for group in OPTIONAL], COVERS)
        self.fields["coverage"].help_text = _(
            "A group left out is not looked at and not counted; result and report say so. Add it any time."
        )
        self.fields["as_of"].help_text = (
            _("Any day, past or to come. The law is known here as of %s; for a later day the result says so.")
            % law_known_to
        )

    def layout(self) -> Layout:
        """The day, then the groups, each with its sentence."""
        return Layout("as_of", Field("coverage", template="service/coverage.html"))

    def clean_as_of(self) -> date:
        """A day one can ask for."""
        day: date = self.cleaned_data["as_of"]
        if not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_now("Choose a day between 2017 and 2100."))
        return day

    def clean_coverage(self) -> list[str]:
        """The groups chosen, and core."""
        return ["core", *self.cleaned_data["coverage"]]


class AssessmentForm(TermsForm):
    """A new assessment; ``earlier`` (key, words) are those it may be a copy of, newest first.

    ``house`` (key, words, reason) are the firm's positions; a person who takes none leaves all.
    """

    source = forms.ChoiceField(
        label=_("Where do the answers come from?"),
        widget=HintedRadio,
        initial=SCRATCH,
        error_messages={"required": _("Choose where the answers come from.")},
    )
    file = forms.FileField(
        label=_("Answers file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.txt"}),
        help_text=_(
            "A YAML file, at most 1 MB. Its own day and coverage count unless you change those below."
        ),
    )
    earlier = forms.ChoiceField(label=_("Earlier assessment"), required=False)
    house = forms.MultipleChoiceField(
        label=_("Which house positions are taken over?"),
        required=False,
        widget=HintedBoxes,
        help_text=_(
            "What the firm holds on questions the law leaves open. What an answers file or the copied "
            "assessment holds goes before it; each can be changed later."
        ),
    )
    # The day the page offered: only another one was chosen by a person.
    offered = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        earlier: list[tuple[str, str]],
        house: Sequence[tuple[str, str, str]] = (),
        may_leave_out: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer_house(house, may_leave_out=may_leave_out)
        sources = [
            (SCRATCH, _("From scratch")),
            (FILE, _("From an answers file")),
            (COPY, _("As a copy of an earlier assessment")),
        ]
        choose(self.fields["source"], sources if earlier else sources[:2], HINTS)
        self.fields["earlier"].choices = earlier  # type: ignore[attr-defined]
        self.too_large, self.max_bytes = str(_("The file is larger than 1 MB.")), MAX_BYTES
        if not earlier:
            del self.fields["earlier"]

    def _offer_house(self, house: Sequence[tuple[str, str, str]], *, may_leave_out: bool) -> None:
        """The firm's positions, all of them chosen at first; no field where there are none."""
        if not house:
            del self.fields["house"]
            return
        field = self.fields["house"]
        choose(field, [(key, words) for key, words, _reason in house], {key: why for key, _, why in house})
        field.disabled = not may_leave_out
        self.initial.setdefault("house", [key for key, *_words in house])

    def layout(self) -> Layout:
        """Where the answers come from, with what only that choice needs; then the terms."""
        choice = [
            Field("source", template="service/choices.html"),
            Div(Field("file", template="service/file.html"), css_class="reveal reveal--file"),
        ]
        if "earlier" in self.fields:
            choice.append(Div("earlier", css_class="reveal reveal--copy"))
        house = [Field("house", template="service/choices.html")] if "house" in self.fields else []
        return Layout(*choice, *super().layout().fields, *house, "offered")

    def clean(self) -> dict[str, Any]:
        """What the chosen source needs has to be there."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("source") == FILE and "file" not in self.errors:
            self._check_file(cleaned.get("file"))
        if cleaned.get("source") == COPY and not cleaned.get("earlier"):
            self.add_error("earlier", _("Choose the assessment to copy."))
        return cleaned

    def _check_file(self, file: UploadedFile | None) -> None:
        if file is None:
            self.add_error("file", _("Choose the answers file. It has to be chosen again each time."))
        elif (file.size or 0) > MAX_BYTES:
            self.add_error("file", _("The file is larger than 1 MB. An answers file has a few kilobytes."))

    @property
    def chosen_day(self) -> date | None:
        """The day, if it is another than the page offered; a file's own day counts otherwise."""
        day: date = self.cleaned_data["as_of"]
        return None if day.isoformat() == self.cleaned_data.get("offered") else day

    @property
    def file_name(self) -> str:
        """The name of the file, safe to show and keep."""
        return clean_file_name(self.cleaned_data["file"].name or "")
