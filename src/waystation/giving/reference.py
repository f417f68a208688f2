"""What a giver writes on a bank transfer: drawn at random, hard to misread, self-checking. Pure.

Ten letters and digits after a mark. None of them looks like another, in print or by hand, so that
none has to be guessed; the last is a check that notices any one letter read wrongly and any two
neighbours exchanged.
"""

import re
import secrets

# Twenty-three, a prime: then every weight below tells every letter from every other.
LETTERS = "34679ACDEFHJKMNPQRTVWXY"
MARK = "WS"
LENGTH = 10
_AT = re.compile(rf"(?={MARK}([{LETTERS}]{{{LENGTH}}}))")
_WORTH = {letter: worth for worth, letter in enumerate(LETTERS)}


def new_reference() -> str:
    """Draw a reference nobody can guess, such as ``WSACD3479EFH``."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(LENGTH - 1))
    return MARK + drawn + _check(drawn)


def is_reference(text: str) -> bool:
    """Say whether a text is a reference in its plain form, its check included."""
    drawn = text.removeprefix(MARK)
    return (
        len(drawn) == LENGTH
        and len(text) == LENGTH + len(MARK)
        and set(drawn) <= _WORTH.keys()
        and _check(drawn[:-1]) == drawn[-1]
    )


def references_in(text: str) -> list[str]:
    """Find every reference that a bank's text may hold, in the order in which they stand there.

    Spaces, hyphens, line breaks and lower case do not matter, nor what stands before and after.
    """
    folded = "".join(re.findall("[0-9A-Z]", text.upper()))
    found = (MARK + match[1] for match in _AT.finditer(folded))
    return list(dict.fromkeys(one for one in found if is_reference(one)))


def shown(reference: str) -> str:
    """Write a reference so that it is easily copied: ``WS ACD34 79EFH``."""
    drawn = reference.removeprefix(MARK)
    return f"{MARK} {drawn[:5]} {drawn[5:]}"


def _check(drawn: str) -> str:
    total = sum(_WORTH[letter] * weight for weight, letter in enumerate(drawn, start=2))
    return LETTERS[total % len(LETTERS)]
