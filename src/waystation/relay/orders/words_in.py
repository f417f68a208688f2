"""The words by which people recognise each other, in the five languages of the phone. Pure."""

LANGUAGES = ("en", "ko", "zh", "th", "es")
# By the English word: Korean, Chinese, Thai, Spanish. Within a language no two are the same.
_TABLE = """
almond, 아몬드, 杏仁, อัลมอนด์, almendra
anchor, 닻줄, 船锚, สมอเรือ, ancla
apron, 앞치마, 围裙, ผ้ากันเปื้อน, delantal
barley, 보리, 大麦, ข้าวบาร์เลย์, cebada
basket, 바구니, 篮子, ตะกร้า, cesta
beacon, 등대, 灯塔, ประภาคาร, faro
birch, 자작나무, 白桦, ต้นเบิร์ช, abedul
bottle, 유리병, 瓶子, ขวด, botella
bridge, 다리, 桥梁, สะพาน, puente
brook, 시냇물, 小溪, ลำธาร, arroyo
button, 단추, 纽扣, กระดุม, botón
candle, 양초, 蜡烛, เทียน, vela
cedar, 삼나무, 雪松, ต้นซีดาร์, cedro
chalk, 분필, 粉笔, ชอล์ก, tiza
cherry, 앵두, 樱桃, เชอร์รี, cereza
clover, 토끼풀, 三叶草, โคลเวอร์, trébol
copper, 구리, 铜块, ทองแดง, cobre
cotton, 목화, 棉花, ฝ้าย, algodón
cradle, 요람, 摇篮, เปล, cuna
daisy, 들국화, 雏菊, เดซี่, margarita
ember, 잿불, 余火, ถ่านแดง, brasa
falcon, 송골매, 猎鹰, เหยี่ยว, halcón
feather, 깃털, 羽毛, ขนนก, pluma
ferry, 나룻배, 渡船, เรือข้ามฟาก, barca
fiddle, 바이올린, 提琴, ซอ, violín
flint, 부싯돌, 火石, หินเหล็กไฟ, pedernal
garden, 꽃밭, 花园, สวน, jardín
ginger, 생강, 生姜, ขิง, jengibre
harbor, 항구, 港口, ท่าเรือ, puerto
hazel, 개암, 榛子, เฮเซล, avellana
honey, 벌꿀, 蜂蜜, น้ำผึ้ง, miel
ivory, 상아, 象牙, งาช้าง, marfil
jasmine, 재스민, 茉莉, มะลิ, jazmín
juniper, 노간주, 刺柏, จูนิเปอร์, enebro
kettle, 주전자, 水壶, กาน้ำ, tetera
ladder, 사다리, 梯子, บันได, escalera
lantern, 등불, 灯笼, โคมไฟ, linterna
lemon, 레몬, 柠檬, มะนาว, limón
linen, 모시, 亚麻, ผ้าลินิน, lino
maple, 단풍, 枫叶, เมเปิล, arce
marble, 구슬, 弹珠, ลูกแก้ว, canica
meadow, 풀밭, 草地, ทุ่งหญ้า, prado
mill, 물레방아, 磨坊, โรงสี, molino
mitten, 벙어리장갑, 手套, ถุงมือ, guante
nutmeg, 육두구, 肉豆蔻, ลูกจันทน์, nuez moscada
oatmeal, 귀리죽, 燕麦粥, ข้าวโอ๊ต, avena
orchard, 과수원, 果园, สวนผลไม้, huerto
otter, 수달, 水獭, นาก, nutria
paddle, 뱃노, 船桨, ไม้พาย, remo
pepper, 후추, 胡椒, พริกไทย, pimienta
pigeon, 비둘기, 鸽子, นกพิราบ, paloma
pilot, 뱃길잡이, 领航员, คนนำร่อง, piloto
plum, 자두, 李子, ลูกพลัม, ciruela
pocket, 주머니, 口袋, กระเป๋า, bolsillo
poplar, 미루나무, 杨树, ต้นป็อปลาร์, álamo
quilt, 누비이불, 棉被, ผ้านวม, edredón
raven, 까마귀, 乌鸦, อีกา, cuervo
ribbon, 리본, 丝带, ริบบิ้น, cinta
river, 강물, 河流, แม่น้ำ, río
rowan, 마가목, 花楸, โรวัน, serbal
saddle, 안장, 马鞍, อานม้า, montura
sail, 돛단배, 船帆, ใบเรือ, velero
sparrow, 참새, 麻雀, นกกระจอก, gorrión
spindle, 물렛가락, 纺锤, แกนปั่นด้าย, huso
spruce, 가문비, 云杉, สปรูซ, abeto
stable, 마구간, 马厩, คอกม้า, establo
summer, 여름, 夏天, ฤดูร้อน, verano
thimble, 골무, 顶针, ปลอกนิ้ว, dedal
thistle, 엉겅퀴, 蓟草, ทิสเซิล, cardo
timber, 통나무, 木材, ท่อนไม้, madera
trellis, 덩굴시렁, 花架, ร้านไม้เลื้อย, enrejado
tulip, 튤립, 郁金香, ทิวลิป, tulipán
umber, 흙빛, 赭土, สีดินเผา, tierra parda
valley, 골짜기, 山谷, หุบเขา, valle
velvet, 벨벳, 丝绒, กำมะหยี่, terciopelo
walnut, 호두, 核桃, วอลนัต, nuez
wagon, 수레, 马车, เกวียน, carreta
willow, 버드나무, 柳树, ต้นหลิว, sauce
winter, 겨울, 冬天, ฤดูหนาว, invierno
wren, 굴뚝새, 鹪鹩, นกเร็น, reyezuelo
yarrow, 톱풀, 蓍草, ยาร์โรว์, milenrama
"""
_IN = {
    own: dict(zip(LANGUAGES, (own, *others), strict=True))
    for own, *others in (line.split(", ") for line in _TABLE.strip().splitlines())
}


def language_of(tongue: str) -> str:
    """Give the language of a phone for a partner's tongue: English where we have none."""
    code = tongue.strip().lower()[:2]
    return code if code in LANGUAGES else "en"


def said_in(word: str, language: str) -> str:
    """Say a word of recognition in a language; one that is not of the list stays as it is."""
    return _IN.get(word, {}).get(language, word)
