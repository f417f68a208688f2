"""Each model field's declared sensitivity; a field without a line stops the start-up check.

``opaque``   random identifiers and joins between them
``coarse``   a day, a counter, a state: what a seized dump is allowed to show
``sealed``   ciphertext or random filler
``digest``   keyed or one-way digests of secrets
``public``   public keys
``money``    amounts and account codes, plain by decision (see docs/THREAT-MODEL.md)
``published``  what the public site shows once somebody decided so
``config``   settings that name nobody
"""

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

CLASSES = {"opaque", "coarse", "sealed", "digest", "public", "money", "published", "config"}


def declared(app_label: str) -> dict[str, str]:
    """Read the declarations of one capability: its AppConfig's ``sensitivity`` mapping."""
    return getattr(apps.get_app_config(app_label), "sensitivity", {})


@register()
def every_field_is_declared(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Refuse to start with a model field whose sensitivity nobody declared."""
    missing: list[CheckMessage] = []
    for model in apps.get_models():
        if not model.__module__.startswith("waystation."):
            continue
        table = declared(model._meta.app_label)
        for field in model._meta.concrete_fields:
            key = f"{model.__name__}.{field.name}"
            if table.get(key, table.get(f"*.{field.name}")) not in CLASSES:
                missing.append(
                    Error(
                        f"{model.__module__}: field {key} declares no sensitivity",
                        hint="add it to `sensitivity` in the capability's AppConfig",
                    )
                )
    return missing
