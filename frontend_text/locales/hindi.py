"""Hindi: numbers to a hundred are words of their own; lakhs and crores, dates, hours, money."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontend_text.locales import hindi_words as words
from frontend_text.locales.matches import time_of
from frontend_text.reading.locale import Locale, Rule
from frontend_text.reading.numerals import ROMAN, Number, roman_value

_SMALL = (
    "शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस "
    "बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस "
    "तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस "
    "चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास "
    "पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ "
    "साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर "
    "सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उनासी "
    "अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी "
    "नब्बे इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे"
).split()
_BIG = ((10**11, "खरब"), (10**9, "अरब"), (10**7, "करोड़"), (10**5, "लाख"), (1000, "हज़ार"), (100, "सौ"))
_ORDINALS = {1: "पहला", 2: "दूसरा", 3: "तीसरा", 4: "चौथा", 6: "छठा"}
_ENDINGS = {"ला": "ा", "ली": "ी", "ले": "े", "रा": "ा", "री": "ी", "रे": "े", "था": "ा", "थी": "ी", "थे": "े",
            "ठा": "ा", "ठी": "ी", "ठे": "े", "वाँ": "ा", "वां": "ा", "वीं": "ी", "वें": "े", "वी": "ी"}  # fmt: skip


class Hindi(Locale):
    """Hindi."""

    decimal = "."
    blank_groups = True
    minus, plus, to, score_to, per = "माइनस", "प्लस", "से", "", "प्रति"
    marks = {",": "दशमलव", ".": "दशमलव"}
    months = "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर".split()
    month_words = "जनवरी फरवरी|फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर नवंबर|नवम्बर दिसंबर|दिसम्बर"
    date_cues = r"दिनांक|तारीख|ता\."
    phone_cues = r"फ़ोन|फोन|नंबर|नम्बर|मोबाइल|टेलीफोन|व्हाट्सऐप|व्हाट्सएप|कॉल|दूरभाष|संपर्क"
    score_cues = r"जीत\w*|हार\w*|मैच|स्कोर|गोल|ड्रॉ|फाइनल"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC

    def cardinal(self, n: int, form: str = "") -> str:
        words = []
        for unit, name in _BIG:
            high, n = divmod(n, unit)
            if high:
                words.append(f"{self.cardinal(high)} {name}")
        if n or not words:
            words.append(_SMALL[n])
        return " ".join(words)

    def ordinal(self, n: int, form: str = "ा") -> str:
        """form: the vowel of the ending."""
        if n in _ORDINALS:
            return _ORDINALS[n][:-1] + form
        return self.cardinal(n) + {"ा": "वाँ", "ी": "वीं", "े": "वें"}[form]

    def year(self, n: int) -> str:
        if 1100 <= n < 2000:
            rest = n % 100
            return f"{_SMALL[n // 100]} सौ{' ' + _SMALL[rest] if rest else ''}"
        return self.cardinal(n)

    def decimals(self, digits: str) -> str:
        return self.digits(digits)

    def counts(self, word: str) -> bool:
        return len(word) > 1 and word not in ("से", "में", "को", "का", "की", "के", "पर", "और", "है", "हैं", "था", "रहा")

    def form_before(self, word: str, n: int) -> str:
        return "m" if self.counts(word) and re.match("[\u0900-\u097f]", word) else ""

    def range(self, first: str, second: str) -> str:
        return f"{first} से {second}"

    def part(self, above: int, below: int) -> str | None:
        known = {(1, 2): "आधा", (1, 3): "एक तिहाई", (2, 3): "दो तिहाई", (1, 4): "एक चौथाई", (3, 4): "तीन चौथाई"}
        return known.get((above, below)) or f"{self.cardinal(above)} बटा {self.cardinal(below)}"

    def mixed(self, whole: int, part: str) -> str:
        if part == "आधा":
            return {1: "डेढ़", 2: "ढाई"}.get(whole, f"साढ़े {self.cardinal(whole)}")
        return f"{self.cardinal(whole)} सही {part}"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{self.cardinal(day or 1)} {self.months[month - 1]}"
        return f"{said} {self.year(year)}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = self.cardinal(hour)
        if not minute:
            return f"{said} बजे"
        said += f" बजकर {self.cardinal(minute)} मिनट"
        return f"{said} {self.cardinal(second)} सेकंड" if second else said

    def time_range(self, first: str, second: str) -> str:
        return f"{first} से {second} तक"

    def telephone(self, country: str, groups: Sequence[str]) -> str:
        said = [self.digits(group) for group in groups]
        if country:
            said.insert(0, f"प्लस {self.cardinal(int(country))}")
        return ", ".join(said)

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        if re.search("[\u0900-\u097f]", before + after) and set(numeral) <= set("IVX"):
            return self.ordinal(n) if after in ("विश्व", "सदी") else self.cardinal(n)
        return None

    def extra_rules(self) -> list[Rule]:
        endings = "|".join(sorted(_ENDINGS, key=len, reverse=True))
        return [
            self.rule(
                "ordinal", rf"{{L}}(?P<n>\d{{1,4}})\s?-?(?P<e>{endings})(?![\w\u0900-\u0963])", self._read_ordinal
            ),
            self.rule(
                "roman", rf"(?<![\w°])(?=[IVX])(?P<n>{ROMAN})-?(?P<e>{endings})(?![\w\u0900-\u0963])", self._read_roman
            ),
            self.rule("time", r"{L}(?P<h>\d{1,2}):(?P<m>\d\d)\s?बजे", self._read_hour),
            self.rule("money", r"(?:₹|रु\.|Rs\.?)\s?(?P<a>{N})\s?/-", self._read_rupees),
        ]

    def _read_ordinal(self, match: re.Match[str]) -> str:
        return self.ordinal(int(match["n"]), _ENDINGS[match["e"]])

    def _read_hour(self, match: re.Match[str]) -> str | None:
        return time_of(match, self)

    def _read_roman(self, match: re.Match[str]) -> str:
        return self.ordinal(roman_value(match["n"]), _ENDINGS[match["e"]])

    def _read_rupees(self, match: re.Match[str]) -> str:
        number = Number(int(re.sub(r"\D", "", match["a"])))
        return self.count(number, self.money["₹"].major)
