"""What the pages of portraits call things, in both languages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.tracing.portraits.domain import Purpose, Trait, WhyNot

Word = Promise | str

# On every drawing that was bred, on the screen and on paper.
LABEL = _("drawing aid, not a likeness, not evidence, never used for matching")
SHORT_LABEL = _("drawing aid")
IMAGINED = _("imagined: how they may look today")

WHY_NOT: dict[WhyNot, Word] = {
    "child witness": _("The person who seeks is a minor."),
    "child sought": _("The person sought is a minor today."),
    "age unknown": _("Nothing says how old the person sought is today."),
    "closed": _("This request is closed."),
}
WHY_NOT_HELP: dict[WhyNot, Word] = {
    "child witness": _("No child is asked to compose a face. Let an adult of the family tell."),
    "child sought": _("No face of a minor is composed or kept. Write down words instead."),
    "age unknown": _("Make sure that they are grown up today, and say so in the form."),
    "closed": _("Open it again first, if the family wishes."),
}
CONSENTS: dict[Purpose, Word] = {
    "tracing": _("shown in this tracing case"),
    "exhibition": _("shown in an exhibition"),
    "publication": _("published"),
}
CONSENT_HELP: dict[Purpose, Word] = {
    "tracing": _("Tracing officers see it beside the request. Nothing compares it with anybody."),
    "exhibition": _("On paper, in a room, for as long as the family allows."),
    "publication": _("What is published can be copied by anybody and never be taken back fully."),
}
TRAITS: dict[Trait, tuple[Word, Word]] = {
    "warmth": (_("cool"), _("warm")),
    "calm": (_("restless"), _("calm")),
    "pride": (_("humble"), _("proud")),
    "humour": (_("earnest"), _("merry")),
    "strength": (_("gentle"), _("tough")),
    "trust": (_("wary"), _("trusting")),
    "openness": (_("closed to others"), _("open-hearted")),
}
FEATURES: dict[str, tuple[Word, Word, Word]] = {
    "age": (_("Age"), _("younger"), _("older")),
    "weight": (_("Weight"), _("thinner"), _("heavier")),
    "width": (_("Face"), _("narrow"), _("wide")),
    "length": (_("Face, length"), _("short"), _("long")),
    "cheeks": (_("Cheekbones"), _("flat"), _("high")),
    "jaw": (_("Jaw"), _("fine-boned"), _("strong")),
    "chin": (_("Chin"), _("pointed"), _("broad")),
    "eye_size": (_("Eyes, size"), _("small"), _("large")),
    "eye_gap": (_("Eyes, distance"), _("near"), _("far apart")),
    "eye_tilt": (_("Eyes, slant"), _("falling"), _("rising")),
    "eye_open": (_("Eyes, opening"), _("narrow"), _("wide")),
    "lids": (_("Eyelids"), _("single"), _("double")),
    "brow_height": (_("Brows, height"), _("low"), _("high")),
    "brow_weight": (_("Brows"), _("thin"), _("thick")),
    "brow_slope": (_("Brows, slope"), _("falling"), _("rising")),
    "nose_length": (_("Nose, length"), _("short"), _("long")),
    "nose_width": (_("Nose, width"), _("narrow"), _("wide")),
    "nose_tip": (_("Nose, end"), _("drooping"), _("upturned")),
    "mouth_width": (_("Mouth, width"), _("narrow"), _("wide")),
    "lips": (_("Lips"), _("thin"), _("full")),
    "mouth_height": (_("Mouth, place"), _("high"), _("low")),
    "mouth_curve": (_("Mouth, corners"), _("down"), _("up")),
    "ears": (_("Ears"), _("small"), _("large")),
    "hairline": (_("Hairline"), _("low"), _("high")),
    "hair_mass": (_("Hair"), _("thin"), _("thick")),
    "hair_length": (_("Hair, length"), _("short"), _("long")),
    "fringe": (_("Hair on the forehead"), _("none"), _("much")),
    "wave": (_("Hair, waves"), _("straight"), _("wavy")),
    "beard": (_("Beard"), _("none"), _("full")),
}
MARKS: dict[str, Word] = {
    "mole": _("mole"),
    "scar": _("scar"),
    "freckles": _("freckles"),
    "dimple": _("dimple"),
}
PLACES: dict[str, Word] = {
    "forehead": _("forehead"),
    "left brow": _("left brow"),
    "right brow": _("right brow"),
    "nose": _("nose"),
    "left cheek": _("left cheek"),
    "right cheek": _("right cheek"),
    "lip": _("over the lip"),
    "chin": _("chin"),
    "left jaw": _("left jaw"),
    "right jaw": _("right jaw"),
}
