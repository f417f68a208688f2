"""Money as whole cents, written for people."""


def dollars(cents: int) -> str:
    """Write an amount of cents as dollars: ``123456`` becomes ``$1,234.56``."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"
