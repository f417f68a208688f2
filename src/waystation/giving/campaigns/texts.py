"""What may stand in words that strangers write for public pages. Pure.

A rule finds what is plainly a way to reach somebody or to be led elsewhere; a person reads the
rest before anything is public.
"""

import re
import unicodedata

NAME_MIN, NAME_MAX = 3, 60
TEXT_MIN, TEXT_MAX = 20, 1_500
SLUG_MIN, SLUG_MAX = 3, 40
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_ENDINGS = (
    "com|org|net|info|edu|gov|mil|io|me|co|kr|jp|cn|uk|us|de|fr|ca|au|app|dev|xyz|shop|site|"
    "online|link|ly|gg|tv|be|club|page|blog|news|live|onion"
)
_LINK = re.compile(rf"https?:|www\.|[\w-]\.(?:{_ENDINGS})(?![\w])|://", re.IGNORECASE)
_MAIL = re.compile(r"@|\[at\]|\(at\)", re.IGNORECASE)
# Seven digits or more with nothing between them but what people put into telephone numbers.
_PHONE = re.compile(r"\d(?:[ ()./+-]*\d){6,}")
_STREET = re.compile(
    r"\b\d{1,5}\s+(?:[^\W\d]+\.?\s+){1,3}"
    r"(?:street|st|avenue|ave|road|rd|lane|ln|boulevard|blvd|drive|court|square)\b"
    r"|[가-힣]{2,}(?<!으)(?:대로|로|길)\s?\d+(?:-\d+)?\b"
    r"|\d+번지|\d+동\s?\d+호",
    re.IGNORECASE,
)
_RULES = (("link", _LINK), ("mail", _MAIL), ("phone", _PHONE), ("address", _STREET))


def tidy(words: str) -> str:
    """Put what was typed into one form: composed letters, plain spaces, at most one empty line."""
    words = unicodedata.normalize("NFKC", words).replace("\r\n", "\n").replace("\r", "\n")
    words = "".join(c for c in words if c == "\n" or not _is_hidden(c))
    lines = [" ".join(line.split()) for line in words.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def faults(words: str) -> list[str]:
    """Name what may not stand in public words: link, mail, phone, address."""
    return [name for name, found in _RULES if found.search(words)]


def slug_of(name: str) -> str:
    """Make an address of a name, as far as it has Latin letters; empty if too little is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_MAX].rstrip("-")
    return slug if is_slug(slug) else ""


def is_slug(slug: str) -> bool:
    """Say whether a word may stand in an address: small letters, digits, single hyphens."""
    return SLUG_MIN <= len(slug) <= SLUG_MAX and SLUG.fullmatch(slug) is not None


def _is_hidden(sign: str) -> bool:
    """Say whether a sign is none that one sees: controls, marks that turn the direction."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn") and sign != "\n"
