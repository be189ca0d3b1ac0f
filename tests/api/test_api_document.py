"""What docs/api.md shows is what the API answers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
_EXAMPLE = re.compile(r"^```http\nGET (\S+)\n\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = _EXAMPLE.findall(DOCUMENT.read_text(encoding="utf-8"))


def _holds(found: Any, shown: Any) -> bool:
    """Whether an answer holds all that is shown of it; of a list, each thing shown is among those found."""
    if isinstance(shown, dict):
        return isinstance(found, dict) and all(name in found and _holds(found[name], shown[name]) for name in shown)
    if isinstance(shown, list):
        return all(any(_holds(one, part) for one in found) for part in shown)
    return bool(found == shown)


@pytest.mark.parametrize(("address", "shown"), EXAMPLES, ids=[address for address, _ in EXAMPLES])
def test_an_example_is_answered_as_shown(client: TestClient, address: str, shown: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert _holds(answer.json(), json.loads(shown)), answer.text[:2000]


def test_there_are_twelve_questions() -> None:
    assert len(EXAMPLES) == 12


def test_an_example_that_is_wrong_would_be_noticed() -> None:
    assert not _holds({"paths": [{"length": 3}]}, {"paths": [{"length": 2}]})
    assert not _holds({}, {"paths": []})


def test_every_address_that_is_named_is_there(client: TestClient) -> None:
    named = set(re.findall(r"`(/api/[^`\s?]+)[`?]", DOCUMENT.read_text(encoding="utf-8"))) - {
        "/api/ties/ID",
        "/api/sources/ID",
    }
    assert named
    for address in named:
        assert (
            client.get(address, params={"actor": "cut50"} if address.endswith("/degree/ties") else {}).status_code
            == 200
        )
