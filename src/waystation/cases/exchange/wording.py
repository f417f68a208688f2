"""What the columns of a sheet are called in the reader's language, and on an empty sheet."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.cases.exchange.domain import Table

COLUMN_WORDS: dict[Table, dict[str, Promise | str]] = {
    "people": {
        "number": _("number of the person"),
        "household": _("number of the household"),
        "name": _("name"),
        "home name": _("name at home"),
        "paper name": _("name on papers"),
        "alias": _("alias"),
        "sex": _("sex"),
        "birth": _("day of birth"),
        "age": _("age"),
        "child": _("child, if the age is not known"),
        "relation": _("relation to the first of the household"),
        "languages": _("languages"),
        "needs": _("needs"),
        "place": _("place"),
        "urgency": _("urgency"),
        "waiting since": _("waiting since"),
        "arrived on": _("arrived on"),
        "goes with": _("households they go with"),
        "how": _("how contact was made"),
        "phrase": _("words agreed"),
        "note": _("note"),
    },
    "ties": {
        "number": _("number of the person"),
        "relation": _("what the relative is"),
        "relative": _("number of the relative"),
        "relative name": _("name of the relative"),
        "how many": _("how many relatives"),
        "travels": _("whether they travel along"),
        "note": _("note"),
    },
}
TABLE_WORDS: dict[str, Promise | str] = {
    "people": _("sheet of people"),
    "ties": _("sheet of ties"),
}
# How a column is headed on the empty sheets that are handed out; what is so headed is understood.
HEADINGS: dict[str, dict[Table, dict[str, str]]] = {
    "en": {
        "people": {
            "number": "number", "household": "household", "name": "name",
            "home name": "name at home", "paper name": "name on papers", "alias": "alias",
            "sex": "sex", "birth": "date of birth", "age": "age", "child": "under 18",
            "relation": "relation to head", "languages": "languages", "needs": "needs",
            "place": "place", "urgency": "urgency", "waiting since": "waiting since",
            "arrived on": "arrived on", "goes with": "goes with",
            "how": "how contact was made", "phrase": "words agreed", "note": "note",
        },
        "ties": {
            "number": "person number", "relation": "relation", "relative": "relative number",
            "relative name": "relative name", "how many": "how many",
            "travels": "travels along", "note": "note",
        },
    },
    "ko": {
        "people": {
            "number": "번호", "household": "가구 번호", "name": "이름",
            "home name": "집에서 부르는 이름", "paper name": "서류상 이름", "alias": "가명",
            "sex": "성별", "birth": "생년월일", "age": "나이", "child": "18세 미만",
            "relation": "관계", "languages": "언어", "needs": "필요한 것", "place": "장소",
            "urgency": "긴급도", "waiting since": "대기 시작일", "arrived on": "도착일",
            "goes with": "함께 가는 가구", "how": "연락 경위", "phrase": "약속한 말",
            "note": "메모",
        },
        "ties": {
            "number": "사람 번호", "relation": "관계", "relative": "친족 번호",
            "relative name": "친족 이름", "how many": "인원", "travels": "동행", "note": "메모",
        },
    },
}  # fmt: skip


def headings(table: Table, language: str) -> list[str]:
    """List the headings of an empty sheet in a language, or in English where there are none."""
    return list(HEADINGS.get(language, HEADINGS["en"])[table].values())
