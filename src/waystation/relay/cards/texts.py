"""What stands on a paper card, in five languages. Chinese, Thai and Spanish are unreviewed.

The words for what a guide says are those of the phone; `docs/PHONE-LANGUAGES.md` holds the list.
"""

UNREVIEWED = ("zh", "th", "es")
# A language calls itself as on the phone.
NAMES = {"en": "English", "ko": "한국어", "zh": "中文", "th": "ไทย", "es": "Español"}
# Languages our own fonts have letters for; the others are printed by the reader's own computer.
PRINTED = ("en", "ko", "es")

TEXTS = {
    "en": {
        "title": "To be learnt by heart",
        "how": (
            "Say the two words, or their numbers, from any telephone or in a text, and nothing "
            "else: no name and no place. Each line counts once."
        ),
        "meaning": "What it means",
        "words": "Words",
        "numbers": "Numbers",
        "received": "Received",
        "declined": "Declined: I cannot do it",
        "met": "Met: they are with me",
        "taken": "Taken: I found them at the place",
        "handed_over": "Handed over",
        "left": "Left at the place; I am gone",
        "late": "Late, but well",
        "problem": "Problem: send nobody on",
        "danger": "Danger: come and get us",
        "well": "All well",
        "knows": "How you know each other",
        "meet": "You ask: {ask} – they answer: {answer}",
        "hand": "They ask: {ask} – you answer: {answer}",
        "meet_apart": "Nobody else comes: they wait alone. Take them along.",
        "hand_apart": "Let them wait there and go. Nobody comes to meet you.",
        "foot": "Burn it when you know it. If anybody else saw it, say so at once.",
    },
    "ko": {
        "title": "외워 두세요",
        "how": (
            "어느 전화로든, 또는 문자로 두 낱말이나 그 번호만 말하세요. 이름과 장소는 말하지 "
            "마세요. 한 줄은 한 번만 쓸 수 있습니다."
        ),
        "meaning": "뜻",
        "words": "낱말",
        "numbers": "번호",
        "received": "받았음",
        "declined": "거절: 할 수 없음",
        "met": "만났음: 함께 있음",
        "taken": "데려옴: 그곳에서 찾았음",
        "handed_over": "인계했음",
        "left": "두고 옴: 떠났음",
        "late": "늦음: 이상은 없음",
        "problem": "문제 있음: 아무도 보내지 마세요",
        "danger": "위험: 데리러 오세요",
        "well": "이상 없음",
        "knows": "서로 알아보는 말",
        "meet": "묻는 말: {ask} – 상대의 대답: {answer}",
        "hand": "상대가 묻는 말: {ask} – 대답할 말: {answer}",
        "meet_apart": "다른 안내자는 오지 않습니다. 그들만 기다리고 있으니 데려가세요.",
        "hand_apart": "그곳에 기다리게 두고 떠나세요. 아무도 마중 오지 않습니다.",
        "foot": "다 외우면 태우세요. 다른 사람이 보았다면 곧바로 알리세요.",
    },
    "zh": {
        "title": "请背下来",
        "how": (
            "用任何电话或短信，只说这两个词或它们的号码，不说别的：不说姓名，也不说地点。"
            "每一行只能用一次。"
        ),
        "meaning": "意思",
        "words": "词",
        "numbers": "号码",
        "received": "收到",
        "declined": "拒绝：我做不了",
        "met": "已接到：他们跟我在一起",
        "taken": "已接走：在那里找到了他们",
        "handed_over": "已交接",
        "left": "已留下：我已离开",
        "late": "会晚到，但平安",
        "problem": "有问题：不要再派人来",
        "danger": "危险：请来接我们",
        "well": "平安",
        "knows": "怎样互相认出",
        "meet": "您问：{ask} – 对方答：{answer}",
        "hand": "对方问：{ask} – 您答：{answer}",
        "meet_apart": "没有别的向导在场，他们自己在那里等。请去接他们。",
        "hand_apart": "让他们在那里等，然后离开。没有人来见您。",
        "foot": "记住后请烧掉。如果有别人看过，请立刻告诉我们。",
    },
    "th": {
        "title": "โปรดจำให้ขึ้นใจ",
        "how": (
            "พูดคำสองคำหรือตัวเลขของคำนั้นทางโทรศัพท์เครื่องใดก็ได้หรือทางข้อความ "
            "ไม่ต้องพูดอย่างอื่น ห้ามบอกชื่อและสถานที่ แต่ละบรรทัดใช้ได้ครั้งเดียว"
        ),
        "meaning": "ความหมาย",
        "words": "คำ",
        "numbers": "ตัวเลข",
        "received": "ได้รับแล้ว",
        "declined": "ปฏิเสธ: ทำไม่ได้",
        "met": "พบแล้ว: อยู่ด้วยกันแล้ว",
        "taken": "รับมาแล้ว: พบพวกเขาที่นั่น",
        "handed_over": "ส่งต่อแล้ว",
        "left": "ให้รอที่นั่นแล้ว: ออกมาแล้ว",
        "late": "ไปช้า แต่ปลอดภัยดี",
        "problem": "มีปัญหา: อย่าส่งใครมาอีก",
        "danger": "อันตราย: โปรดมารับพวกเรา",
        "well": "ปลอดภัยดี",
        "knows": "คำที่ใช้จำกันได้",
        "meet": "ท่านถาม: {ask} – เขาตอบ: {answer}",
        "hand": "เขาถาม: {ask} – ท่านตอบ: {answer}",
        "meet_apart": "ไม่มีผู้นำทางคนอื่นอยู่ที่นั่น พวกเขารออยู่ตามลำพัง โปรดไปรับ",
        "hand_apart": "ให้พวกเขารอที่นั่น แล้วออกไปทันที จะไม่มีใครมาพบท่าน",
        "foot": "เมื่อจำได้แล้วโปรดเผาทิ้ง หากมีคนอื่นเห็น โปรดแจ้งทันที",
    },
    "es": {
        "title": "Para aprender de memoria",
        "how": (
            "Diga las dos palabras, o sus números, desde cualquier teléfono o en un mensaje, y "
            "nada más: ningún nombre y ningún lugar. Cada línea vale una sola vez."
        ),
        "meaning": "Qué significa",
        "words": "Palabras",
        "numbers": "Números",
        "received": "Recibido",
        "declined": "Rechazado: no puedo hacerlo",
        "met": "Encontrados: están conmigo",
        "taken": "Recogidos: los encontré en el lugar",
        "handed_over": "Relevo hecho",
        "left": "Dejados en el lugar; ya me fui",
        "late": "Retraso, pero todo bien",
        "problem": "Problema: no manden a nadie más",
        "danger": "Peligro: vengan a buscarnos",
        "well": "Todo bien",
        "knows": "Cómo se reconocen",
        "meet": "Usted pregunta: {ask} – responden: {answer}",
        "hand": "Preguntan: {ask} – usted responde: {answer}",
        "meet_apart": "No viene ningún otro guía: esperan solos. Llévelos consigo.",
        "hand_apart": "Deje que esperen allí y váyase. Nadie viene a su encuentro.",
        "foot": "Quémelo cuando lo sepa. Si alguien más lo vio, avise enseguida.",
    },
}
