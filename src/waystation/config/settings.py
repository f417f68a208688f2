"""Settings: one directory for everything written, strict by default, read from a few variables."""

import os
from pathlib import Path

from waystation.base.files import make_once
from waystation.config.database import database

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("WAYSTATION_HOME", "var")).resolve()
# Where browsers reach the console. Anything but loopback has to be https.
ORIGIN = os.environ.get("WAYSTATION_ORIGIN", "")
SECURE = ORIGIN.startswith("https://")
# Where readers and givers reach the public site; links in letters and share cards begin with it.
SITE_ORIGIN = os.environ.get("WAYSTATION_SITE_ORIGIN", "").rstrip("/")
# Where strangers write to us, and the lines by which they send money by transfer, with semicolons.
SITE_CONTACT = os.environ.get("WAYSTATION_SITE_CONTACT", "")
SITE_BANK = os.environ.get("WAYSTATION_SITE_BANK", "")
# How many front servers a request passes; each adds the address it saw to X-Forwarded-For.
PROXIES = int(os.environ.get("WAYSTATION_PROXIES", "0"))


def _secret() -> str:
    """Read the key of form tokens, made at first use; it protects no stored data."""
    path = HOME / "form-token-key"
    if not path.exists():
        make_once(path, os.urandom(32).hex().encode())
    return path.read_text()


SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = []
if ORIGIN:
    ALLOWED_HOSTS.append(ORIGIN.split("://")[-1].split(":")[0].strip("/"))
    CSRF_TRUSTED_ORIGINS.append(ORIGIN)

INSTALLED_APPS = [
    "waystation.base.apps.BaseConfig",
    "waystation.vault.apps.VaultConfig",
    "waystation.ledger.apps.LedgerConfig",
    "waystation.network.apps.NetworkConfig",
    "waystation.hazards.apps.HazardsConfig",
    "waystation.cases.apps.CasesConfig",
    "waystation.resettlement.apps.ResettlementConfig",
    "waystation.tracing.apps.TracingConfig",
    "waystation.routing.apps.RoutingConfig",
    "waystation.dispatch.apps.DispatchConfig",
    "waystation.relay.apps.RelayConfig",
    "waystation.giving.apps.GivingConfig",
    "waystation.impact.apps.ImpactConfig",
    "waystation.web.apps.WebConfig",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "waystation.web.middleware.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "waystation.web.middleware.FormCheck",
    "waystation.web.middleware.Edge",
]
ROOT_URLCONF = "waystation.config.urls"
WSGI_APPLICATION = "waystation.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "waystation.web.shell.context",
            ],
            "builtins": ["waystation.web.templatetags.words"],
        },
    }
]
# Nothing named: a file in the data directory. Else postgresql://name@host:port/database.
DATABASES = {"default": database(HOME, os.environ.get("WAYSTATION_DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Nothing opened is ever cached.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

# From which totals on a talk with somebody trained is offered: PHQ-9, PC-PTSD-5, and for women.
SCREENING_CUTOFFS = dict(
    zip(
        ("phq_9", "pc_ptsd_5", "pc_ptsd_5_women"),
        map(int, os.environ.get("WAYSTATION_SCREENING_CUTOFFS", "10,4,3").split(",")),
        strict=True,
    )
)

# For how many hours a look at a way and an approval hold before a stage may begin.
LOOK_HOURS = int(os.environ.get("WAYSTATION_LOOK_HOURS", "48"))
APPROVAL_HOURS = int(os.environ.get("WAYSTATION_APPROVAL_HOURS", "168"))

# In dollars: what a finance officer books alone, up to what two of them do, and what a field
# manager pays alone in an emergency. As cents by role, alone and as one of two.
_ALONE, _TWO, _FIELD = (
    int(dollars) * 100
    for dollars in os.environ.get("WAYSTATION_MONEY_LIMITS", "500,50000,200").split(",")
)
MONEY_LIMITS = {"finance officer": (_ALONE, _TWO), "field manager": (_FIELD, _TWO)}

# A Dask cluster that rehearsals may be played on, by tls:// address, and the files of its
# authority, our certificate and our key.
CLUSTER_ADDRESS = os.environ.get("WAYSTATION_CLUSTER_ADDRESS", "")
CLUSTER_CA = os.environ.get("WAYSTATION_CLUSTER_CA", "")
CLUSTER_CERT = os.environ.get("WAYSTATION_CLUSTER_CERT", "")
CLUSTER_KEY = os.environ.get("WAYSTATION_CLUSTER_KEY", "")

# Where the worker sends word that something rings, always the same word and nothing else.
PING_URL = os.environ.get("WAYSTATION_PING_URL", "")
PING_MAIL = os.environ.get("WAYSTATION_PING_MAIL", "")
# Servers that people may be called by, with commas; none named: any with a public name.
PING_HOSTS = os.environ.get("WAYSTATION_PING_HOSTS", "")
# How often a day, on average, a way is called for nothing, so that a call tells less.
PING_DECOYS = float(os.environ.get("WAYSTATION_PING_DECOYS", "1"))
# Where it writes the signed ends of the audit chain: a file, or people's mail.
WITNESS_FILE = os.environ.get("WAYSTATION_WITNESS_FILE", "")
WITNESS_MAIL = os.environ.get("WAYSTATION_WITNESS_MAIL", "")
# host:port of a mail server, the address mail comes from, a file with user name and password.
MAIL_SERVER = os.environ.get("WAYSTATION_MAIL_SERVER", "")
MAIL_FROM = os.environ.get("WAYSTATION_MAIL_FROM", "")
MAIL_LOGIN_FILE = os.environ.get("WAYSTATION_MAIL_LOGIN_FILE", "")

# Argon2id: memory in KiB, passes, lanes. `waystation vault tune` writes how many passes make a
# second of work on this machine; three are the least.
KDF_PASSES = HOME / "kdf-passes"
KDF = (131_072, max(3, int(KDF_PASSES.read_text())) if KDF_PASSES.exists() else 3, 2)
DOOR_COOKIE = "__Host-ws" if SECURE else "ws"
CSRF_COOKIE_NAME = "__Host-form" if SECURE else "form"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "waystation.web.views.form_expired"
SECURE_SSL_REDIRECT = False
# Browsers then send forms with the origin "null"; web.middleware.FormCheck knows what to ask of it.
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        # No page may make a policy; web.middleware gives the console's pages theirs.
        "trusted-types": ["'none'"],
    }
}

# Uploads stay in memory: nothing plain is written to disk on its way to being sealed.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
# A file of a case may have 8 MiB; what else stands in its form needs little.
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1_048_576 + 65_536
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ko", "한국어")]
LANGUAGE_COOKIE_NAME = "lang"
LANGUAGE_COOKIE_SAMESITE = "Strict"
LANGUAGE_COOKIE_SECURE = SECURE
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = None
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 600

# No error mail, no addresses, no local variables: a log line names a kind of failure, nothing else.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"bare": {"()": "waystation.config.logs.Bare"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "bare"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # These two would write a bank's line, with its payee, into the log.
        "mt940": {"level": "CRITICAL"},
        "ofxtools": {"level": "CRITICAL"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# Who takes payments on a page of their own: `test` moves no money, and is what a demo has. For
# `stripe`, files that hold its key and the secret of its notices; its library is told another
# address in tests alone.
PAYMENTS = os.environ.get("WAYSTATION_PAYMENTS", "")
STRIPE_KEY_FILE = os.environ.get("WAYSTATION_STRIPE_KEY_FILE", "")
STRIPE_SECRET_FILE = os.environ.get("WAYSTATION_STRIPE_SECRET_FILE", "")
STRIPE_API = ""
# By what registers of open data know the organisation (org-id.guide); empty: its first registration
# number. The widest region of the DAC's list that open data may name; 998 names none.
ORG_ID = os.environ.get("WAYSTATION_ORG_ID", "")
OPEN_DATA_REGION = os.environ.get("WAYSTATION_OPEN_DATA_REGION", "998")
