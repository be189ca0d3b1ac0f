"""Requests that an OpenAPI description allows or forbids, and whether the answers keep to it.

Import this inside a test, not at the top of a module: schemathesis is slow to import, and collecting does not need it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import schemathesis
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

MODES = {"positive": GenerationMode.POSITIVE, "negative": GenerationMode.NEGATIVE}
FULL = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
STATUS_AND_TYPE = [not_a_server_error, status_code_conformance, content_type_conformance]
Case = schemathesis.Case[Any]


def schema(description: Mapping[str, Any]) -> Any:
    """The operations of a description, by address and method."""
    return schemathesis.openapi.from_dict(dict(description))


def cases(operation: Any, mode: str = "positive") -> SearchStrategy[Any] | None:
    """Requests that the operation allows (`positive`) or forbids (`negative`); None where it forbids nothing."""
    try:
        strategy: SearchStrategy[Any] = operation.as_strategy(generation_mode=MODES[mode])
    except schemathesis.errors.InvalidSchema:
        return None
    return strategy


def validate(client: TestClient, case: Any, checks: list[Any]) -> None:
    """Send the request and compare the answer with the description."""
    request = case.as_transport_kwargs(base_url="http://testserver")
    request.pop("cookies", None)
    case.validate_response(client.request(**request, follow_redirects=False), checks=checks)
