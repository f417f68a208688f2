"""What is written down, read again."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from waystation.resettlement.book import domain, writing
from waystation.resettlement.book.tests.builders import AVALON, a_rule, words
from waystation.resettlement.reading import read, shipped


def test_every_country_is_the_same_after_it_was_taken_out_and_read_again():
    for pathway in shipped().pathways:
        rules = domain.of_country(shipped(), pathway.jurisdiction)

        found = read(writing.as_toml(rules, pathway), "x")

        assert (found.rules, found.pathways) == (rules, (pathway,))


@settings(max_examples=25, deadline=None)
@given(said=st.text(min_size=1, max_size=40).filter(lambda text: text.strip()))
def test_whatever_somebody_writes_into_a_text_comes_back_as_it_was(said):
    (pathway,) = read(AVALON, "x").pathways
    rules = (a_rule(source=said, note=said[::-1]), *read(AVALON, "x").rules)
    pathway = replace(pathway, hard=words(said))

    found = read(writing.as_toml(rules, pathway), "x")

    assert (found.rules, found.pathways) == (rules, (pathway,))


def test_a_table_has_a_line_for_each_figure_and_no_formula():
    text = writing.as_csv([a_rule(note="=HYPERLINK(1)"), a_rule(value=9)])

    head, first, second = csv.reader(io.StringIO(text))
    assert (first[head.index("value")], second[head.index("value")]) == ("8", "9")
    assert first[head.index("valid_from")] == "1850-01-01"
    assert first[head.index("note")] == "'=HYPERLINK(1)"
