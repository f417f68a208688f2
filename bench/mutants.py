"""The one change of a mutant: every place of a module where one small thing can be made wrong.

Left alone are words for people (messages, hints, docstrings) and annotations: to change them
changes nothing that a promise rests on.
"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

COMPARED: dict[type, type] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COUNTED: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitXor: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
# Calls and arguments whose text is meant for people.
SAYS = {"_", "gettext", "ngettext", "Refused", "Crowded", "Forbidden", "Tampered", "Overtaken"}
SAYS |= {"ValueError", "TypeError", "Error", "Warning", "TypeVar"}
TOLD = {"hint", "says", "help", "verbose_name", "label"}


class Mutant(NamedTuple):
    """One wrong version of a module: at which line, what was changed, and its source."""

    line: int
    what: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Give every mutant of a module, in the order of its lines."""
    count = sum(1 for _ in _changes(ast.parse(source)))
    for number in range(count):
        tree = ast.parse(source)
        for at, (node, what, change) in enumerate(_changes(tree)):
            if at == number:
                change()
                yield Mutant(node.lineno, what, ast.unparse(ast.fix_missing_locations(tree)))
                break


def _changes(tree: ast.Module) -> Iterator[tuple]:
    """Give each possible change: the node, what it does in words, and the doing."""
    for parent, field, place, node in _walk(tree):
        yield from _of_value(parent, field, place, node)
        if isinstance(node, ast.stmt):
            yield from _of_statement(parent, field, place, node)


def _walk(node: ast.AST) -> Iterator[tuple]:
    """Give every node with its parent and place, without annotations and words for people."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "type_params", "bases"):
            continue
        if isinstance(node, ast.Call) and field == "args" and _name(node.func) in SAYS:
            continue
        for place, child in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(child, ast.AST) or _is_told(child):
                continue
            yield node, field, place if isinstance(value, list) else None, child
            yield from _walk(child)


def _is_told(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in TOLD
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _of_value(parent: ast.AST, field: str, place: int | None, node: ast.AST) -> Iterator[tuple]:
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            if new := COMPARED.get(type(op)):
                yield node, f"{type(op).__name__} to {new.__name__}", _setter(node.ops, at, new())
    elif isinstance(node, ast.BinOp) and type(node.op) in COUNTED:
        new = COUNTED[type(node.op)]
        yield node, f"{type(node.op).__name__} to {new.__name__}", _setter(node, "op", new())
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield node, f"to {type(other).__name__}", _setter(node, "op", other)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node, "no longer not", _put(parent, field, place, node.operand)
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        turned = ast.UnaryOp(ast.Not(), node.test)
        yield node, "condition turned", _setter(node, "test", turned)


def _of_constant(node: ast.Constant) -> Iterator[tuple]:
    value = node.value
    if isinstance(value, bool):
        yield node, f"{value} to {not value}", _setter(node, "value", not value)
    elif isinstance(value, int):
        yield node, f"{value} to {value + 1}", _setter(node, "value", value + 1)
    elif isinstance(value, bytes) and value:
        yield node, f"{value!r} changed", _setter(node, "value", value[:-1] + b"?")


def _of_statement(parent: ast.AST, field: str, place: int | None, node: ast.stmt) -> Iterator:
    gone = _put(parent, field, place, ast.copy_location(ast.Pass(), node))
    if isinstance(node, ast.Raise):
        yield node, "no longer raised", gone
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield node, "not done", gone
    elif isinstance(node, ast.AugAssign):
        yield node, "not added", gone
    elif isinstance(node, ast.Return) and _says_something(node):
        yield node, "None returned", _setter(node, "value", ast.Constant(None))


def _says_something(node: ast.Return) -> bool:
    is_none = isinstance(node.value, ast.Constant) and node.value.value is None
    return node.value is not None and not is_none


def _setter(node, name, value):  # type: ignore[no-untyped-def]
    def change() -> None:
        if isinstance(node, list):
            node[name] = value
        else:
            setattr(node, name, value)

    return change


def _put(parent, field, place, new):  # type: ignore[no-untyped-def]
    if place is None:
        return _setter(parent, field, new)
    return _setter(getattr(parent, field), place, new)
