"""A tree written as a query again; parsing that gives the same tree."""

from monitor.core.query.tree import And, AtLeast, Chain, Concept, Field, Mode, Node, Not, Or, Phrase, Regex, Word

_OR, _AND, _NOT, _CHAIN, _ATOM = range(5)


def unparse(node: Node) -> str:
    """Write a tree as a query, with the fewest brackets and one way to write each operator."""
    return _write(node, _OR)


def _write(node: Node, least: int) -> str:
    text, binding = _clause(node)
    return text if binding >= least else f"({text})"


def _clause(node: Node) -> tuple[str, int]:
    match node:
        case Or():
            return " OR ".join(_write(child, _AND) for child in node.children), _OR
        case And():
            return " AND ".join(_write(child, _NOT) for child in node.children), _AND
        case Not():
            return f"NOT {_write(node.child, _CHAIN)}", _NOT
        case Chain():
            written = [_write(node.operands[0], _ATOM)]
            for link, operand in zip(node.links, node.operands[1:], strict=True):
                written += [str(link), _write(operand, _ATOM)]
            return " ".join(written), _CHAIN
        case AtLeast():
            return f"ATLEAST/{node.count}({_write(node.child, _OR)})", _ATOM
        case Field():
            return f"{node.name}:{_write(node.child, _ATOM)}", _ATOM
        case _:
            return _atom(node), _ATOM


def _atom(node: Node) -> str:
    match node:
        case Word(text=text, mode=Mode.PREFIX):
            return f"{text}*"
        case Word():
            return f"{node.mode.value}{node.text}"
        case Phrase():
            return f'{"=" if node.exact else ""}"{node.text}"'
        case Concept():
            return f"@{node.name}"
        case Regex():
            return "/" + node.pattern.replace("/", "\\/") + "/"
    raise TypeError(f"no clause of a query: {node!r}")
