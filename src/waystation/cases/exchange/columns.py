"""Guesses from its heading what a column says. A person looks at every guess. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from waystation.cases.exchange.domain import LEFT_OUT, MANY, Table

_SEPARATORS = re.compile(r"[\s_\-./()]+")

# Headings in English and Korean, as people write them; the first that stands alone is taken.
HEADINGS: dict[Table, dict[str, str]] = {
    "people": {
        "number": "id, no, number, person, person id, person number, passenger id, case no, 번호,"
        " 사람 번호, 순번, 일련번호",
        "household": "household, household id, household number, household no, party, party id,"
        " family, family id, hh id, 가구, 가구 번호, 세대, 세대 번호, 가족 번호",
        "name": "name, full name, real name, given name, 이름, 성명, 본명",
        "home name": "home name, nickname, name at home, 집에서 부르는 이름, 아명, 애칭",
        "paper name": "paper name, name on papers, official name, 서류상 이름, 공식 이름",
        "alias": "alias, assumed name, also known as, aka, other name, 가명, 다른 이름, 별명",
        "sex": "sex, gender, 성별",
        "birth": "birth, birthday, birth date, date of birth, dob, born, 생일, 생년월일, 출생일",
        "age": "age, age years, years, 나이, 연령",
        "child": "child, minor, under 18, seems under 18, 아동, 미성년, 18세 미만",
        "relation": "relation, relation to head, relationship, 관계, 가구주와의 관계",
        "languages": "language, languages, mother tongue, 언어, 모국어, 사용 언어",
        "needs": "needs, need, special needs, vulnerability, 필요, 필요한 것, 특이 사항",
        "place": "place, location, origin, origin place id, town, city, 장소, 지역, 출발지",
        "urgency": "urgency, priority, 긴급도, 우선순위",
        "waiting since": "waiting since, registered, registered on, registration date, since,"
        " 대기 시작, 대기 시작일, 등록일",
        "arrived on": "arrived, arrived on, arrival, arrival date, 도착일, 도착",
        "goes with": "goes with, travels with, together with, 함께 가는 가구, 동행 가구",
        "how": "contact, contact made, how contact was made, 연락 방법, 연락 경위",
        "phrase": "words agreed, code words, phrase, 약속한 말, 암호",
        "note": "note, notes, remark, remarks, comment, source, page, evidence, 메모, 비고, 출처,"
        " 쪽, 근거",
    },
    "ties": {
        "number": "passenger id, person, person id, person number, number, of, 번호, 사람 번호",
        "relation": "relation, relationship, is, 관계",
        "relative": "relative passenger id, relative id, relative number, relative, to,"
        " 친족 번호, 상대 번호, 가족 번호",
        "relative name": "relative name, name of relative, 친족 이름, 상대 이름, 가족 이름",
        "how many": "count, how many, number of people, 인원, 몇 명",
        "travels": "status, travels, travels along, together, 상태, 동행, 함께 이동",
        "note": "note, notes, remark, remarks, comment, evidence, source, page, 메모, 비고, 출처,"
        " 쪽, 근거",
    },
}


def guessed(header: Sequence[str], table: Table) -> tuple[str, ...]:
    """Guess what each column says; what nobody can guess, or was guessed before, is left out."""
    meant = {
        plain(word): column
        for column, words in HEADINGS[table].items()
        for word in words.split(",")
    }
    found: list[str] = []
    for heading in header:
        column = meant.get(plain(heading), LEFT_OUT)
        found.append(column if column in MANY or column not in found else LEFT_OUT)
    return tuple(found)


def plain(heading: str) -> str:
    """Write a heading so that two ways of writing it are one: small, with single spaces."""
    small = unicodedata.normalize("NFC", heading).casefold()
    return _SEPARATORS.sub(" ", small).strip()
