"""Every sentence of the screens is said in Korean as well as in English."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.template.base import Lexer, TokenType

from waystation.testing import messages

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = ROOT / "docs" / "GLOSSARY.md"
PHONE_WORDS = ROOT / "frontend" / "src" / "phone" / "words"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*(?::\w+)?\}")
TAG = re.compile(r"</?\w+[^>]*>")
# These Korean endings depend on the last sound of the word before them, which a value brings along.
PARTICLE = re.compile(r"(?:%\(\w+\)s|\{\w+\})[”’]?(?:은|는|이|가|을|를|와|과|로|으로)(?![가-힣])")

# Words of the glossary that mean the same wherever they stand in a sentence.
KEPT_WORDS = (
    *("tip", "household", "group", "network", "leg", "partner", "word of danger", "factor"),
    *("plan", "route", "stage", "passage", "propose", "approval", "withdraw", "guide", "report"),
    *("pick-up", "phone", "invitation", "arrival", "fund", "gift", "entry", "posted", "reversal"),
    *("memo", "rescue", "budget", "category", "contingency", "resettlement", "sealed", "risk"),
    *("compartment", "passphrase", "board", "approver", "case worker", "field manager"),
    *("finance officer", "security officer"),
)

# What they mean besides, on the pages for everybody: to give, to tell of a page that does harm, a
# class or a school, to dare.
ALSO = {
    "gift": ("후원",),
    "report": ("신고",),
    "group": ("단체", "구분", "집단", "region,group"),
    "risk": ("위험을 무릅",),
}

# What has no translation wherever it stands, and what one template alone may say.
UNTRANSLATED = {
    "UTC",
    "Waystation",
    "English",
    "한국어",
    "한국어English",
    "PDF",
    "CSV",
    "JSON",
    "SHA-256",
}
UNTRANSLATED_IN = {
    "relay/phone.html": {"Notes", "This page needs JavaScript."},
    "relay/card.html": {"A4", "Letter"},
    "arrival/arrival.html": {"… Letter"},
    # Parts of addresses, names of files, and what is pasted into another site.
    "campaigns/_preview.html": {"/campaigns/…/"},
    "stories/story.html": {"/stories/…/"},
    "standards/site_data.html": {
        *("iati-activities.xml", "iati-organisation.xml", "360giving.json", "money.csv"),
        "money.xlsx",
    },
    "figures/one.html": {'<iframe src="…" title="…" width="320" height="160"></iframe>'},
    "tablet/tablet.html": {"Notebook", "This page needs JavaScript."},
    "web/sources.html": {
        *("William Still,", "Wilbur H. Siebert,", "Samuel May,", "Sarah H. Bradford,"),
        *("(1872, revised 1878)", "Sydney Howard Gay,"),
        "(1855–56, manuscript, Columbia University)",
    },
}
# What a template says in place of a value that is missing.
FALLBACK = re.compile(r"""\|\s*(?:default|default_if_none|yesno)\s*:\s*["']([^"']*)["']""")
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title", "value-text", "hx-confirm"} | {
    f"data-{name}" for name in ("label", "says", "busy", "zoom-in", "zoom-out", "close")
}
SILENT_ELEMENTS = {"script", "style", "kbd", "code", "cite"}


def spoken() -> list[Message]:
    """List what is translated; what is not fails in a test of its own."""
    open_still = {m.id for m in messages.untranslated(messages.on_file())}
    return [m for m in messages.on_file() if m.id and m.id not in open_still]


def english(message: Message) -> str:
    """Give the form that serves every number; the others may leave the number out."""
    return message.id if isinstance(message.id, str) else message.id[-1]


def korean(message: Message) -> str:
    return message.string if isinstance(message.string, str) else message.string[0]


def test_the_catalogue_holds_exactly_the_sentences_of_the_screens():
    assert messages.as_text(messages.merged()) == messages.CATALOGUE.read_text("utf-8"), (
        "run `make messages`, then translate what is new"
    )


def test_a_call_under_another_name_is_a_sentence_too(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    page = tmp_path / "wording.py"
    page.write_text(
        "from django.utils.translation import gettext as say\n"
        "from django.utils.translation import gettext_lazy as later\n"
        'SAYS = (say("very strong"), later("fair"), other("nothing"))\n'
    )

    assert [found.id for found in messages.sentences(page)] == ["very strong", "fair"]


def test_every_sentence_has_a_finished_translation():
    assert [m.id for m in messages.untranslated(messages.on_file())] == []


def test_korean_has_one_form_for_every_number():
    assert '"Plural-Forms: nplurals=1; plural=0;\\n"' in messages.HEADER
    assert [m.id for m in spoken() if not isinstance(m.string, str) and len(m.string) != 1] == []


def test_a_translation_keeps_every_placeholder_and_tag():
    def kept(text: str) -> tuple[list[str], list[str]]:
        return sorted(PLACEHOLDER.findall(text)), sorted(TAG.findall(text))

    assert [m.id for m in spoken() if kept(english(m)) != kept(korean(m))] == []


def test_a_translation_begins_and_ends_with_the_same_white_space():
    def edges(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    assert [m.id for m in spoken() if edges(english(m)) != edges(korean(m))] == []


def test_no_korean_ending_hangs_on_a_value_whose_sound_is_unknown():
    assert [korean(m) for m in spoken() if PARTICLE.search(korean(m))] == []


def test_korean_never_says_safe_where_english_does_not():
    assert [
        m.id for m in spoken() if "안전" in korean(m) and "safe" not in english(m).lower()
    ] == []


def test_one_thing_has_one_korean_word():
    rows = re.findall(r"^\| ([^|(]+?)(?: \([^|]*\))? \| ([^|]+?) \|", GLOSSARY.read_text(), re.M)
    korean_of = dict(rows)

    assert [word for word in KEPT_WORDS if word not in korean_of] == []
    # Read once: both languages of every sentence, not of every sentence for every word.
    both = [(english(m), korean(m)) for m in spoken()]
    assert [
        (word, in_korean)
        for word in KEPT_WORDS
        for in_english, in_korean in both
        if says(in_english, word)
        and not any(known in in_korean for known in (korean_of[word], *ALSO.get(word, ())))
    ] == []


def says(sentence: str, word: str) -> bool:
    if word[:-1].lower() not in sentence.lower():
        return False  # Most sentences, without a search.
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return bool(re.search(rf"\b(?:{word}|{plural})\b", PLACEHOLDER.sub("", sentence), re.I))


def sentences_of_phone(language: str) -> dict[str, str]:
    script = (PHONE_WORDS / f"{language}.js").read_text("utf-8")
    return dict(re.findall(r'(\w+): "((?:[^"\\]|\\.)*)"', script))


@pytest.mark.parametrize("language", ["ko", "zh", "th", "es"])
def test_the_phone_says_the_same_things_in_every_language(language):
    in_english, in_other = sentences_of_phone("en"), sentences_of_phone(language)

    assert len(in_english) > 150
    assert set(in_english) == set(in_other)
    assert [
        key
        for key, text in in_english.items()
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(in_other[key]))
    ] == []


class Ear(HTMLParser):
    """Hears what a page says outside its translated parts."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in SILENT_ELEMENTS:
            self.silent.append(tag)
        self.heard += [text for name, text in attrs if name in SPOKEN_ATTRIBUTES and text]

    def handle_endtag(self, tag):
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data):
        if not self.silent:
            self.heard.append(data)


def without_template_tags(text: str) -> str:
    """Leave of a template only what is sent as it stands."""
    parts, inside = [], ""
    for token in Lexer(text).tokenize():
        first = token.contents.split()[0] if token.contents.split() else ""
        if inside:
            inside = "" if token.token_type is TokenType.BLOCK and first == inside else inside
        elif token.token_type is TokenType.TEXT:
            parts.append(token.contents)
        elif token.token_type is TokenType.VAR:
            parts += ["…", *FALLBACK.findall(token.contents)]
        elif first in ("blocktranslate", "blocktrans", "comment"):
            inside = f"end{first}"
    return "".join(parts)


def bare_words(text: str, allowed: set[str]) -> list[str]:
    """List what a template says untranslated."""
    ear = Ear()
    ear.feed(without_template_tags(text))
    ear.close()
    return [said for said in map(str.strip, ear.heard) if has_letters(said, UNTRANSLATED | allowed)]


def has_letters(said: str, allowed: set[str]) -> bool:
    for phrase in sorted(allowed, key=len, reverse=True):
        said = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", "", said)
    return any(letter.isalpha() for letter in said)


TEMPLATES = [path for path in messages.sources() if path.suffix == ".html"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_says_nothing_outside_its_translated_parts(path):
    allowed = UNTRANSLATED_IN.get(f"{path.parent.name}/{path.name}", set())

    assert bare_words(path.read_text("utf-8"), allowed) == []


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("<p>Call home</p>", ["Call home"]),
        ('<img alt="A house">', ["A house"]),
        ('<td data-label="{{ x }} Place">', ["… Place"]),
        ('<p>{{ x|default:"nobody" }}</p>', ["…nobody"]),
        ("<p>{% if x %}a word{% endif %}</p>", ["a word"]),
        ("<p>{% translate 'Call home' %} {{ at }} UTC</p>", []),
        ("<p>{% blocktranslate %}Call {{ who }}{% endblocktranslate %}</p>", []),
        ("<kbd>j</kbd> <script>let a = 1;</script>{# a note #}", []),
    ],
)
def test_the_scanner_hears_what_is_said_and_nothing_else(template, said):
    assert bare_words(template, set()) == said


def test_extraction_finds_every_way_of_saying_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    (tmp_path / "said.py").write_text(
        '_("one")\nngettext("%(n)d two", "%(n)d twos", n)\npgettext("night", "three")\n'
        '_(variable)\nBecause("kind", "{value} hours", "4", 4.0)\n'
        'Because("kind", "{value}", where, 1.5)\n'
    )
    (tmp_path / "said.html").write_text(
        '{% load i18n %}{% translate "four" context "day" %}'
        "{% blocktranslate count n=n %}{{ n }} five{% plural %}{{ n }} fives{% endblocktranslate %}"
    )

    found = [(f.id, f.context) for path in messages.sources() for f in messages.sentences(path)]

    assert found == [
        ("four", "day"),
        (("%(n)s five", "%(n)s fives"), None),
        ("one", None),
        (("%(n)d two", "%(n)d twos"), None),
        ("three", "night"),
        ("{value} hours", None),
    ]


def test_a_template_whose_tags_do_not_fit_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    (tmp_path / "said.html").write_text("{% blocktranslate %}{% if x %}{% endblocktranslate %}")

    with pytest.raises(ValueError, match=r"^said\.html: "):
        list(messages.sentences(tmp_path / "said.html"))


@pytest.fixture
def small_house(tmp_path, monkeypatch):
    """A package of one file, whose catalogue translates both of its sentences."""
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "locale" / "django.po")
    monkeypatch.setattr(messages, "CODES", {})
    (tmp_path / "said.py").write_text('_("Sit down.")\n_("Eat.")\n')
    messages.main([])
    text = messages.CATALOGUE.read_text("utf-8")
    for said, answer in (("Sit down.", "앉으세요."), ("Eat.", "드세요.")):
        text = text.replace(f'msgid "{said}"\nmsgstr ""', f'msgid "{said}"\nmsgstr "{answer}"')
    messages.CATALOGUE.write_text(text, "utf-8")
    return tmp_path


def test_a_changed_sentence_loses_its_translation_and_the_others_keep_theirs(small_house):
    (small_house / "said.py").write_text('_("Sit down, please.")\n_("Eat.")\n')

    done = messages.main([])

    assert done == 0
    assert {m.id: korean(m) for m in messages.on_file() if m.id} == {
        "Eat.": "드세요.",
        "Sit down, please.": "",
    }


def test_a_second_run_changes_nothing(small_house):
    before = messages.CATALOGUE.read_bytes()

    done = messages.main(["--check"]), messages.main([])

    assert done == (0, 0)
    assert messages.CATALOGUE.read_bytes() == before


def test_the_check_fails_on_a_new_sentence_and_writes_nothing(small_house, capsys):
    before = messages.CATALOGUE.read_bytes()
    (small_house / "said.py").write_text('_("Sit down.")\n_("Eat.")\n_("Rest.")\n')

    done = messages.main(["--check"])

    assert done == 1
    assert messages.CATALOGUE.read_bytes() == before
    assert "not translated: 'Rest.'" in capsys.readouterr().out
