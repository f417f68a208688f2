"""Start-up check: this machine's cryptographic libraries still give the bytes they gave before.

The classes behind `vault.seal` are young. A library that changed its mind about a format would
otherwise be noticed on the day somebody cannot open a case. The known answers are some of those in
`tests/vectors.json`; the phone's scripts are held to the same file.
"""

from base64 import b64decode

from django.core.checks import CheckMessage, Error, register

from waystation.base.errors import Tampered
from waystation.vault import seal

_BOX_SEED = b64decode("XdJMWzD5EtHKohMTd+2IwJob2B+5+SFpTmZUFKvJ3c8=")
_BOX_ABOUT = b64decode("INFpRNagsMCkUyTW7j7oXm7LHswcg3dzH5x+lIbKT48=")
_BOX_HOLDS = b64decode("eA4c88Qu4YBQmwhLtBw9Us5YowOMlXkVEXKzpYXwDpA=")
_BOX = b64decode(
    "AQFmMPCRvirYtK3fIHnp5ebipuFDctID31RCjljKkO60aFXUFCc8yRx+ZyJQ9pooKFXjQQPwWZWzW4IDNfzUmYCF"
    "f9jbUBeA9m/SMqCH4q8lPomc7yWPdHFkCwUaY+p5e5NceY8atBvxRMmOHpZiXpHi7Nyz+muHoXlcYxVm9YOyRzEK"
    "8OU1EXgi6q0ym2YShUDP82C4fyB1eBCBRYyHKsC/yBP29iq6F+FyB2jA3sZ9a0HwtX7ntwdhWrcfhKFAmDUswBlr"
    "kIeb51ggohXKco9ykr4J86pygUjhD2uYLXRkli0sV51wKuq0q+XGS2utyK8i37txqtcWQdOomuVFPcygdi+vHsbb"
    "YQXAwbegIredPIzQRMxz0XZGrSNnGYnn8dgje3elP7UUIACvNMmaju5/yLKbR+oVHowLljhAA3iSGJfXaEgeUIhb"
    "6XPTBugBTD1icN8Amv5Km8wcNWnL164n/Rd/nptiwS4f2UdPtceBQz0OJk0qkEnhN2PJ0Jw/XP2O5DDfJhyawwQe"
    "5Ffzy0vatF2twKxFNbAzsJ8eoCxe3Y4BYLlX7SyF/qhfcrcOgulPT4nSJeVfkiGrk5N1QP8Mq80z9gtmSe9oV8mb"
    "ludKXj4RunZE5E1gTxHy0G8sA+FJE/PQPfElqvkUs8U/Qwh8POEsvCZxMy+/fN3sNTnZrOhoP50uEg9W1FGTT17b"
    "QK8OxbekmBWxhA9Alf3NqLiV7x060tR2CzsNmE3PtJV4MnitCFTdyIfXjC/kq6LvyuKUMiHPXl/50SM1TGrKjADV"
    "mRY9I5H5dJl+dDpuQPfGWzr9Q8F0eYetSMC8HW7Qb7pOa1fkvamYxc0aT6DJAN9QzPVUkghFhQ26aZ5fyL74zwT1"
    "5X7+pJq3tNEcO3mvJON5Gnu40KjKM52wCCVfdlHUFB6virFcISDBaaDO3DGMJ8XtGHMMujyXuAtGMJYY7IFyVqAb"
    "NQZ8diC9IlAi9SbfWHPxUkJnS9YcexbHXr3vMVoG03/nXzcV4eSls3yOdxRdKX1/Uxk41XpEgwMl37dzIQfOFb+t"
    "YZ0TMtaeCm118Qw6Kn1rH0+4BtBE21OSojkan3bMJ96j2ropYqxWYLg34kbhFPtRmYtK4yj8dRaRTUErVC5K+xsO"
    "l47mqN6CZb+ZJsgGYODUk+fJ6h+rEevHc/P2Xz7+q1PF5hnmzRa863/krEQmpSOxjGXQm/tRuP11k1jjz+nzYF41"
    "bkGjwcshvCgB/SiE/b/KQYQV5mKadMVCZaRfju9miLGphPU5yScYzGcCerXLjqf8XpV4s3RooecUtQl9QkEHh8n/"
    "BOjKCM0jvaqxdlXMeG7LJFT9HRWMlImOSkPsgkoJLQi0cPZmHvomuWhj3DCwxAN/7TXN5+LcI1fjxcGB3jjYk10F"
    "0s1MUSTe5UzYnMaKGllfUXQswkDS34sRSiw8y+R3oPrCab7TMEhAiDtSCWrMGGknqtKh3pEt2FLmyhjDWGBbc7RF"
    "yV01fRLt5SY2MSyBMaLu6E62gfaduHOKPk63J6KRt1Jg/0QfOtz/E5DyUQk44+Xi"
)
_ROW_KEY = b64decode("PTdwxs6il4Hmv8A1NyNwfx85C6oLxt3iRJxjYBFAuBY=")
_ROW_PLACE = b64decode("Y2FzZXNfaG91c2Vob2xkcm9333aRBiJwi4S/G+ytL/Gtd3A9pd4c7FdsIXz+mACG05o=")
_ROW_HOLDS = b64decode("SGFycmlldCwg67SEIPCfjLE=")
_ROW = b64decode(
    "AQIAAAAHAAABLHAfypThCcgzN5q+vdMhTe70NXic+zJMGdio7XFQviA7Jz5CX7+RFxPiHXJ1MS9t97xUsn20ufSn"
    "hpyZTH54GoHUT11o1mWRYyJDgeaUoB5+JI0zmsJCCkzs/XYjv3qqdc3H6YW9cqBA/mp7KzomPS4E3OTsfsOaPeIQ"
    "vmmu8KyXk57QhPtf6v1OkTO3sgYUerZYkXbrscu+0ut591Oo/fmlFFcPPKcjLBHWba8DejKWYXnWEgr/3P1Bje5M"
    "xM3gtZNmbBTKiV/3F2YCqUUKtHahHiW6IXp2Tg4MGhx9MbTP37rB/+sTtr0XN9wsm3T0oDlT9U+eid2ssUd8SCvT"
    "qFpVX6M/5EydSSq729+sLu386EUDczRJbpGdGoN0"
)
_SALT = b64decode("6RKSNf7VP26AgIG+W5buJg==")
_STRETCHED = b64decode("5AxK5IbmEo4JPeoXIz8CbBi11FmS+azozh4d8EyOg6w=")
_SIGN_SEED = b64decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
_SIGNATURE = b64decode(
    "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc+bRr0lv18FlbviRlUUFDjnoQCw=="
)
_PASSPHRASE = b"follow the drinking gourd"


def self_check() -> list[str]:
    """Name every part of the suite that no longer gives its known answer; none is the good case.

    Cost: 3 ms.
    """
    checks = {
        "boxes (X-Wing, HPKE)": _opens_box,
        "boxes made here": _box_goes_round,
        "rows (HKDF, AES-256-GCM)": _opens_row,
        "passphrases (Argon2id)": _stretches,
        "signatures (Ed25519)": _signs,
    }
    wrong = []
    for part, is_right in checks.items():
        try:
            right = is_right()
        except Tampered:
            right = False
        if not right:
            wrong.append(part)
    return wrong


@register()
def suite_gives_known_answers(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Refuse to start on libraries that would seal or open differently."""
    return [
        Error(
            f"{part} do not give the known answer on this machine",
            hint="install exactly the versions of requirements.txt, then start again",
        )
        for part in self_check()
    ]


def _opens_box() -> bool:
    return seal.open_with(_BOX_SEED, _BOX, kind=seal.GRANT, about=_BOX_ABOUT) == _BOX_HOLDS


def _box_goes_round() -> bool:
    box = seal.seal_to(seal.box_public(_BOX_SEED), b"round", kind=seal.ORDER, about=_BOX_ABOUT)
    return seal.open_with(_BOX_SEED, box, kind=seal.ORDER, about=_BOX_ABOUT) == b"round"


def _opens_row() -> bool:
    return seal.open_row(_ROW_KEY, _ROW, place=_ROW_PLACE) == _ROW_HOLDS


def _stretches() -> bool:
    return seal.stretch(_PASSPHRASE, _SALT, memory_kib=1_024, passes=1, lanes=1) == _STRETCHED


def _signs() -> bool:
    public = seal.sign_public(_SIGN_SEED)
    return seal.sign(_SIGN_SEED, b"") == _SIGNATURE and seal.is_signed(public, b"", _SIGNATURE)
