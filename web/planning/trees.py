"""Reaching into a scenario file by paths of keys with dots."""

from typing import Any

from mobility.region.toml import Tree


def put(tree: Tree, key: str, value: object) -> None:
    """Set a value, making the tables on the way to it.

    >>> tree: Tree = {}
    >>> put(tree, "region.policy.notice_min", 30)
    >>> tree
    {'region': {'policy': {'notice_min': 30}}}
    """
    *tables, last = key.split(".")
    for table in tables:
        tree = tree.setdefault(table, {})
    tree[last] = value


def find(tree: Tree, key: str) -> Any | None:  # noqa: ANN401 - whatever the file says there
    """What stands at a path; ``None`` if nothing does.

    >>> find({"fleet": {"vans": 3}}, "fleet.vans"), find({"fleet": 3}, "fleet.vans")
    (3, None)
    """
    found: Any = tree
    for part in key.split("."):
        if not isinstance(found, dict) or part not in found:
            return None
        found = found[part]
    return found


def drop(tree: Tree, key: str) -> None:
    """Take away what stands at a path, and the tables that are empty without it.

    >>> tree = {"fleet": {"vans": 3}, "seeds": 5}
    >>> drop(tree, "fleet.vans")
    >>> tree
    {'seeds': 5}
    """
    head, _, rest = key.partition(".")
    if rest and isinstance(tree.get(head), dict):
        drop(tree[head], rest)
        if not tree[head]:
            del tree[head]
    elif not rest:
        tree.pop(head, None)


def leaves(tree: Tree, path: str = "") -> dict[str, Any]:
    """Everything that stands in a tree, by path; lists count as one.

    >>> leaves({"fleet": {"vans": 3, "hours": ["05:00", "22:00"]}})
    {'fleet.vans': 3, 'fleet.hours': ['05:00', '22:00']}
    """
    found: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            found |= leaves(value, f"{path}{key}.")
        else:
            found[f"{path}{key}"] = value
    return found
