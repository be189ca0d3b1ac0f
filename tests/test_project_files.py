"""The files that hosts of code and their tools read: they are well formed, local, and name what there is."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


def test_every_issue_form_has_a_name_and_questions() -> None:
    forms = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FORMS if path.stem != "config"}
    assert sorted(forms) == ["bug", "idea", "new-fact", "wrong-fact"]
    for form in forms.values():
        assert form["name"]
        assert form["description"]
        assert any(part["type"] != "markdown" for part in form["body"])


def test_a_proposed_fact_needs_its_page_its_place_its_date_and_own_words() -> None:
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "new-fact.yml").read_text(encoding="utf-8"))
    required = {part["id"] for part in form["body"] if part.get("validations", {}).get("required")}
    assert required == {"fact", "page", "place", "date"}
    assert "private persons" in str(form["body"])


def test_the_hooks_before_a_commit_are_local_and_run_what_the_makefile_makes() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    targets = set(re.findall(r"^([.\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for hook in config["repos"][0]["hooks"]:
        made = re.search(r"make ([.\w-]+)", hook["entry"])
        assert hook["language"] == "system"
        assert made is not None
        assert made.group(1) in targets
