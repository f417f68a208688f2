"""A receipt as a sheet: every word of it in one language, and the PDF that Typst makes of it."""

from pathlib import Path

from waystation.base import papers
from waystation.giving.receipts import domain
from waystation.giving.receipts.domain import Line, Paper
from waystation.giving.receipts.texts import TEXTS

TEMPLATE = Path(__file__).parents[1] / "templates" / "giving" / "receipt.typ"


def sheet(paper: Paper) -> dict[str, object]:
    """Lay out what stands on a receipt. It names its donor, however the gift is shown elsewhere."""
    text, to, of = TEXTS[paper.to.language], paper.to, paper.of
    has_goods_said = "goods" in getattr(domain.countries().get(to.country), "phrases", {})
    said = domain.phrases(to, of, paper.lines)
    if not has_goods_said or not said:
        said += [_goods(line, text) for line in paper.lines if line.goods]
    if not domain.is_official(to, of, paper.lines):
        said.append(_plain(to.country, text))
    if paper.replaces:
        said.append(text["replaces"].format(number=paper.replaces))
    currency = paper.lines[0].currency if paper.lines else "USD"
    number = of.registrations.get(to.country) or of.registrations.get(of.country, "")
    name = of.name_ko if to.language == "ko" and of.name_ko else of.name
    facts = [
        [text["number"], paper.number],
        [text["issued"], paper.issued_on.isoformat()],
        *([[text["place"], of.place]] if of.place else []),
        [text["to"], "\n".join(filter(None, (to.name, to.address)))],
    ]
    return {
        "title": text[paper.kind].format(year=paper.year),
        "name": name,
        "other_name": of.name if name != of.name else "",
        "head": [
            *of.address.splitlines(),
            *([f"{text['registration']}: {number}"] if number else []),
            *([of.website] if of.website else []),
        ],
        "facts": facts,
        "columns": [text["day"], text["what"], text["amount"]],
        "lines": [_row(line, text) for line in paper.lines],
        "total": [text["total"], domain.amount(domain.total(paper.lines), currency)],
        "has_total": any(not line.description for line in paper.lines),
        "said": said,
        "thanks": text["thanks"],
        "sign": [text["sign"], of.signatory, of.signatory_role],
        "on": [paper.issued_on.year, paper.issued_on.month, paper.issued_on.day],
    }


def pdf(paper: Paper) -> bytes:
    """Print a receipt; the same paper is the same bytes, and they name no maker and no hour."""
    return papers.pdf(TEMPLATE, sheet(paper), paper.to.language)


def _row(line: Line, text: dict[str, str]) -> list[str]:
    what = text["in-kind"].format(description=line.description) if line.description else ""
    what = what or text["money"]
    sum_ = text["in-kind-value"] if line.description else domain.amount(line.cents, line.currency)
    if line.other_number:
        what = f"{what} ({text['other'].format(number=line.other_number)})"
    return [line.on.isoformat(), what, sum_]


def _goods(line: Line, text: dict[str, str]) -> str:
    worth = domain.amount(line.goods_cents, line.currency)
    return text["goods"].format(day=line.on.isoformat(), goods=line.goods, worth=worth)


def _plain(country: str, text: dict[str, str]) -> str:
    return text["plain-in"].format(country=country) if country else text["plain"]
