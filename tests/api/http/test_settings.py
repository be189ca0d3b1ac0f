"""Each setting is documented with its default, which stands in one place."""

from __future__ import annotations

from inspect import signature
from pathlib import Path

import pytest

from api.commands.graph_queries import query
from api.http.settings import Settings
from graph.workers.query_limits import Limits

TABLE = Path(__file__).parents[3] / "docs" / "settings.md"


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_each_setting_stands_in_the_table(name: str) -> None:
    field = Settings.model_fields[name]
    default = "none" if field.default in (None, "") else f"`{field.default}`"
    assert f"| `REENTRY_{name.upper()}` | {default} | {field.description} |" in TABLE.read_text(encoding="utf-8")


def test_a_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REENTRY_QUERY_TIMEOUT", "7.5")
    assert Settings().query_timeout == 7.5


def test_queries_have_the_same_defaults_on_the_server_and_on_the_command_line() -> None:
    assert Settings().limits == Limits()
    assert signature(query).parameters["timeout"].default == Limits().timeout_s
