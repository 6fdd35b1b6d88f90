"""What the forms for setting things up share: crispy lays them out, a service decides what is taken."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from assessment.errors import AssessmentError

Words = Any  # str, or what gettext_lazy gives: the stubs know no common name


class SetUpForm(forms.Form):
    """A form that shows what was typed before a language switch, and takes refusals of services as errors.

    Lengths and hidden characters are the service's to judge, so that one rule holds for every way in.
    """

    def __init__(self, *args: Any, stash: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items() if stash else ():
            several = isinstance(field, forms.MultipleChoiceField)
            self.initial[name] = stash.getlist(name) if several else stash.get(name, "")  # type: ignore[union-attr]

    @property
    def helper(self) -> FormHelper:
        """The form tag, its token and its buttons are the page's; the summary of errors stands above."""
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf, helper.form_show_errors = False, True, False
        helper.layout = self.layout()
        return helper

    def layout(self) -> Layout:
        """What stands where; the fields in their order unless a form says otherwise."""
        return Layout(*self.fields)

    def refuse(self, error: AssessmentError) -> None:
        """Show a service's refusal beside its field, or as the form's own."""
        self.add_error(error.field if error.field in self.fields else None, error.message)


class NamedForm(SetUpForm):
    """Names in two languages, of which one is enough."""

    def clean(self) -> dict[str, Any]:
        """Without a Chinese name the other one stands in its place."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["name_zh"] = cleaned.get("name_zh") or cleaned.get("name_en", "")
        if not cleaned["name_zh"]:
            self.add_error("name_zh", _("Enter a name, in Chinese or in English."))
        return cleaned


class _Hinted:
    """Gives each choice of a widget its hint, as ``option.data.hint`` in a template."""

    hints: Mapping[str, Words] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        return option | {"hint": self.hints.get(str(value), "")}


class HintedRadio(_Hinted, forms.RadioSelect):
    """Radio buttons, each with a sentence below; drawn by service/choices.html."""


class HintedBoxes(_Hinted, forms.CheckboxSelectMultiple):
    """Checkboxes, each with a sentence below; drawn by service/coverage.html."""


def choose(field: forms.Field, choices: Sequence[tuple[str, Words]], hints: Mapping[str, Words]) -> None:
    """Give a field its choices, and each its hint."""
    field.choices = choices  # type: ignore[attr-defined]
    field.widget.hints = hints


def line(label: Words, *, hint: Words = "", **fields: Any) -> forms.CharField:
    """A field for one line of text."""
    return forms.CharField(label=label, help_text=hint, required=False, strip=True, **fields)


def lines(label: Words, *, hint: Words = "", rows: int = 3) -> forms.CharField:
    """A field for several lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget)


class DayField(forms.DateField):
    """A day, as a browser sends it or as people write it."""

    default_error_messages = {"invalid": _("Enter a real day, such as 2026-11-21.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input--date"})
        )
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"])
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A day in the form date inputs take; what was typed stays as it is."""
        return value.isoformat() if isinstance(value, date) else value


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, also if it was nothing; None where the form is only shown."""
    return request.POST if request.method == "POST" else None


def asked(request: HttpRequest, name: str) -> str:
    """A word of the address, fit to be looked for: short, and without what PostgreSQL cannot take."""
    return request.GET.get(name, "").replace("\0", "")[:200].strip()
