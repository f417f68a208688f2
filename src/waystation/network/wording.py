"""The closed words of the network as people read them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KIND_NAMES: dict[str, str | Promise] = {
    "place": _("place"),
    "house": _("house"),
    "leg": _("leg"),
    "partner": _("partner"),
    "jurisdiction": _("law of a land"),
}
STANDING_NAMES: dict[str, str | Promise] = {
    "proposed": _("proposed"),
    "vetted": _("vetted"),
    "resting": _("resting"),
    "retired": _("retired"),
}
DID_NAMES: dict[str, str | Promise] = {
    "new": _("put on file"),
    "correction": _("corrected"),
    "retirement": _("retired"),
    "import": _("read in from files"),
    "export": _("taken out as files"),
    "rest": _("let rest"),
    "rest ended": _("rest ended"),
}
ASKS_NAMES: dict[str, str | Promise] = {
    "new": _("To be put on file"),
    "correction": _("To be corrected"),
    "retirement": _("To be retired"),
    "import": _("To be read in from files"),
}
PROPOSAL_STATES: dict[str, str | Promise] = {
    "draft": _("a draft"),
    "open": _("waits to be vetted"),
    "in force": _("in force"),
    "dropped": _("dropped"),
}
WEEKDAY_NAMES: dict[str, str | Promise] = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}
MODE_NAMES: dict[str, str | Promise] = {
    "foot": _("on foot"),
    "wagon": _("wagon"),
    "carriage": _("carriage"),
    "car": _("car"),
    "bus": _("bus"),
    "rail": _("train"),
    "train": _("train"),
    "boat": _("boat"),
    "ferry": _("ferry"),
    "steamboat": _("steamboat"),
    "schooner": _("schooner"),
    "ship": _("ship"),
    "canal": _("canal boat"),
}
PLACE_KINDS = ("station", "hub", "crossing", "origin", "origin-county", "destination")
# A column of a table, as a form and a history name it.
COLUMN_NAMES: dict[str, str | Promise] = {
    "id": _("Id"),
    "code": _("Code"),
    "name": _("Name"),
    "region": _("Region"),
    "country": _("Country"),
    "lat": _("Latitude"),
    "lon": _("Longitude"),
    "kind": _("Kind"),
    "law": _("Law"),
    "place": _("Place"),
    "beds": _("Beds"),
    "max_nights": _("Nights at most"),
    "from_place": _("From"),
    "to_place": _("To"),
    "mode": _("Means"),
    "duration_min": _("Minutes under way"),
    "slow": _("Slow hours (UTC)"),
    "km": _("Kilometres"),
    "climb_m": _("Metres to climb"),
    "night_only": _("Night only"),
    "oneway": _("One way only"),
    "windows": _("Windows (UTC)"),
    "departs": _("Departures (UTC)"),
    "curfew": _("Curfew (UTC)"),
    "weekdays": _("Days of the week"),
    "closed": _("Closed days"),
    "guides": _("Guides"),
    "capacity": _("People at most"),
    "cost_cents": _("Fare a person, in cents"),
    "cost_evidence": _("Where the fare comes from"),
    "risk_p": _("Chance of being caught"),
    "tongue": _("Language"),
    "code_on": _("Acknowledged the code of conduct on"),
    "years": _("Years"),
    "evidence": _("Evidence"),
    "source": _("Source"),
    "note": _("Note"),
    "assumed": _("Assumed"),
    "standing": _("Standing"),
    "rests": _("Rests"),
}
HINTS: dict[str, str | Promise] = {
    "region": _("A code such as MD."),
    "country": _("A code such as US."),
    "lat": _("Degrees north, such as 39.95. Without it, night is 20:00 to 04:00 UTC."),
    "lon": _("Degrees east, such as -75.16."),
    "code": _("US for a country, US-MD for a part of it."),
    "curfew": _("When nobody may set out or arrive, such as 20:00-04:00."),
    "duration_min": _("Leave it empty to work it out from the distance."),
    "slow": _("Such as 08:00-10:00=90: who sets out then takes 90 minutes."),
    "km": _("Leave it empty to work it out."),
    "windows": _("Such as 06:00-12:00;14:00-18:00: who sets out in one also arrives in it."),
    "departs": _(
        "Such as 06:00;18:30. Empty: when the group is ready, or as its means is used to."
    ),
    "closed": _("One a line, such as 2026-03-01..2026-03-08 flood."),
    "guides": _("Ids of partners, set apart by semicolons. Empty: whoever is at its start."),
    "capacity": _("Empty: as many as its means is used to carry."),
    "cost_cents": _("Whole cents; the organisation pays it."),
    "risk_p": _("From 0 to below 1, such as 0.02. Empty: worked out from what is known."),
    "beds": _("Empty: assumed from the kind of place."),
    "max_nights": _("Empty: assumed."),
    "weekdays": _("None ticked means every day."),
    "tongue": _("A code such as en or ko; orders are written in it."),
    "code_on": _("A day such as 2026-03-01. Empty: not yet."),
}
FINDING_NAMES: dict[str, str | Promise] = {
    "missing place": _("Place is missing"),
    "same id": _("Same id"),
    "no duration": _("Time unknown"),
    "never": _("Never open"),
    "window too short": _("Window too short"),
    "no dark": _("Night too short"),
    "nobody arrives": _("Nobody arrives"),
    "nobody leaves": _("Nobody leaves"),
    "island": _("Leads to no destination"),
    "dead end": _("One guide only"),
    "no beds": _("No beds"),
    "no place": _("No place"),
    "no price": _("Price unknown"),
}
