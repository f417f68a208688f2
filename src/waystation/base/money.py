"""Money as whole cents, written for people."""


def dollars(cents: int) -> str:
    """Write an amount of cents as dollars: ``123456`` becomes ``$1,234.56``."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def whole_dollars(cents: int) -> str:
    """Write an amount without its cents where it has none: ``$3,000``, but ``$12.50``."""
    return dollars(cents).removesuffix(".00")
