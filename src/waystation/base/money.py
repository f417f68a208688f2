"""Money as whole cents, written for people."""


def dollars(cents: int) -> str:
    """Write an amount of cents as dollars: ``123456`` becomes ``$1,234.56``."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def share(total_cents: int, weights: list[int]) -> list[int]:
    """Split an amount by weights so that the parts add up to it exactly.

    Cents that do not divide go to the parts with the largest remainders, the first of equals first.

    Raises:
      ValueError: a weight below zero, or no weight above it.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError(f"{weights} does not say how to split: give weights that add up above 0")
    parts = [total_cents * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total_cents * weights[i] % whole), i))
    for i in order[: total_cents - sum(parts)]:
        parts[i] += 1
    return parts
