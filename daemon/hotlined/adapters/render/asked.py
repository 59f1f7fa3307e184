"""Which values the site's own templates ask for, beside those that the shipped ones do.

A value that is not there is an error only when the mail is made, and then the report stays: a misspelt one is
to be found before.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, meta, nodes


def strange(environment: Environment, own: Sequence[Path], shipped: Path) -> Iterator[str]:
    """`file:line: sentence` for each value in one of `own` folders that no shipped template asks for."""
    found = {path: _asked(environment, path) for folder in own for path in sorted(folder.rglob("*.j2"))}
    if not any(found.values()):
        return
    known = {name for path in shipped.rglob("*.j2") for name in _asked(environment, path)}
    for path, asked in found.items():
        for name, line in asked.items():
            if name not in known and name.partition(".")[0] in known | {name}:
                near = get_close_matches(name, sorted(known), n=1)
                hint = f'; did you mean "{near[0]}"?' if near else ""
                yield f'{path}:{line}: "{name}" is a value that no shipped template asks for{hint}'


def _asked(environment: Environment, path: Path) -> Mapping[str, int]:
    """The values of a template that are not its own, as `name` and `name.part`, each with its first line."""
    try:
        tree = environment.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, TemplateSyntaxError):
        return {}  # told by the check of the templates themselves
    given = meta.find_undeclared_variables(tree)
    found: dict[str, int] = {}
    for node in tree.find_all((nodes.Name, nodes.Getattr)):
        name = _name(node)
        if name.partition(".")[0] in given:
            found[name] = min(node.lineno, found.get(name, node.lineno))
    return found


def _name(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    return ""
