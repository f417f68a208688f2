"""Paper: a person's own record, in their language, with what was written about them and when."""

from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.base import papers
from waystation.cases.person import Person
from waystation.cases.person_words import KIN, age_words, day_words
from waystation.cases.records import queries
from waystation.cases.records.queries import Record
from waystation.cases.records.wording import FIELDS, field_words
from waystation.cases.timeline import Entry
from waystation.vault.keyring import Keyring

TEMPLATE = Path(__file__).parent.parent / "templates" / "cases" / "records" / "copy.typ"
# The languages this can be printed in, each by its own name.
PRINTED_IN = {"en": "English", "ko": "한국어"}
# A photograph and the ties to others have places of their own on the sheet.
NOT_LISTED = ("kin", "history", "photo")


def paper(record: Record, language: str, keyring: Keyring) -> bytes:
    """Print a record for its person.

    What was written to protect somebody from others is not on it: the sheet may be found.

    Cost: as `papers.pdf`.
    """
    entries = queries.about(record.id, record.household_id, keyring)
    with translation.override(language):
        sheet = _sheet(record, queries.printed(entries))
    return papers.pdf(TEMPLATE, sheet, language)


def language_of(person: Person) -> str:
    """Give the first language of theirs that this can be printed in; English if there is none."""
    return next((code for code in person.languages if code in PRINTED_IN), "en")


def _sheet(record: Record, entries: list[Entry]) -> dict[str, object]:
    person = record.person
    fields = [
        [str(FIELDS[what]), field_words(what, getattr(person, what))]
        for what in Person.__struct_fields__
        if what not in NOT_LISTED and getattr(person, what) is not False
    ]
    fields.insert(2, [_("Age"), age_words(person.birth, record.today) or "–"])
    if person.photo:
        fields.append([str(FIELDS["photo"]), field_words("photo", person.photo)])
    return {
        "title": _("What is written about you"),
        "facts": [
            [_("Mark"), f"{record.household.code} {record.nth or ''}".strip()],
            [_("Printed on"), day_words(record.today)],
        ],
        "first": [
            _("This is yours. You may ask to have it corrected or destroyed, or object to it."),
            _("You may take back any consent at any time; nothing you are entitled to changes."),
            _("Whoever finds this sheet can read it. You may read it here and leave it with us."),
        ],
        "fields_title": _("The record"),
        "fields": fields,
        "kin_title": _("Family and others you are tied to"),
        "kin": [
            [str(KIN[one.kin.kind]), (one.person and one.person.name) or "–"]
            for one in record.relatives
        ],
        "time_title": _("What was written about you, and when"),
        "time": [[day_words(one.at.date()), one.what] for one in entries],
        "nothing": _("Nothing else was written about you alone."),
        "foot": _(
            "Words that came from others about others are not on this sheet. Ask your worker about"
            " anything you miss."
        ),
    }
