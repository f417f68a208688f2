"""Places as the map draws them."""

from waystation.network.domain import Place


def as_point(place: Place) -> dict[str, object]:
    """Write a place for the map."""
    return {
        "id": place.slug,
        "name": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "kind": place.kind,
    }
