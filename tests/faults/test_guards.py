"""Every guard that `tests.faults.sabotaged` can take away still stands in the code."""

import importlib.util
from pathlib import Path

import pytest

from tests.faults.sabotaged import GUARDS


@pytest.mark.parametrize("guard", GUARDS)
def test_the_guard_still_stands(guard):
    module, text, replacement = GUARDS[guard]
    source = Path(importlib.util.find_spec(module).origin).read_text()
    assert text in source
    compile(source.replace(text, replacement), module, "exec")
