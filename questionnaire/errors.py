"""What can be wrong with a rulebook or with answers, as errors a person can act on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from questionnaire.rulebook import Text

# -- a rulebook: for whoever writes the law files -----------------------------------------------


@dataclass(frozen=True, slots=True)
class RulebookFault:
    """One thing wrong with the law files: the file, the entry in it ("" for none), and what."""

    file: str
    entry: str
    message: str

    def __str__(self) -> str:
        return f"{' · '.join(part for part in (self.file, self.entry) if part)}: {self.message}"


class RulebookError(Exception):
    """The law files cannot be used. ``faults`` holds every fault found, one line each in `str`."""

    def __init__(self, faults: Iterable[RulebookFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


# -- answers: for whoever writes an answers file or fills in a form ------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an answers file: where, which kind, in both languages.

    ``where`` is a path such as `answers.audience[1]`; ``code`` one of the published codes;
    ``nearest`` the known word most like the one given, if any.
    """

    where: str
    code: str
    message: "Text"
    nearest: str | None = None


class AnswersError(Exception):
    """Answers cannot be used; ``faults`` holds everything that is wrong with them, in order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.where}: {fault.message.en}" for fault in faults))
        self.faults = faults


class UnknownQuestion(LookupError):
    """Answers name questions that the rulebook does not have."""

    def __init__(self, questions: Sequence[str]) -> None:
        super().__init__(f"no question is called {', '.join(questions)}")
        self.questions = tuple(questions)
