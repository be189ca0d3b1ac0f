"""`reentry token`: made once, listed without its secret, and revoked."""

from __future__ import annotations

from pathlib import Path

from api.access.api_tokens import TokenFile, digest
from tests.api.conftest import Reentry


def test_a_token_is_made_listed_and_revoked(tmp_path: Path, reentry: Reentry) -> None:
    made = reentry("token", "add", "notebook", "--scope", "read", "--scope", "sparql", "--rate", 90, "--data", tmp_path)
    assert made.code == 0
    (stored,) = TokenFile(tmp_path / "tokens.json").read()
    assert stored.sha256 == digest(made.out.strip())
    assert reentry("token", "add", "other", "--data", tmp_path).code == 0
    shown = reentry("token", "list", "--data", tmp_path)
    assert shown.out.splitlines() == [
        f"notebook\tread,sparql\t90/min\t{stored.created}",
        f"other\tread,sparql,export\t\t{stored.created}",
    ]
    assert reentry("token", "revoke", "notebook", "--data", tmp_path).out == "notebook: revoked\n"
    assert [token.name for token in TokenFile(tmp_path / "tokens.json").read()] == ["other"]


def test_a_name_is_given_once_and_revoked_where_it_exists(tmp_path: Path, reentry: Reentry) -> None:
    reentry("token", "add", "a", "--data", tmp_path)
    again = reentry("token", "add", "a", "--data", tmp_path)
    assert (again.code, again.out) == (2, "")
    assert "choose another name, or revoke it first" in again.err
    missing = reentry("token", "revoke", "b", "--data", tmp_path)
    assert (missing.code, missing.out) == (2, "")
    assert "there is no token 'b'; known: a" in missing.err


def test_what_is_no_scope_or_rate_is_refused(tmp_path: Path, reentry: Reentry) -> None:
    assert reentry("token", "add", "a", "--scope", "all", "--data", tmp_path).code == 2
    assert reentry("token", "add", "a", "--rate", -1, "--data", tmp_path).code == 2
    assert reentry("token", "add", "\n", "--data", tmp_path).code == 2
    assert not (tmp_path / "tokens.json").exists()
