"""What the codes of consent are called, and the words with which people are asked."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.cases.person_words import LANGUAGES, Words
from waystation.cases.timeline_words import CONSENT_WORDS, PURPOSE_WORDS

# What is read aloud before the question: what happens with a yes.
ASKED: dict[str, Promise] = {
    "service": _("We write down what you tell us, sealed, to plan your journey and to help you."),
    "share": _("We tell this one partner what you need on their stage: never your name."),
    "photo": _("We take a photograph of you and keep it sealed in your record."),
    "audio": _("We record your voice and keep it sealed in your record."),
    "story": _(
        "We tell others what happened to you. You hear every word first, and choose what is"
        " changed so that nobody knows you."
    ),
    "tracing": _("We give what you choose to those who search for your family."),
    "research": _("We let somebody study what many people lived through, without names."),
    "referral": _("We pass the parts you choose to this one organisation, sealed to its own key."),
}
# What is read aloud first of all: what happens with a no.
IF_NO: dict[str, Promise] = {
    "service": _("If you say no, we still help you, and keep only what keeps you safe on the way."),
    "share": _("If you say no, you still travel; we look for another way to meet what you need."),
    "photo": _("If you say no, there is no photograph, and nothing else changes."),
    "audio": _("If you say no, there is no recording, and nothing else changes."),
    "story": _("If you say no, nobody is told, and nothing else changes."),
    "tracing": _("If you say no, nobody searches, and you may ask for it on any later day."),
    "research": _("If you say no, nothing else changes."),
    "referral": _("If you say no, nothing is passed on, and we tell you how to go there yourself."),
}
SCOPES: dict[str, Promise] = {
    "names": _("names"),
    "birth": _("birth and sex"),
    "languages": _("languages"),
    "needs": _("needs and health"),
    "documents": _("documents"),
    "family": _("family, as far as each of them agreed too"),
}
FORMS: dict[str, Promise] = {
    "signed": _("signed on paper"),
    "thumbprint": _("by thumbprint on paper"),
    "spoken": _("said before a witness"),
    "phone": _("said on the telephone"),
}
ASSENTS: dict[str, Promise] = {
    "yes": _("the child said yes"),
    "no": _("the child said no"),
    "too young": _("too young to be asked"),
}
BASES: dict[str, Promise] = {
    "consent": _("consent"),
    "vital interest": _("vital interest, without consent"),
}

WHY_NOT: dict[str, Promise] = {
    "never asked": _("This person was not asked about this."),
    "refused": _("This person said no to this."),
    "withdrawn": _("This person took their consent back."),
    "expired": _("The consent to this has run out."),
    "text changed": _("The wording of this consent has changed since this person was asked."),
    "asked as a child": _("This person was asked as a child and is grown up now."),
    "guardian missing": _("No guardian has answered for this child."),
    "assent missing": _("The child was not asked."),
    "child said no": _("The child said no to this, and that is enough."),
    "outside scope": _("The consent does not cover all of this."),
}
HELPS: dict[str, Promise] = {
    "never asked": _("Ask them, with what happens if they say no first."),
    "refused": _("Leave it. A no costs them nothing; ask again only if they bring it up."),
    "withdrawn": _("Leave it. Ask again only if they bring it up."),
    "expired": _("Ask them again; a consent lasts a year at most."),
    "text changed": _("Read them the new wording and ask again."),
    "asked as a child": _("Ask them again, for themselves."),
    "guardian missing": _("Ask the parent or guardian as well, and write down who answered."),
    "assent missing": _("Ask the child too, in words that fit their age."),
    "child said no": _("Leave it. A guardian's yes does not outweigh it."),
    "outside scope": _("Choose only the parts they agreed to, or ask about the others."),
}


def called(code: object, table: str) -> str:
    """Say a code of consent in the reader's language; an unknown code stays as it is."""
    return str(TABLES[table].get(str(code), code))


TABLES: dict[str, Words] = {
    "purpose": PURPOSE_WORDS,
    "asked": ASKED,
    "if_no": IF_NO,
    "scope": SCOPES,
    "answer": CONSENT_WORDS,
    "form": FORMS,
    "assent": ASSENTS,
    "basis": BASES,
    "language": {**LANGUAGES, "other": _("another")},
    "why_not": WHY_NOT,
    "help": HELPS,
}
