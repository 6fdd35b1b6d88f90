import importlib
import inspect

import pytest

from assessment.services.document_choice import TAKES


@pytest.mark.parametrize("kind", sorted(TAKES))
def test_what_a_format_lets_one_choose_is_what_its_function_takes(kind: str) -> None:
    render = importlib.import_module(f"reports.to_{kind}").render
    assert TAKES[kind] == {"language", "variant", "sections"} & set(inspect.signature(render).parameters)
