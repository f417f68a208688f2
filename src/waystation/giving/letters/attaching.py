"""Papers that go with letters: each kind that has some is entered by the area that keeps them."""

from collections.abc import Callable, Mapping

from waystation.giving.letters.domain import Attached, Value
from waystation.vault.keyring import Keyring

Opens = Callable[[Mapping[str, Value], Keyring], Attached]
_PAPERS: dict[str, Opens] = {}


def attach(kind: str, opens: Opens) -> None:
    """Let a kind of letter carry a paper, opened from its values when the letter goes."""
    _PAPERS[kind] = opens


def papers(kind: str, values: Mapping[str, Value], keyring: Keyring) -> list[Attached]:
    """Open what goes with a letter; most kinds carry nothing.

    Raises:
      Refused: the paper is not there, or not for this keyring.
    """
    opens = _PAPERS.get(kind)
    return [opens(values, keyring)] if opens else []
