"""The tables of the risk rule: our assumptions, set with care; no statistics. See docs/RISK.md."""

NEAR_KM = 40
# Legs of one kind that share a place share a fifth of each other's passages.
NEIGHBOUR_SHARE = 0.2
PASSAGE_HALF_LIFE_DAYS = 45
# At a border guards and rules change faster.
BORDER_HALF_LIFE_DAYS = 14
LAW_FACTOR = 1.2
# On the water only the ends of a voyage, near land, can be searched.
WATER_MAX_H = 24.0

# Chance of being caught in one hour by day, in 100,000.
# Columns: slave state, border state, free state, abroad.
PER_HOUR = {
    "on foot": (220, 130, 30, 10),
    "by road": (550, 340, 60, 20),
    "by public carriage": (500, 300, 50, 40),
    "on the water": (120, 90, 40, 20),
}
# What the dark leaves of it. A train is watched at its stations, by lamplight as by day.
NIGHT = {"on foot": 0.5, "by road": 0.5, "by public carriage": 0.8, "on the water": 0.5}
# Chance of being found in one day of waiting indoors, in 100,000; the same columns.
PER_DAY_WAITING = (400, 250, 60, 10)
WAY = (
    {"foot": "on foot"}
    | dict.fromkeys(("wagon", "carriage", "car"), "by road")
    | dict.fromkeys(("rail", "train", "bus"), "by public carriage")
    | dict.fromkeys(("boat", "ferry", "steamboat", "schooner", "ship", "canal"), "on the water")
)
COLUMN = {"slave state": 0, "border state": 1, "unknown": 1, "free state": 2, "abroad": 3}

# What an incident says about the next group on the same road; an unknown kind counts in full.
HUNTED, WATCHED, KNOWN, HINDERED = 1.0, 0.6, 0.3, 0.2
HUNTED_KINDS = (
    *("attack", "betrayal", "capture", "fight"),
    *("kidnapping", "killing", "raid", "rendition"),
)
WATCHED_KINDS = (
    *("arrest", "attempted arrest", "checkpoint", "danger found", "patrol"),
    *("pursuit", "search", "stranger asks", "warrant"),
)
KNOWN_KINDS = ("attempted rescue", "court", "extradition", "prosecution", "rescue")
HINDERED_KINDS = ("accident", "closed way", "disease", "fire", "flood", "weather")
WEIGHT = (
    dict.fromkeys(HUNTED_KINDS, HUNTED)
    | dict.fromkeys(WATCHED_KINDS, WATCHED)
    | dict.fromkeys(KNOWN_KINDS, KNOWN)
    | dict.fromkeys(HINDERED_KINDS, HINDERED)
)
# Word of these halts at once if it is first-hand: somebody is being stopped or given away, or
# whoever was sent to look came back and said danger.
INTERCEPTION = (
    *("arrest", "attack", "betrayal", "capture", "checkpoint", "danger found", "kidnapping"),
    *("killing", "pursuit", "raid", "search"),
)
# After so many days word of a kind counts half; what is not named here takes the first figure.
HALF_LIFE_DAYS = 90
HALF_LIVES = {
    "checkpoint": 7,
    "patrol": 14,
    "stranger asks": 21,
    "weather": 2,
    "flood": 5,
    "fire": 3,
    "accident": 3,
    "closed way": 14,
    "disease": 30,
    "betrayal": 180,
}

# The Admiralty code, as the chance that word is true: the two grades are multiplied.
SOURCE_GRADES = {"A": 1.0, "B": 0.85, "C": 0.65, "D": 0.4, "E": 0.2, "F": 0.5}
WORD_GRADES = {1: 1.0, 2: 0.85, 3: 0.6, 4: 0.35, 5: 0.1, 6: 0.5}
SEVERITIES = {"Extreme": 1.0, "Severe": 0.8, "Moderate": 0.5, "Minor": 0.2, "Unknown": 0.5}

# How a passage went: what part of an incident it was; silence counts as one until we know better.
PASSED = {
    "clean": 0.0,
    "followed": 0.3,
    "turned back": 0.3,
    "searched": 0.6,
    "intercepted": 1.0,
    "silent": 1.0,
}
# A look without a passage is a fifth of one.
LOOK_WEIGHT = 0.2
ALL_QUIET = "all quiet"

# How many days a check holds, by whose law; a house is looked at twice as often as a leg.
CHECK_EVERY_DAYS = {
    "slave state": 14,
    "border state": 21,
    "unknown": 21,
    "free state": 45,
    "abroad": 120,
}
