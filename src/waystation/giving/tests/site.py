"""The public site for tests of its pages: its own addresses, middleware and policy."""

from importlib import import_module

import pytest
from django.test import Client

from waystation.giving import pages
from waystation.vault import limits

# What makes the site another door than the console; the database and its apps are the same.
OWN = (
    "ALLOWED_HOSTS",
    "CONTENT_SECURITY_POLICY",
    "DATA_UPLOAD_MAX_MEMORY_SIZE",
    "DATA_UPLOAD_MAX_NUMBER_FIELDS",
    "LANGUAGE_COOKIE_NAME",
    "MIDDLEWARE",
    "ROOT_URLCONF",
    "SECURE_REFERRER_POLICY",
    "TEMPLATES",
)


@pytest.fixture
def at_site(settings):
    """Let this test's requests come to the public site."""
    # By its name, as Django is told: what serves the site stands above giving.
    site = import_module("waystation.config.site_settings")
    for name in OWN:
        setattr(settings, name, getattr(site, name))
    settings.ALLOWED_HOSTS = [*site.ALLOWED_HOSTS, "testserver"]
    pages.forget()
    limits._all.kept.pop("site-form", None)


@pytest.fixture
def visitor(at_site):
    """Give a reader's browser: it keeps no cookie, and says that its forms are from our pages."""
    return Client(headers={"sec-fetch-site": "same-origin"})
