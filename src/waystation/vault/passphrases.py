"""What a passphrase has to be, and passphrases drawn for those who do not want to think one up."""

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.vault import words

# Seven words of 2,048: 77 bits.
DRAWN_WORDS = 7
LENGTH_MIN, LENGTH_MAX = 20, 200
DIFFERENT_MIN = 8


def suggest(language: str = "en") -> str:
    """Draw a passphrase of seven words."""
    return words.draw(language, DRAWN_WORDS)


def check(passphrase: str, *, again: str | None = None) -> None:
    """Refuse a passphrase that a guesser would soon find, or that was typed in two ways.

    Raises:
      Refused: too short, too long, of too few different characters, or not the same twice.
    """
    hint = _("Take the words drawn for you, or a sentence that stands in no book.")
    if len(passphrase) < LENGTH_MIN:
        raise Refused(
            _("A passphrase has at least %(n)s characters; this one has %(given)s.")
            % {"n": LENGTH_MIN, "given": len(passphrase)},
            hint=hint,
        )
    if len(passphrase) > LENGTH_MAX:
        raise Refused(
            _("A passphrase has at most %(n)s characters; this one has %(given)s.")
            % {"n": LENGTH_MAX, "given": len(passphrase)},
            hint=_("Leave some words out."),
        )
    different = len(set(passphrase))
    if different < DIFFERENT_MIN:
        raise Refused(
            _("This passphrase has %(given)s different characters; %(n)s are the least.")
            % {"n": DIFFERENT_MIN, "given": different},
            hint=hint,
        )
    if again is not None and again != passphrase:
        raise Refused(
            _("The passphrase was not typed the same twice."), hint=_("Type it twice again.")
        )
