"""How hurried hands spell Korean names: from the published standards and from passports.

Apart from the tables of `tracing.names`, which have to read what is written here.
"""

import random

# ---- what the standards say -------------------------------------------------------------------
_BEGIN = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MIDDLE = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_END = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
# Romanization of Korean, 2000, tables of sections 1 and 2.
_REVISED = (
    dict(zip(_BEGIN, "g,kk,n,d,tt,r,m,b,pp,s,ss,,j,jj,ch,k,t,p,h".split(","), strict=True)),
    dict(zip(
        _MIDDLE,
        "a,ae,ya,yae,eo,e,yeo,ye,o,wa,wae,oe,yo,u,wo,we,wi,yu,eu,ui,i".split(","),
        strict=True,
    )),
)  # fmt: skip
# McCune and Reischauer, 1939; marks are put on by `_mccune`.
_MCCUNE = (
    dict(zip(_BEGIN, "k,kk,n,t,tt,r,m,p,pp,s,ss,,ch,tch,ch',k',t',p',h".split(","), strict=True)),
    dict(zip(
        _MIDDLE,
        "a,ae,ya,yae,ŏ,e,yŏ,ye,o,wa,wae,oe,yo,u,wŏ,we,wi,yu,ŭ,ŭi,i".split(","),
        strict=True,
    )),
)  # fmt: skip
# The North's rules of 1992, as given to the United Nations.
_NORTH = (
    dict(zip(_BEGIN, "k,kk,n,t,tt,r,m,p,pp,s,ss,,j,jj,ch,kh,th,ph,h".split(","), strict=True)),
    dict(zip(
        _MIDDLE,
        "a,ae,ya,yae,o,e,yo,ye,o,wa,wae,oe,yo,u,wo,we,wi,yu,u,ui,i".split(","),
        strict=True,
    )),
)  # fmt: skip
_CLOSE = {
    "": "", "ㄱ": "k", "ㄲ": "k", "ㄴ": "n", "ㄷ": "t", "ㄹ": "l", "ㅁ": "m", "ㅂ": "p", "ㅅ": "t",
    "ㅆ": "t", "ㅇ": "ng", "ㅈ": "t", "ㅊ": "t", "ㅋ": "k", "ㅌ": "t", "ㅍ": "p", "ㅎ": "t",
}  # fmt: skip
_VOICED = {"ㄱ": "g", "ㄷ": "d", "ㅂ": "b", "ㅈ": "j"}

# ---- what people write instead ------------------------------------------------------------------
_PASSPORT_FAMILIES = """
김 kim kim kim gim | 이 lee lee lee yi rhee li rhie | 박 park park park pak bak
최 choi choi choe | 정 jung chung jeong chong joung | 강 kang kang gang | 조 cho cho jo joe
윤 yoon yun youn | 장 jang chang jang | 임 lim lim im rim yim | 한 han hahn | 오 oh oh o
서 seo suh so sur | 신 shin shin sin | 권 kwon kwon gwon kweon | 황 hwang whang | 안 ahn an
송 song | 전 jeon jun chun chon | 홍 hong | 유 yoo yu ryu you | 류 ryu yoo lyu | 고 ko koh go
문 moon mun | 양 yang | 손 son sohn | 배 bae pae | 백 baek paik paek back | 허 hur huh heo her
남 nam | 심 shim sim | 노 noh roh no | 하 ha hah | 곽 kwak kwak gwak | 성 sung seong | 차 cha
주 joo ju chu | 우 woo woo wu u | 구 koo ku goo | 나 na ra rha | 민 min | 진 jin chin
지 ji jee chi | 엄 um eom uhm | 원 won | 채 chae | 천 chun cheon | 방 bang pang | 공 kong gong
현 hyun hyeon | 함 ham | 변 byun byeon byon | 염 yeom yum | 여 yeo yuh | 추 choo chu | 도 do doh
석 suk seok | 선 sun seon | 설 sul seol | 마 ma | 길 gil kil | 연 yeon youn | 위 wee wi | 표 pyo
명 myung | 기 ki kee | 반 ban pan | 왕 wang | 금 keum kum | 옥 ok | 육 yook | 인 in | 맹 maeng
제 je jae | 모 mo | 탁 tak | 국 kook guk | 은 eun | 편 pyun
"""
_PASSPORT_GIVEN = """
경 kyung kyoung kyeong gyung | 광 kwang | 국 kook kuk | 권 kwon | 규 kyu gyu kyoo
근 keun kun geun | 금 keum kum | 기 ki kee gi | 길 kil gil | 남 nam | 대 dae tae | 덕 duk deok
도 do doh | 동 dong | 두 doo du | 란 ran lan | 례 rye lye | 만 man mahn | 명 myung myoung
미 mi mee | 민 min meen | 배 bae | 범 bum beom | 병 byung byoung | 복 bok | 봉 bong | 빈 bin been
상 sang sahng | 서 seo suh | 석 suk seok sok | 선 sun seon sunn | 설 sul seol
성 sung seong soung | 세 se say | 소 so soh | 수 soo su | 숙 sook suk | 순 soon sun
승 seung sung | 식 sik shik | 신 shin sin | 아 ah a | 애 ae ai | 연 yeon yun youn | 열 yeol yul
영 young yeong yung | 예 ye yeh | 옥 ok oak | 용 yong young | 우 woo wu u | 욱 wook uk
운 woon un | 원 won weon | 유 yoo yu you | 윤 yoon yun youn | 은 eun un | 의 eui ui
이 yi ee lee i | 인 in een | 일 il ill | 재 jae jai | 정 jung jeong joung chung | 종 jong chong
주 joo ju | 준 joon jun june | 지 ji jee chi | 진 jin jean chin | 찬 chan | 창 chang | 채 chae
철 chul cheol chol | 춘 choon chun | 태 tae tai | 택 taek taik | 평 pyung | 필 pil phil
하 ha hah | 학 hak | 한 han hahn | 해 hae hai | 향 hyang | 혁 hyuk hyeok | 현 hyun hyeon hyoun
형 hyung hyoung | 혜 hye hae hea | 호 ho hoh | 홍 hong | 화 hwa wha | 환 hwan whan | 훈 hoon hun
휘 hwi whee | 희 hee hui hi | 리 ri lee ree | 린 rin lynn | 림 rim lim | 룡 ryong | 련 ryun ryeon
"""
# What a Chinese office makes of the commonest characters of names.
_CHINESE_FAMILIES = """
김 jin | 이 li | 박 piao piao pu | 최 cui | 정 zheng ding | 강 jiang jiang kang | 조 zhao cao
윤 yin | 장 zhang jiang | 임 lin ren | 한 han | 오 wu | 서 xu | 신 shen xin | 권 quan | 황 huang
안 an | 송 song | 전 quan tian | 홍 hong | 유 liu liu yu | 류 liu | 고 gao | 문 wen
양 liang yang | 손 sun | 배 pei | 백 bai | 허 xu | 남 nan | 심 shen | 노 lu | 하 he xia | 곽 guo
성 cheng | 차 che | 주 zhu zhou | 우 yu | 구 ju qiu | 나 luo | 민 min | 진 chen qin | 지 chi
엄 yan | 원 yuan | 채 cai | 천 qian | 방 fang | 공 kong | 현 xuan | 함 xian | 변 bian | 염 lian
여 lyu lu | 추 qiu | 도 du | 석 shi | 선 xuan | 설 xue | 마 ma | 길 ji | 연 yan | 위 wei | 표 biao
명 ming | 기 qi | 반 pan | 왕 wang | 금 qin | 옥 yu | 육 lu | 인 yin | 맹 meng | 제 zhu | 모 mou
탁 zhuo | 국 ju | 은 yin | 편 pian
"""
_CHINESE_GIVEN = """
가 jia ke | 강 jiang gang | 건 jian | 겸 qian | 경 jing qing geng | 계 gui | 고 gao | 관 guan
광 guang | 교 jiao | 구 jiu | 국 guo | 권 quan | 귀 gui | 규 gui kui | 균 jun | 근 gen jin
금 jin jin | 기 qi ji | 길 ji | 나 na luo | 남 nan | 내 nai | 다 duo | 단 dan | 달 da | 담 tan
대 da tai | 덕 de | 도 dao tu | 동 dong | 두 dou | 란 lan | 련 lian | 례 li | 룡 long | 류 liu
리 li | 린 lin | 림 lin | 만 wan | 명 ming | 모 mu | 무 wu | 문 wen | 미 mei | 민 min | 배 pei
백 bai bo | 범 fan | 병 bing | 보 bao fu | 복 fu | 봉 feng | 비 fei | 빈 bin | 사 shi | 삼 san
상 xiang shang | 서 rui xu shu | 석 xi shi | 선 shan xian | 설 xue | 섭 xie | 성 cheng sheng
세 shi | 소 su shao | 수 xiu zhu shou | 숙 shu | 순 shun | 승 sheng cheng | 시 shi | 식 zhi
신 xin shen | 심 xin | 아 ya | 안 an | 애 ai | 양 yang | 언 yan | 여 ru | 연 yan lian | 열 lie yue
영 ying yong | 예 rui yi | 옥 yu | 온 wen | 완 wan | 용 long yong | 우 yu you | 욱 xu | 운 yun
웅 xiong | 원 yuan | 유 you yu | 윤 yun | 은 en yin | 의 yi | 이 yi er | 익 yi | 인 ren | 일 yi ri
자 zi | 장 zhang | 재 zai cai | 전 quan dian | 점 dian | 정 zheng jing ting | 제 ji | 조 zhao zu
종 zhong zong | 주 zhu zhou | 준 jun | 중 zhong | 지 zhi | 진 zhen | 찬 can | 창 chang | 채 cai
천 tian qian | 철 zhe tie | 청 qing | 초 chu | 춘 chun | 충 zhong | 치 zhi | 태 tai | 택 ze
평 ping | 필 bi | 하 he xia | 학 xue he | 한 han | 해 hai | 향 xiang | 헌 xian | 혁 he
현 xian xuan | 형 heng xing | 혜 hui | 호 hao hu | 홍 hong | 화 hua he | 환 huan | 훈 xun | 휘 hui
희 xi
"""
# The North writes these where the South dropped the first sound.
_NORTH_FAMILIES = dict(zip("이유류노임여나양", "리류류로림려라량", strict=True))
_NORTH_GIVEN = dict(zip("영연용유임이예윤열", "령련룡류림리례륜렬", strict=True))

SCHEMES = (
    "hangul", "north", "revised", "hyphened", "mccune", "northern", "passport", "chinese",
)  # fmt: skip


def spelled(family: str, given: str, scheme: str, dice: random.Random) -> str:
    """Write a name in one of SCHEMES."""
    if scheme == "hangul":
        return family + given
    if scheme == "north":
        halves = (_NORTH_GIVEN.get(one, one) if dice.random() < 0.5 else one for one in given)
        return _NORTH_FAMILIES.get(family, family) + "".join(halves)
    if scheme in ("revised", "hyphened"):
        between = "-" if scheme == "hyphened" else ""
        return f"{_by(_REVISED, family)} {between.join(_by(_REVISED, one) for one in given)}"
    if scheme == "mccune":
        return _mccune(family, given, dice)
    if scheme == "northern":
        return " ".join(_by(_NORTH, one) for one in _NORTH_FAMILIES.get(family, family) + given)
    if scheme == "passport":
        between = dice.choice(("", "-", " "))
        held = between.join(_by_custom(one, _GIVEN_CUSTOM, dice) for one in given)
        return f"{_by_custom(family, _FAMILY_CUSTOM, dice)} {held}"
    return _chinese(family, given, dice)


def revised(syllable: str) -> str:
    """Write a syllable by the South's standard of 2000."""
    return _by(_REVISED, syllable)


def mistyped(text: str, dice: random.Random) -> str:
    """Put one letter too much, too little or a wrong one."""
    if len(text) < 4:
        return text
    at, letter = dice.randrange(1, len(text)), dice.choice("aeioungkhs")
    return dice.choice(
        (
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at:],
        )
    )


def _letters(syllable: str) -> tuple[str, str, str]:
    code = ord(syllable) - 0xAC00
    return _BEGIN[code // 588], _MIDDLE[code // 28 % 21], _END[code % 28]


def _by(standard: tuple[dict[str, str], dict[str, str]], syllable: str) -> str:
    begin, middle, end = _letters(syllable)
    return standard[0][begin] + standard[1][middle] + _CLOSE.get(end, "")


def _mccune(family: str, given: str, dice: random.Random) -> str:
    """Write by McCune and Reischauer: most leave the marks out, and one in three keeps the '."""
    said, before = "", None
    for syllable in given:
        begin, middle, end = _letters(syllable)
        one = _by(_MCCUNE, syllable)
        if before in ("", "ㄴ", "ㄹ", "ㅁ", "ㅇ") and begin in _VOICED:
            one = _VOICED[begin] + one[len(_MCCUNE[0][begin]) :]
        if begin == "ㅅ" and middle == "ㅟ":
            one = "sh" + one[1:]
        said, before = said + one, end
    text = f"{'yi' if family == '이' else _by(_MCCUNE, family)} {said}"
    chance = dice.random()
    if chance >= 0.15:
        text = text.replace("ŏ", "o").replace("ŭ", "u")
    return text if chance < 0.30 else text.replace("'", "")


def _by_custom(syllable: str, custom: dict[str, list[str]], dice: random.Random) -> str:
    """Write as passports do; what has no custom gets the standard's letters, a little simpler."""
    held = custom.get(syllable)
    if held:
        return dice.choice(held)
    said = _by(_REVISED, syllable)
    return said.replace("eo", dice.choice(("eo", "u", "o"))).replace("eu", dice.choice(("eu", "u")))


def _chinese(family: str, given: str, dice: random.Random) -> str:
    """Write as a Chinese office does; a name of other syllables is written by the standard."""
    if family not in _FAMILY_CHINESE or any(one not in _GIVEN_CHINESE for one in given):
        return spelled(family, given, "revised", dice)
    said = "".join(dice.choice(_GIVEN_CHINESE[one]) for one in given)
    return f"{dice.choice(_FAMILY_CHINESE[family])} {said}"


def _rows(said: str) -> dict[str, list[str]]:
    rows = (row.split() for row in said.replace("|", "\n").splitlines())
    return {row[0]: row[1:] for row in rows if row}


_FAMILY_CUSTOM, _GIVEN_CUSTOM = _rows(_PASSPORT_FAMILIES), _rows(_PASSPORT_GIVEN)
_FAMILY_CHINESE, _GIVEN_CHINESE = _rows(_CHINESE_FAMILIES), _rows(_CHINESE_GIVEN)
