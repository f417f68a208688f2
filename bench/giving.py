"""The giving room and the public site: gifts a second, readers at once, pages on a slow phone."""

from importlib import import_module

from bench.figures import Figure

PART = "Giving"
MEASURED = tuple(import_module(f"bench.{name}") for name in ("gifts", "readers", "slowpages"))
EXPLAINED = tuple(line for part in MEASURED for line in part.EXPLAINED)


def measure() -> list[Figure]:
    """Measure each after the other."""
    return [figure for part in MEASURED for figure in part.measure()]
