"""Korean family names: how many bear each, their characters, and how they are customarily spelled.

Sources: Population and Housing Census 2015, Statistics Korea, for the largest; the others are given
a small share each. Characters are those of the largest clan of each name.
"""

# Family name, thousands of bearers in 2015, its characters (traditional, then simplified), and
# customary spellings that no standard gives.
_ROWS = """
김 10690 金 kim gim
이 7307 李 lee yi rhee li ree rhie ie lie leigh
박 4193 朴 park pak bak bark
최 2334 崔 choi choe choy chey
정 2152 鄭郑丁程 jung chung jeong joung cheong jeung
강 1177 姜康强 kang gang kahng
조 1056 趙赵曺曹 cho jo joe chow
윤 1021 尹 yoon yun youn yune
장 993 張张蔣蒋章 jang chang jahng
임 824 林任 lim im rim yim leem
한 774 韓韩漢 han hahn
오 764 吳吴 oh o
서 752 徐 seo suh so sur
신 741 申辛愼 shin sin shinn
권 706 權权 kwon gwon kweon
황 697 黃黄 hwang whang
안 686 安 ahn an
송 683 宋 song soung
전 559 全田錢 jeon jun chun chon chun
홍 559 洪 hong
유 643 柳劉刘兪俞庾 yoo ryu yu ryoo you rhyu lyu
고 471 高 ko koh go goh
문 464 文 moon mun
양 460 梁楊杨 yang ryang
손 457 孫孙 son sohn
배 400 裵裴 bae pae bai
백 382 白 baek paik paek back baik
허 326 許许 hur huh heo her
남 275 南 nam
심 272 沈 shim sim
노 256 盧卢魯鲁 noh roh no ro rho
하 230 河夏 ha hah
곽 203 郭 kwak gwak kwack
성 199 成 sung seong song
차 194 車车 cha char
주 215 朱周 joo ju choo chu
우 194 禹于 woo wu u
구 193 具丘 koo ku goo gu
나 172 羅罗 na ra la nah rha
민 171 閔闵 min minn
진 186 陳陈秦晋 jin chin jean
지 160 池智 ji jee chi
엄 144 嚴严 um eom uhm ohm
원 130 元 won weon
채 131 蔡菜 chae chai
천 121 千天 cheon chun chon
방 133 方房 bang pang bahng
공 92 孔 kong gong
현 89 玄 hyun hyeon hyon
함 80 咸 ham hahm
변 139 卞邊边 byun byeon byon pyon
염 69 廉 yum yeom youm
여 85 呂吕余 yeo yuh yoe
추 61 秋鄒 choo chu
도 57 都道 do doh
소 52 蘇苏 so soh
석 56 石昔 seok suk sok
선 43 宣 sun seon
설 43 薛偰 seol sul
마 38 馬马 ma mah
길 38 吉 gil kil
연 34 延燕 yeon youn yon
표 30 表 pyo
위 32 魏韋 wi wee wie
명 29 明 myung myeong myong
기 27 奇 ki kee gi
반 28 潘 ban pan bahn
왕 26 王 wang
금 25 琴 keum kum geum
옥 25 玉 ok ock
육 24 陸陆 yook yuk ryuk youk
인 25 印 in ihn
맹 22 孟 maeng meng
제 22 諸诸 je jae che
모 22 牟毛 mo moh
탁 22 卓 tak tark
국 20 鞠國 kook kuk guk
어 19 魚鱼 eo uh
은 17 殷 eun un
편 16 片 pyun pyeon
용 16 龍龙 yong ryong
예 14 芮 ye yae
경 16 慶庆 kyung kyeong gyeong
봉 12 奉 bong pong
부 11 夫 boo bu pu
사 12 史 sa sah
동 6 董 dong tong
두 6 杜 doo du
태 9 太 tae tai
복 9 卜 bok bock
목 9 睦 mok
형 7 邢 hyung hyeong
피 7 皮 pi pee
승 4 昇 seung sung
범 4 范 beom bum
감 6 甘 kam gam
계 7 桂 kye gye
빈 5 賓宾彬 bin been
음 6 陰阴 eum um
온 5 溫温 on ohn
호 3 扈胡 ho hoh
시 2 施柴 si shi see
팽 3 彭 paeng peng
당 2 唐 dang tang
화 1 化 hwa
상 2 尙尚 sang
갈 1 葛 gal kal
단 1 段 dan
매 1 梅 mae
견 1 甄堅 kyun gyeon
가 9 賈贾 ka ga
관 1 管 kwan
좌 3 左 jwa
간 3 簡简 kan gan
남궁 21 南宮南宫 namgung namkung namgoong
황보 10 皇甫 hwangbo
제갈 6 諸葛诸葛 jegal chegal
선우 3 鮮于鲜于 sunwoo seonu seonwoo
독고 1 獨孤独孤 dokgo dokko
사공 4 司空 sagong
서문 2 西門西门 seomun seomoon
동방 1 東方东方 dongbang
"""

CENSUS: dict[str, float] = {}
OF_CHARACTERS: dict[str, str] = {}
CUSTOMARY: dict[str, tuple[str, ...]] = {}
for _line in _ROWS.split("\n"):
    if not _line:
        continue
    _name, _thousands, _characters, *_spellings = _line.split()
    CENSUS[_name] = CENSUS.get(_name, 0.0) + float(_thousands)
    if _spellings:
        CUSTOMARY[_name] = tuple(dict.fromkeys(_spellings))
    for _at in range(0, len(_characters), len(_name)):
        OF_CHARACTERS.setdefault(_characters[_at : _at + len(_name)], _name)

# Family names of two syllables.
DOUBLE: tuple[str, ...] = tuple(name for name in CENSUS if len(name) == 2)
# What Chinese readers make of a character where a family name is read otherwise than a word.
CHINESE_READINGS = {"朴": ("piao", "pu"), "單": ("shan",), "单": ("shan",), "沈": ("shen",)}
