"""A paper held up to the site: the file, or the code on its cover."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from assessment.codes import ungrouped

MOST_BYTES = 20 * 2**20


class PaperForm(forms.Form):
    """One file, of whatever kind: what it is shows when it is judged."""

    file = forms.FileField(
        max_length=None,
        error_messages={
            "required": lazy("Choose the PDF file that is to be checked."),
            "missing": lazy("Choose the PDF file that is to be checked."),
            "empty": lazy("The file is empty. Choose the PDF file that is to be checked."),
        },
    )

    def clean_file(self) -> UploadedFile:
        """A file of a size that reports have."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(too_large())
        return file


class CodeForm(forms.Form):
    """A code as somebody types it from paper; ``cleaned_data["code"]`` is the key behind it."""

    code = forms.CharField(
        max_length=200,
        error_messages={
            "required": lazy("Enter the code from the cover of the report."),
            "max_length": lazy("This is too long for a code. It has twelve letters and digits."),
        },
    )

    def clean_code(self) -> str:
        """The key, whatever the case, width and grouping."""
        key = ungrouped(self.cleaned_data["code"])
        if key is None:
            raise forms.ValidationError(
                _("A code has twelve letters and digits, such as K7QP-2M4D-XW3A; never 0, 1, I, L or O.")
            )
        return key


def too_large() -> str:
    """What is said of a file that no report reaches."""
    return _("The file is larger than %(most)s, which no report is.") % {"most": filesizeformat(MOST_BYTES)}


def errors_of(form: forms.Form) -> list[dict[str, Any]]:
    """What has to be put right, for the summary on top."""
    return [{"field": field, "text": text} for field, texts in form.errors.items() for text in texts]
