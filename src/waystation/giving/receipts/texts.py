"""The words of a receipt in its two languages; a country's own sentences stand in `rules`."""

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "gift": "Receipt for a gift",
        "year": "Receipt for the gifts of {year}",
        "number": "Receipt number",
        "issued": "Issued on",
        "place": "Issued at",
        "to": "Received from",
        "registration": "Registration",
        "day": "Received on",
        "what": "Gift",
        "amount": "Amount",
        "money": "Gift of money",
        "in-kind": "Gift in kind: {description}",
        "in-kind-value": "described, not valued",
        "other": "on receipt {number}, not added up here",
        "total": "Total of this receipt",
        "thanks": "We thank you for your support.",
        "goods": (
            "In return for the gift of {day} you received: {goods}."
            " We estimate its value at {worth}."
        ),
        "plain": (
            "This receipt confirms what we received."
            " It is not made out by the tax rules of any country."
        ),
        "plain-in": (
            "This receipt confirms what we received."
            " It does not by itself meet the tax rules of your country ({country})."
        ),
        "replaces": "This receipt takes the place of receipt {number}, which is void.",
        "sign": "For the organisation",
    },
    "ko": {
        "gift": "후원금 영수증",
        "year": "{year}년 후원금 영수증",
        "number": "영수증 번호",
        "issued": "발행일",
        "place": "발행지",
        "to": "후원자",
        "registration": "등록 번호",
        "day": "수령일",
        "what": "후원 내용",
        "amount": "금액",
        "money": "금전 후원",
        "in-kind": "현물 후원: {description}",
        "in-kind-value": "가액 없이 품목만 기재",
        "other": "영수증 {number}에 기재됨, 이 합계에 포함하지 않음",
        "total": "이 영수증의 합계",
        "thanks": "보내 주신 후원에 감사드립니다.",
        "goods": "{day} 후원의 대가로 받으신 것: {goods}. 추정 가액: {worth}.",
        "plain": (
            "이 영수증은 저희가 받은 후원을 확인합니다. 어느 나라의 세법 서식에 따른 것도 아닙니다."
        ),
        "plain-in": (
            "이 영수증은 저희가 받은 후원을 확인합니다."
            " 그 자체로 거주국({country})의 세법 요건을 갖춘 것은 아닙니다."
        ),
        "replaces": "이 영수증은 다음의 무효 영수증({number})을 대신합니다.",
        "sign": "단체를 대표하여",
    },
}
