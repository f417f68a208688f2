"""Reads small XML from strangers: no document types, no entities, nothing large or deep."""

from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from waystation.base.errors import Refused
from waystation.base.words import say as _

BYTES_MAX, NODES_MAX, DEPTH_MAX = 128 * 1024, 4_000, 12


class Node:
    """One element: its namespace, name, text and children."""

    __slots__ = ("children", "name", "said", "space")

    def __init__(self, full_name: str) -> None:
        self.space, _apart, self.name = full_name.rpartition(" ")
        self.said: list[str] = []
        self.children: list[Node] = []

    @property
    def text(self) -> str:
        """Give its own text, without the space around it."""
        return "".join(self.said).strip()

    def all(self, name: str) -> Iterator["Node"]:
        """Give the children of a name in its own namespace, in order."""
        return (one for one in self.children if (one.space, one.name) == (self.space, name))

    def has(self, name: str) -> bool:
        """Say whether a child of that name is there."""
        return any(True for _one in self.all(name))

    def text_of(self, name: str) -> str:
        """Give the text of the first child of a name, "" if there is none."""
        return next((one.text for one in self.all(name)), "")


def read_markup(raw: bytes) -> Node:
    """Read XML into nodes.

    Raises:
      Refused: too large, too deep, not well-formed, or it declares a document type or entities.
    """
    if len(raw) > BYTES_MAX:
        raise Refused(
            _("This file is larger than %(n)d KiB.") % {"n": BYTES_MAX // 1024},
            hint=_("An alert is a small file; check that you chose the right one."),
        )
    tree = _Tree()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.buffer_text = True
    parser.StartElementHandler = tree.begin
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.hear
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.EntityDeclHandler = _no_doctype
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise Refused(
            _("This is no well-formed XML: line %(line)d, column %(column)d.")
            % {"line": error.lineno, "column": error.offset + 1},
            hint=_("Fetch the file again, unchanged."),
        ) from None
    except (ValueError, LookupError):
        raise Refused(
            _("The letters of this file cannot be read."), hint=_("Save it as UTF-8.")
        ) from None
    return tree.root


def _no_doctype(*_args: Any) -> None:
    raise Refused(
        _("This file declares a document type or entities; alerts need neither."),
        hint=_("Do not open it elsewhere either: it may be meant to do harm."),
    )


class _Tree:
    """Builds nodes as the parser goes along."""

    def __init__(self) -> None:
        self.root = Node("")
        self._open: list[Node] = []
        self._n = 0

    def begin(self, name: str, _attributes: Any) -> None:
        self._n += 1
        if self._n > NODES_MAX or len(self._open) >= DEPTH_MAX:
            raise Refused(
                _("This file has too many parts for an alert."),
                hint=_("An alert is a small file; check that you chose the right one."),
            )
        node = Node(name)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def hear(self, text: str) -> None:
        if self._open:
            self._open[-1].said.append(text)
