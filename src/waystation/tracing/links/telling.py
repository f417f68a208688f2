"""How a search stands, in plain words: the same for every seeker of whom the same is true."""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from waystation.base.blocks import LANGUAGES, Document, Language, Line, Section
from waystation.tracing.asking.showing import Shown
from waystation.tracing.asking.wording import SHOWN
from waystation.tracing.links.domain import First, SearchPaper, SeekerLink


def paper(link: SeekerLink, shown: Shown, words: tuple[str, ...]) -> SearchPaper:
    """Write what lies under a link, in both languages, the link's own first.

    Args:
      shown: what the seeker may see now.
      words: the messages that passed to them; only an open contact shows them.
    """
    languages = sorted(LANGUAGES, key=lambda code: code != link.language)
    usual = tuple(document(Shown(), (), language, link.ends_on) for language in languages)
    first = None
    if shown.until is not None:
        texts = tuple(document(shown, words, language, link.ends_on) for language in languages)
        first = First(until=shown.until, documents=texts)
    return SearchPaper(documents=usual, until=link.ends_on, first=first)


def document(shown: Shown, words: tuple[str, ...], language: Language, until: date) -> Document:
    """Write how a search stands in a language; it names nobody and no place."""
    with translation.override(language):
        sections = [
            Section(
                code="stands",
                title=_("How it stands"),
                lines=(Line(heading=str(SHOWN[shown.says]), state="now", text=_more(shown)),),
            )
        ]
        if shown.says == "contact" and words:
            lines = tuple(Line(text=text) for text in words)
            sections.append(Section(code="words", title=_("A message for you"), lines=lines))
        sections.append(_rights())
        return Document(
            language=language,
            title=_("My search"),
            lead=_("We look for your family member with what you told us."),
            made=_("This page is written anew once a week for everybody who is searching."),
            sections=tuple(sections),
            foot=_("You owe us nothing, now or later."),
        )


def _more(shown: Shown) -> str:
    if shown.says == "looking":
        return _(
            "Searching takes months and often years, and nobody can promise that anybody is"
            " found. This page does not say whom we asked or what was answered."
        )
    if shown.says == "alive":
        return _("More is not known here. Please speak with your worker.")
    return _("Come or call as you agreed. Do not write anything about it to others.")


def _rights() -> Section:
    texts = (
        _("You may take your yes back on any day; it costs you nothing."),
        _("If something you told us has changed, tell your worker."),
        _("Nobody of us asks for money. Whoever does is not from us."),
    )
    return Section(
        code="rights", title=_("What you may do"), lines=tuple(Line(text=text) for text in texts)
    )
