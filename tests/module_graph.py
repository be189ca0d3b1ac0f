"""The modules of the project and the imports between them, read from the source. `make architecture` draws them.

An import inside a function counts, and so does a module that is only named as text ("graph.validation.shacl_worker"),
as for `python -m` or `import_module`.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).parents[1]
FLOORS = ("graph", "loaders", "api")
"""From the bottom up: a module imports from its own floor and from those below."""
DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- drawn by `make architecture`: begin -->", "<!-- drawn by `make architecture`: end -->"
_MODULE_NAME = re.compile(rf"(?:{'|'.join(FLOORS)})(?:\.\w+)+")


@cache
def modules() -> dict[str, Path]:
    """Every module by its dotted name; a package stands for its `__init__.py`."""
    paths = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
    return {_dotted(path): path for path in paths}


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree(name: str) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(modules()[name].read_text(encoding="utf-8"))


def imported(name: str) -> Iterator[str]:
    """The modules of ours that one module imports, at its top, inside a function or by name as text."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules())
        elif isinstance(node, ast.ImportFrom) and node.module in modules():
            submodules = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (full if full in modules() else str(node.module) for full in submodules)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _named(node.value)


def _named(text: str) -> Iterator[str]:
    if _MODULE_NAME.fullmatch(text) and text in modules():
        yield text


@cache
def module_graph() -> nx.DiGraph[str]:
    """An edge from each module to each module of ours that it imports."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(modules())
    graph.add_edges_from((name, other) for name in modules() for other in imported(name) if other != name)
    return graph


def folder_of(name: str) -> str:
    """The folder of a module, as a path from the root: `graph/money`."""
    return modules()[name].parent.relative_to(ROOT).as_posix()


def room_of(name: str) -> str:
    """The folder of a module; a module that lies on a floor itself, such as `api/cli.py`, stands alone."""
    folder = folder_of(name)
    is_alone = folder in FLOORS and modules()[name].name != "__init__.py"
    return name.replace(".", "/") + ".py" if is_alone else folder


def folder_graph() -> nx.DiGraph[str]:
    """An edge from each folder to each that it imports from; `imports` counts the imports."""
    counts = Counter((room_of(name), room_of(other)) for name, other in module_graph().edges)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(room_of(name) for name in modules())
    graph.add_edges_from((start, end, {"imports": count}) for (start, end), count in counts.items() if start != end)
    return graph


def floor_of(name: str) -> int:
    """The floor that a module is on: 0 is the lowest."""
    return FLOORS.index(name.partition(".")[0])


def circles(graph: nx.DiGraph[str]) -> list[list[str]]:
    """What imports itself by way of others."""
    return sorted(sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1)


def drawing() -> str:
    """The folders of each floor as Mermaid diagrams, and a table that says what each folder holds."""
    return "\n".join([*(line for floor in reversed(FLOORS) for line in _floor_drawing(floor)), *_folder_table()])


def _floor_drawing(floor: str) -> Iterator[str]:
    graph = folder_graph()
    inside = sorted(folder for folder in graph if folder.partition("/")[0] == floor)
    yield from (f"### `{floor}/`", "", "```mermaid", "flowchart TD")
    for folder in inside:
        yield f'    {_node(folder)}["{folder.partition("/")[2] or floor}"]'
    reduced = nx.transitive_reduction(graph.subgraph(inside))
    yield from (f"    {_node(start)} --> {_node(end)}" for start, end in sorted(reduced.edges))
    yield from ("```", "")


def _node(folder: str) -> str:
    return folder.replace("/", "_").replace(".", "_")


def _folder_table() -> Iterator[str]:
    yield from ("| folder | modules | what it holds |", "|---|---|---|")
    folders = {folder_of(name) for name in modules()}
    for folder in sorted(folders, key=lambda folder: (-FLOORS.index(folder.partition("/")[0]), folder)):
        names = [name for name in modules() if folder_of(name) == folder]
        listed = [name.rpartition(".")[2] for name in names if modules()[name].name != "__init__.py"]
        package = next(name for name in names if modules()[name].name == "__init__.py")
        summary = (ast.get_docstring(tree(package)) or "").partition("\n")[0]
        links = ", ".join(f"[{name}](../{folder}/{name}.py)" for name in listed)
        yield f"| [`{folder}`](../{folder}) | {links} | {summary} |"


def drawn(text: str) -> str:
    """The document with its drawing made anew."""
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    return f"{before}{BEGIN}\n\n{drawing()}\n\n{END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(drawn(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
