"""What is written of a person, said in the reader's language and the way it is written there."""

from collections.abc import Mapping
from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from waystation.cases.birth import Birth
from waystation.cases.kin import Kin

Words = Mapping[str, Promise | str]

SEX: Words = {"female": _("female"), "male": _("male"), "unknown": _("not known")}
NAMES: Words = {
    "real": _("own name"),
    "home": _("name at home"),
    "alias": _("name used to be safe"),
    "papers": _("name on papers"),
    "other": _("other name"),
}
CALENDARS: Words = {
    "solar": _("common calendar"),
    "lunar": _("lunar calendar"),
    "unknown": _("calendar not known"),
}
KIN: Words = {
    "parent": _("parent"),
    "child": _("son or daughter"),
    "sibling": _("brother or sister"),
    "spouse": _("husband or wife"),
    "partner": _("partner"),
    "guardian": _("guardian"),
    "ward": _("child in guardianship"),
    "grandparent": _("grandparent"),
    "grandchild": _("grandchild"),
    "uncle_aunt": _("uncle or aunt"),
    "nephew_niece": _("nephew or niece"),
    "cousin": _("cousin"),
    "step_parent": _("step-parent"),
    "step_child": _("stepchild"),
    "step_sibling": _("step-brother or step-sister"),
    "foster_parent": _("foster parent"),
    "foster_child": _("foster child"),
    "friend": _("friend"),
    "other": _("other tie"),
}
NEEDS: Words = {
    "medical": _("medical"),
    "mobility": _("moving about"),
    "pregnancy": _("pregnancy"),
    "language": _("language and interpreting"),
    "diet": _("food"),
    "other": _("other"),
}
LIMITS: Words = {
    "no foot": _("cannot go on foot"),
    "short foot": _("only short ways on foot"),
    "no boat": _("cannot go by boat"),
    "no night": _("cannot travel by night"),
    "step-free": _("needs a way without steps"),
    "doctor near": _("needs a doctor near"),
    "medicine cold": _("medicine must be kept cold"),
    "own room": _("needs an own room"),
    "no stairs": _("cannot climb stairs"),
    "quiet": _("must stay quiet: infant or illness"),
}
DOCUMENTS: Words = {
    "identity card": _("identity card"),
    "passport": _("passport"),
    "birth paper": _("birth certificate"),
    "marriage paper": _("marriage certificate"),
    "residence": _("residence permit"),
    "refugee": _("refugee or protection paper"),
    "school": _("school certificate"),
    "health": _("health record"),
    "other": _("other paper"),
}
LANGUAGES: Words = {
    "ko": _("Korean"),
    "en": _("English"),
    "zh": _("Chinese"),
    "ja": _("Japanese"),
    "ru": _("Russian"),
    "mn": _("Mongolian"),
    "vi": _("Vietnamese"),
    "lo": _("Lao"),
    "th": _("Thai"),
    "km": _("Khmer"),
    "my": _("Burmese"),
    "es": _("Spanish"),
    "fr": _("French"),
    "de": _("German"),
    "pt": _("Portuguese"),
    "ar": _("Arabic"),
    "fa": _("Persian"),
    "uk": _("Ukrainian"),
    "tr": _("Turkish"),
    "sw": _("Swahili"),
    "so": _("Somali"),
    "am": _("Amharic"),
    "ti": _("Tigrinya"),
}
# A day, a month and a year as each language writes them.
DAYS = {"en": ("j F Y", "F Y", "Y"), "ko": ("Y. n. j.", "Y. n.", "Y년")}


def language_name(code: str) -> str:
    """Say a language; one outside the list stays the word it was written with."""
    return str(LANGUAGES.get(code, code))


def birth_words(birth: Birth) -> str:
    """Write when somebody was born, as precisely as it is known; empty where it is not."""
    if birth.year is None:
        return ""
    written = _written(birth)
    if birth.calendar == "lunar":
        written = say("lunar %(day)s") % {"day": written}
        solar = birth.solar()
        if solar is not None:
            written = say("%(lunar)s (%(day)s by the common calendar)") % {
                "lunar": written,
                "day": day_words(solar),
            }
    elif birth.calendar == "unknown":
        written = say("%(day)s, calendar not known") % {"day": written}
    return say("about %(what)s") % {"what": written} if birth.about else written


def age_words(birth: Birth, today: date) -> str:
    """Write an age on a day: one number, or the two between which it lies; empty if unknown."""
    ages = birth.ages_on(today)
    if ages is None:
        return ""
    least, most = ages
    if least == most:
        return str(least)
    return say("%(least)d to %(most)d") % {"least": least, "most": most}


def told_words(birth: Birth) -> str:
    """Write an age as it was told, and on which day; empty where a year of birth is known."""
    if birth.year is not None or birth.age_years is None:
        return ""
    told = say("%(n)d years") % {"n": birth.age_years}
    if birth.korean_count:
        told = say("%(age)s by Korean count") % {"age": told}
    if birth.told_on is not None:
        told = say("%(age)s, told on %(day)s") % {"age": told, "day": day_words(birth.told_on)}
    return say("about %(what)s") % {"what": told} if birth.about else told


def kin_words(kin: Kin) -> str:
    """Say what somebody is to a person, and whether it stands in no paper."""
    called = str(KIN[kin.kind])
    return say("%(kin)s, informal") % {"kin": called} if kin.informal else called


def _written(birth: Birth) -> str:
    """Write year, month and day of a birth as they stand, in whatever calendar."""
    year, month, day = birth.year or 0, birth.month, birth.day
    leap = birth.leap_month
    if get_language() == "ko":
        if month is None:
            return f"{year}년"
        moon = f"윤{month}" if leap else str(month)
        return f"{year}. {moon}." if day is None else f"{year}. {moon}. {day}."
    if month is None:
        return str(year)
    if birth.calendar == "lunar":
        moon = say("leap month %(n)d") % {"n": month} if leap else say("month %(n)d") % {"n": month}
        return f"{year}, {moon}" if day is None else say("%(year)d, %(month)s, day %(day)d") % {
            "year": year, "month": moon, "day": day,
        }  # fmt: skip
    form = DAYS["en"][0 if day else 1]
    return formats.date_format(date(year, month, day or 1), form, use_l10n=False)


def place_words(village: str, county: str, province: str) -> str:
    """Write a place from the small to the large; a Korean one from the large to the small."""
    parts = [part for part in (village, county, province) if part]
    if any("가" <= sign <= "힣" for part in parts for sign in part):
        return " ".join(reversed(parts))
    return ", ".join(parts)


def day_words(day: date) -> str:
    """Write a day the way the reader's language writes it."""
    form = DAYS["ko" if get_language() == "ko" else "en"][0]
    return formats.date_format(day, form, use_l10n=False)
