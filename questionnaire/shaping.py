"""From the spelling of a law file to the shape of a model, and from a model's refusal to words."""

import re
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from questionnaire import conditions, rulebook
from questionnaire.yaml_events import Mapping, Node, Scalar

LANGUAGES = ("zh", "en")
# Names pydantic puts into a path to say which kind of condition it was trying.
_KINDS = {"All", "AnyOf", "Not", "IsOption", "IsOnly", "AtLeast", "Determined", "Reading"}


def nearest(word: str, known: Any) -> str:
    """` Did you mean "…"?` with the most similar of the ``known`` words, or nothing."""
    matches = get_close_matches(word, sorted(known), n=1)
    return f' Did you mean "{matches[0]}"?' if matches else ""


def shape(node: Node, faults: list[str], path: str = "") -> Any:
    """``node`` as dicts, lists and strings, each pair `x_zh`, `x_en` folded into `x: {zh, en}`.

    Appends what is wrong to ``faults``: a key given twice, a key without a value, half a pair.
    """
    if isinstance(node, Scalar):
        if node.null:
            faults.append(f"{path} has no value: leave it out")
        return node.text
    if not isinstance(node, Mapping):
        return [shape(item, faults, f"{path}[{number}]") for number, item in enumerate(node.items)]
    values: dict[str, Any] = {}
    for key, value in node.pairs:
        here = f"{path}.{key.text}" if path else key.text
        if key.text in values:
            faults.append(f"{here} is given twice")
            continue
        values[key.text] = shape(value, faults, here)
    return _folded(values, faults, path)


def _folded(values: dict[str, Any], faults: list[str], path: str) -> dict[str, Any]:
    folded: dict[str, Any] = {}
    for key, value in values.items():
        name, _, language = key.rpartition("_")
        if not name or language not in LANGUAGES:
            # Conditions take a number only, so that `true` is none; files spell it.
            is_number = key == "at_least" and isinstance(value, str) and re.fullmatch("[0-9]{1,15}", value)
            folded[key] = int(value) if is_number else value
            continue
        other = f"{name}_{LANGUAGES[1 - LANGUAGES.index(language)]}"
        if other not in values:
            faults.append(f"{path + '.' if path else ''}{other} is missing beside {key}")
            value_of_other = value
        else:
            value_of_other = values[other]
        pair = {language: value, other[-2:]: value_of_other}
        folded.setdefault(name, {"zh": pair["zh"], "en": pair["en"]})
    return folded


def words_for(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """One sentence for each thing ``model`` refused."""
    return [_sentence(details, model) for details in error.errors()]


def _sentence(details: Any, model: type[BaseModel]) -> str:
    path = _path(details["loc"])
    last = str(details["loc"][-1]) if details["loc"] else ""
    match details["type"]:
        case "missing":
            field = model.model_fields.get(path)
            if field is not None and rulebook.Text in _types(field.annotation):
                return f"{path}_zh and {path}_en are missing"
            return f"{path} is missing"
        case "extra_forbidden":
            # A key that is known elsewhere is no slip of the pen.
            hint = "" if last in _VOCABULARY else nearest(last, _VOCABULARY)
            return f'unknown key "{path}".{hint}'
        case "literal_error":
            return f'{path} is "{details["input"]}": write {details["ctx"]["expected"]}'
        case "too_short" | "string_too_short":
            return f"{path} is empty"
        case "int_type" | "int_parsing":
            return f'{path} is "{details["input"]}": write a number'
        case "model_type" | "dict_type" | "string_type" | "tuple_type":
            return f"{path} has the wrong shape: {details['msg'].lower()}"
        case _:
            return f"{path}: {details['msg'].removeprefix('Value error, ')}".removeprefix(": ")


def _path(location: tuple[str | int, ...]) -> str:
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        elif step not in _KINDS:
            path += f".{step}" if path else step
    return path


def _types(annotation: Any) -> tuple[Any, ...]:
    return (annotation, *getattr(annotation, "__args__", ()))


def _vocabulary() -> frozenset[str]:
    models = [
        value
        for module in (rulebook, conditions)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BaseModel)
    ]
    return frozenset(field.alias or name for model in models for name, field in model.model_fields.items())


_VOCABULARY = _vocabulary()
