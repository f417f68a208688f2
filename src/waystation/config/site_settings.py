"""Settings of the public site: another door, another process, no session and no script."""

from waystation.config.settings import *  # noqa: F403
from waystation.config.settings import ALLOWED_HOSTS as CONSOLE_HOSTS
from waystation.config.settings import CONTENT_SECURITY_POLICY as CONSOLE_POLICY
from waystation.config.settings import PAYMENTS, SITE_ORIGIN, TEMPLATES

SECURE = SITE_ORIGIN.startswith("https://")
ALLOWED_HOSTS = CONSOLE_HOSTS[:3]
if SITE_ORIGIN:
    ALLOWED_HOSTS.append(SITE_ORIGIN.split("://")[-1].split(":")[0])

INSTALLED_APPS = [
    "waystation.base.apps.BaseConfig",
    "waystation.vault.apps.VaultConfig",
    "waystation.ledger.apps.LedgerConfig",
    # Asked one thing, whether a story may still be read; the other two are what it stands on.
    "waystation.cases.apps.CasesConfig",
    "waystation.network.apps.NetworkConfig",
    "waystation.hazards.apps.HazardsConfig",
    "waystation.giving.apps.GivingConfig",
    "waystation.impact.apps.ImpactConfig",
    "waystation.web.apps.WebConfig",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "waystation.web.site_middleware.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "waystation.web.site_middleware.Edge",
]
ROOT_URLCONF = "waystation.config.site_urls"
WSGI_APPLICATION = "waystation.config.site_wsgi.application"
TEMPLATES = [
    TEMPLATES[0]
    | {
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "waystation.web.site_middleware.context",
            ],
            "builtins": ["waystation.web.templatetags.words"],
        }
    }
]
# No page of the site sets a cookie or heeds one: the language stands in the address.
LANGUAGE_COOKIE_NAME = "waystation-site-reads-none"
# Forms are checked by where they come from, which a browser says only if it may say so to us.
SECURE_REFERRER_POLICY = "same-origin"
# Where a giver is sent on to pay; browsers hold a form's redirects to the same list.
CHECKOUTS = {"stripe": ["https://checkout.stripe.com", "https://billing.stripe.com"]}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'none'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'"],
        # Nothing here asks for more; who looks at the site from inside a page may read robots.txt.
        "connect-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'", *CHECKOUTS.get(PAYMENTS, [])],
        "frame-ancestors": ["'none'"],
        **{
            name: CONSOLE_POLICY["DIRECTIVES"][name]
            for name in ("require-trusted-types-for", "trusted-types")
        },
    }
}
# A stranger sends forms, and a provider its notices; nobody sends a file.
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
FILE_UPLOAD_MAX_MEMORY_SIZE = 65_536
