"""The small faults that can be put into a source file: each one, by its number.

A fault changes one operator, condition, constant or statement. Annotations, docstrings, decorators
and what only type checkers read are left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
JOINED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
SKIPPED = ("annotation", "returns", "decorator_list", "type_params")
Fault = Callable[[], None]


class Site(NamedTuple):
    """Where a fault goes: function, line, and what is there before and after."""

    function: str
    line: int
    what: str


def sites(source: str) -> list[Site]:
    """Every fault that the source has room for."""
    return [site for site, _fault in _faults(ast.parse(source))]


def mutated(source: str, number: int) -> str:
    """The source with one fault; comments are lost."""
    tree = ast.parse(source)
    _site, fault = list(_faults(tree))[number]
    fault()
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def telling(source: str, stem: str, name: str) -> str:
    """The source with a call at the head of each function that tells it is entered."""
    tree = ast.parse(source)
    for node, function in _walked(tree, ""):
        if isinstance(node, ast.FunctionDef):
            call = ast.parse(f"{name}({f'{stem}:{function}.{node.name}'.replace(':.', ':')!r})")
            node.body.insert(1 if ast.get_docstring(node) else 0, call.body[0])
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _faults(tree: ast.Module) -> Iterator[tuple[Site, Fault]]:
    for node, function in _walked(tree, ""):
        before = ast.unparse(node)
        for what, fault in _of(node):
            text = before if len(before) <= 70 else f"{before[:70]}…"
            yield Site(function, getattr(node, "lineno", 0), f"{what} in {text!r}"), fault


def _walked(node: ast.AST, function: str) -> Iterator[tuple[ast.AST, str]]:
    """Every node that may be changed, with the dotted name of the function or class around it."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    yield node, function
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}".lstrip(".")
    for name, value in ast.iter_fields(node):
        if name in SKIPPED:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walked(child, function)


def _of(node: ast.AST) -> Iterator[tuple[str, Fault]]:
    match node:
        case ast.Compare():
            for place, op in enumerate(node.ops):
                other = COMPARED[type(op)]
                yield f"{_name(op)} becomes {other.__name__}", _put(node.ops, place, other())
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in JOINED:
            yield (
                f"{_name(op)} becomes {JOINED[type(op)].__name__}",
                _set(node, op=JOINED[type(op)]()),
            )
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield f"{_name(node.op)} becomes {_name(other)}", _set(node, op=other)
        case ast.UnaryOp():
            blank = ast.UAdd() if isinstance(node.op, ast.USub) else None
            yield f"{_name(node.op)} is gone", _unary(node, blank)
        case ast.Constant():
            yield from _of_constant(node)
        case _:
            yield from _of_statement(node)


def _of_statement(node: ast.AST) -> Iterator[tuple[str, Fault]]:
    """Names, conditions, and statements that may be left out."""
    match node:
        case ast.Name(id=name, ctx=ast.Load()) if name in CALLED:
            yield f"{name} becomes {CALLED[name]}", _set(node, id=CALLED[name])
        case ast.If(test=test) | ast.IfExp(test=test) if isinstance(test, PLAIN):
            yield "the condition is negated", _set(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=[test, *_]) if isinstance(test, PLAIN):
            yield "the condition is negated", _put(node.ifs, 0, ast.UnaryOp(ast.Not(), test))
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield "the statement is gone", _set(node, value=ast.Constant(None))
        case ast.Raise():
            yield "nothing is raised", _silence(node)
        case ast.Continue():
            yield "continue is gone", _silence(node)


PLAIN = (ast.Name, ast.Attribute, ast.Call, ast.NamedExpr, ast.Subscript)


def _of_constant(node: ast.Constant) -> Iterator[tuple[str, Fault]]:
    match node.value:
        case bool(value):
            yield f"{value} becomes {not value}", _set(node, value=not value)
        case int(value) | float(value):
            yield f"{value} becomes {value + 1}", _set(node, value=value + 1)
        case str(value) if value:
            yield "a text becomes another", _set(node, value=f"{value}XX")


def _name(op: ast.AST) -> str:
    return type(op).__name__


def _set(node: ast.AST, **fields: object) -> Fault:
    return lambda: [setattr(node, name, value) for name, value in fields.items()] and None


def _put(parts: list, place: int, value: ast.AST) -> Fault:
    return lambda: parts.__setitem__(place, value)


def _unary(node: ast.UnaryOp, blank: ast.unaryop | None) -> Fault:
    """Minus becomes plus; "not x" becomes the truth of x; the others their operand twice over."""
    if blank is not None:
        return _set(node, op=blank)
    if isinstance(node.op, ast.Not):
        return _set(node, operand=ast.UnaryOp(ast.Not(), node.operand))
    return _set(node, operand=ast.UnaryOp(node.op, node.operand))


def _silence(node: ast.stmt) -> Fault:
    """The statement becomes ``pass``, which keeps its place in the list that it stands in."""

    def fault() -> None:
        node.__class__ = ast.Pass

    return fault
