"""Addresses of the public site that stand in letters."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from waystation.vault import ownkeys

SITE = "waystation.config.site_urls"
# Where a demo's site stands on this machine.
HERE = "http://127.0.0.1:8001"


def to(name: str, language: str, **parts: object) -> str:
    """Write the whole address of a page of the site in one language."""
    with translation.override(language):
        path = reverse(name, urlconf=SITE, kwargs=parts)
    return (settings.SITE_ORIGIN or HERE) + path


def own_page(language: str) -> str:
    """Write the address where a donor asks for the link to their own page."""
    return to("site-own", language)


def no_more(donor: UUID, what: str, language: str) -> str:
    """Write the address at which a donor wants no more letters of a kind, by one press."""
    proof = proof_of(donor, what).hex()
    return to("site-own-no-more", language, giver=donor, what=what, proof=proof)


def proof_of(donor: UUID, what: str) -> bytes:
    """Give what proves that an address to want no more letters came from us."""
    return ownkeys.mark(b"no more letters", donor.bytes + what.encode())
