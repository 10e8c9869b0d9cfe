"""Arabic: numbers in the gender of what they count, dual and plural of units, dates, hours, telephone numbers."""

from __future__ import annotations

import re

from frontend_text.locales import arabic_words as words
from frontend_text.locales.matches import AMOUNT, amount_of
from frontend_text.reading.counting import word_after
from frontend_text.reading.locale import Locale, Rule
from frontend_text.reading.numerals import Number
from frontend_text.reading.tables import Noun

_MASCULINE = "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة".split()
"""As counted alone and before masculine nouns."""
_FEMININE = "صفر واحدة اثنتان ثلاث أربع خمس ست سبع ثماني تسع عشر".split()
_TENS = "_ عشر عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون".split()
_HUNDREDS = "_ مئة مئتان ثلاثمئة أربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة".split()
_BIG = (
    (10**12, "تريليون", "تريليونان", "تريليونات"),
    (10**9, "مليار", "ملياران", "مليارات"),
    (10**6, "مليون", "مليونان", "ملايين"),
    (1000, "ألف", "ألفان", "آلاف"),
)
_ORDINALS = "_ أول ثاني ثالث رابع خامس سادس سابع ثامن تاسع عاشر".split()
_GENITIVE = (
    ("اثنان", "اثنين"), ("اثنتان", "اثنتين"),
    ("اثنا عشر", "اثني عشر"),
    ("اثنتا عشرة", "اثنتي عشرة"), ("عشرون", "عشرين"), ("ثلاثون", "ثلاثين"), ("أربعون", "أربعين"),
    ("خمسون", "خمسين"), ("ستون", "ستين"), ("سبعون", "سبعين"), ("ثمانون", "ثمانين"), ("تسعون", "تسعين"),
    ("مئتان", "مئتين"), ("ألفان", "ألفين"), ("مليونان", "مليونين"), ("ملياران", "مليارين"),
)  # fmt: skip
_GENITIVE_AFTER = r"(?:في|من|إلى|على|عام|سنة|منذ|حتى|عن|حوالي|بعد|قبل|خلال|نحو|بين|لمدة|نسبة|بنسبة|بمعدل|بقيمة)\s$"


class Arabic(Locale):
    """Modern Standard Arabic, without case endings that nobody says."""

    divides_by_one = True
    decimal = "."
    minus, plus, to, score_to, per = "ناقص", "زائد", "إلى", "مقابل", "لكل"
    marks = {",": "فاصلة", ".": "فاصلة"}
    months = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split()
    month_words = (
        "يناير فبراير مارس أبريل|ابريل مايو يونيو|يونيه يوليو|يوليه أغسطس|اغسطس سبتمبر أكتوبر|اكتوبر نوفمبر ديسمبر"
    )
    day_link = r"(?:من\s)?"
    date_cues = r"يوم|بتاريخ|في|الموافق|الأحد|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت"
    phone_cues = r"اتصل\w*|هاتف\w*|الهاتف|رقم\w*|رقمي|الرقم|جوال\w*|الجوال|موبايل|تليفون|واتساب|فاكس|ت"
    score_cues = r"فاز|فازت|خسر\w*|تعادل\w*|النتيجة|نتيجة|مباراة|المباراة|هدف|أهداف|بنتيجة"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    prefixes = "وبلف"
    scaled_noun = 0
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC

    def cardinal(self, n: int, form: str = "") -> str:
        """form: `f` before feminine nouns; `gen` after prepositions, joined as `f gen`."""
        gender = "f" if "f" in form.split() else "m"
        parts: list[str] = []
        rest = n
        for unit, one, two, few in _BIG:
            high, rest = divmod(rest, unit)
            if high == 1:
                parts.append(one)
            elif high == 2:
                parts.append(two)
            elif high:
                last = high % 100
                name = few if 3 <= last <= 10 else one
                parts.append(f"{self.cardinal(high)} {name}")
        if rest >= 100:
            parts.append(_HUNDREDS[rest // 100])
            rest %= 100
        if rest or not parts:
            parts.append(self._below_hundred(rest, gender))
        said = " و".join(parts)
        if "gen" in form.split():
            said = genitive(said)
        return said

    def _below_hundred(self, n: int, gender: str) -> str:
        small = _MASCULINE if gender == "m" else _FEMININE
        if n <= 10:
            return small[n]
        if n < 20:
            ones = n % 10
            if ones == 1:
                return "أحد عشر" if gender == "m" else "إحدى عشرة"
            if ones == 2:
                return "اثنا عشر" if gender == "m" else "اثنتا عشرة"
            return f"{small[ones]} {'عشر' if gender == 'm' else 'عشرة'}"
        tens, ones = divmod(n, 10)
        return f"{small[ones]} و{_TENS[tens]}" if ones else _TENS[tens]

    def ordinal(self, n: int, form: str = "m") -> str:
        """With the article."""
        feminine = form == "f"
        if n == 1:
            return "الأولى" if feminine else "الأول"
        ending = "ة" if feminine else ""
        if n <= 10:
            return f"ال{_ORDINALS[n]}{ending}"
        if n < 20:
            first = "حادي" if n == 11 else _ORDINALS[n - 10]
            return f"ال{first}{ending} {'عشرة' if feminine else 'عشر'}"
        if n < 100:
            tens, ones = divmod(n, 10)
            head = {1: "الحادي"}.get(ones, f"ال{_ORDINALS[ones]}") if ones else ""
            return f"{head}{ending} وال{_TENS[tens]}" if ones else f"ال{_TENS[tens]}"
        return self.cardinal(n)

    def count(self, number: Number, noun: Noun, case: str = "") -> str:
        n = number.whole
        if len(number.decimals) == 2 and noun is self.units["م"]:
            metres = noun.forms[0] if n == 1 else self._counted(n, noun)
            return f"{metres} و{self.cardinal(int(number.decimals))}"
        if number.decimals or number.code:
            return f"{self.number(number)} {noun.forms[0]}"
        said = self._counted(n, noun)
        return genitive(said) if case else said

    def _counted(self, n: int, noun: Noun) -> str:
        if n == 1:
            head, _, tail = noun.forms[0].partition(" ")
            return f"{head} {'واحدة' if noun.form == 'f' else 'واحد'} {tail}".strip()
        if n == 2:
            return noun.forms[1]
        last = n % 100
        form = 2 if 3 <= last <= 10 else 3 if last > 10 else 0
        return f"{self.cardinal(n, noun.form)} {noun.forms[form]}"

    def combine(self, form: str, case: str) -> str:
        return f"{form} {case}".strip()

    def money_pair(self, major: str, minor: str) -> str:
        return f"{major} و{minor}"

    def decimals(self, digits: str) -> str:
        return self.cardinal(int(digits)) if digits[0] != "0" and len(digits) < 3 else self.digits(digits)

    def form_before(self, word: str, n: int) -> str:
        if not word or word.startswith("ال") or word in ("و", "في", "من", "إلى", "على", "أو", "عن", "مع"):
            return ""
        return "f" if word.endswith(("ة", "ات", "ة،")) and not word.endswith(("ارات", "مترات")) else "m"

    def counts(self, word: str) -> bool:
        return len(word) > 2 and word not in ("إلى", "على")

    def form_after(self, before: str) -> str:
        return "gen" if re.search(_GENITIVE_AFTER, before) else ""

    def year_range(self, first: int, second: int) -> str:
        return f"{self.cardinal(first, 'gen')} إلى {self.cardinal(second, 'gen')}"

    def score(self, first: int, second: int) -> str:
        return f"{self.cardinal(first)} مقابل {self.cardinal(second, 'gen')}"

    def part(self, above: int, below: int) -> str | None:
        parts = {2: "نصف", 3: "ثلث", 4: "ربع", 5: "خمس", 6: "سدس", 7: "سبع", 8: "ثمن", 9: "تسع", 10: "عشر"}
        plurals = {3: "أثلاث", 4: "أرباع", 5: "أخماس", 6: "أسداس", 7: "أسباع", 8: "أثمان", 9: "أتساع", 10: "أعشار"}
        if below not in parts:
            return f"{self.cardinal(above)} على {self.cardinal(below)}"
        if above == 1:
            return parts[below]
        if above == 2:
            return f"{parts[below]}ان" if below != 3 else "ثلثان"
        return f"{self.cardinal(above)} {plurals.get(below, parts[below])}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole)} و{part}"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{self.ordinal(day or 1)} من {self.months[month - 1]}"
        return f"{said} عام {self.cardinal(year, 'gen')}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        twelve = hour
        said = "منتصف الليل" if hour in (0, 24) else self.ordinal(twelve, "f")
        if hour == 1:
            said = "الواحدة"
        if minute in (15, 30):
            said += " والربع" if minute == 15 else " والنصف"
        elif minute:
            said += " و" + self._counted(minute, Noun(("دقيقة", "دقيقتان", "دقائق", "دقيقة"), "f"))
        if second:
            said += " و" + self._counted(second, Noun(("ثانية", "ثانيتان", "ثوان", "ثانية"), "f"))
        return said

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        if not re.search("[\u0600-\u06ff]", before) or not set(numeral) <= set("IVX"):
            return None
        return self.ordinal(n, "f" if before.endswith("ة") else "m")

    def extra_rules(self) -> list[Rule]:
        ordinal_words = "القرن|المركز|الفصل|الباب|الجزء|الدور|الطابق|الدورة|المرتبة|الصفحة|المادة|الطبعة"
        return [
            self.rule("date", r"(?<!\w)(?P<w>و?(?:عام|سنة|لعام|بعام))\s(?P<y>\d{4})(?!\d|[-–]\d)", self._read_year),
            self.rule(
                "ordinal",
                rf"(?<!\w)(?P<w>و?ل?(?:{ordinal_words}))\s(?:ال)?(?P<n>\d{{1,2}})(?!\d|[.,:/-]\d)",
                self._read_century,
            ),
            self.rule("ordinal", r"(?<!\w)ص\.?\s?(?P<n>\d{1,3})(?!\d)", self._read_page),
            self.rule("percent", AMOUNT + r"\s?[%٪]", self._read_percent),
            self.rule("measure", r"(?<![\w)])[-−](?P<a>{N})\s?[°º]\s?[Cم]?(?!\w)", self._read_minus),
            self.rule("cardinal", r"(?<!\w)و\s(?P<a>{N})(?![\d/:.,%-]|\s?[$€£°])(?=\s[^\W\d_])", self._read_joined),
        ]

    def _read_year(self, match: re.Match[str]) -> str:
        return f"{match['w']} {self.cardinal(int(match['y']), 'f gen' if match['w'].endswith('سنة') else 'gen')}"

    def _read_joined(self, match: re.Match[str]) -> str:
        number = self.parse(match["a"])
        form = "" if number.decimals else self.form_before(word_after(match), number.whole)
        return f"و{self.number(number, form)}"

    def _read_percent(self, match: re.Match[str]) -> str:
        said = amount_of(match, self)
        if self.form_after(match.string[max(0, match.start() - 20) : match.start()]):
            said = genitive(said)
        return f"{said} بالمئة"

    def _read_page(self, match: re.Match[str]) -> str:
        return f"الصفحة {self.ordinal(int(match['n']), 'f')}"

    def _read_minus(self, match: re.Match[str]) -> str:
        return f"ناقص {self.count(self.parse(match['a']), self.units['°C'])}"

    def _read_century(self, match: re.Match[str]) -> str:
        return f"{match['w']} {self.ordinal(int(match['n']), 'f' if match['w'].endswith('ة') else 'm')}"


def genitive(said: str) -> str:
    """Duals and tens as after a preposition."""
    for nominative, form in _GENITIVE:
        said = re.sub(rf"(?<!\w)(و?){nominative}(?!\w)", rf"\g<1>{form}", said)
    return said
