"""Ukrainian: numbers in gender and case, ordinals with their endings, years, dates, hours, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.slavic_languages import ukrainian_words as words
from frontend_text.locales.slavic_languages.shared import SlavicLocale, slavic_plural
from frontend_text.reading.counting import word_after
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import ROMAN, Number, is_small_roman, roman_value

_STEMS = (
    "нульов перш друг трет четверт п'ят шост сьом восьм дев'ят десят одинадцят дванадцят тринадцят чотирнадцят "
    "п'ятнадцят шістнадцят сімнадцят вісімнадцят дев'ятнадцят"
).split()
_TEN_STEMS = "_ _ двадцят тридцят сороков п'ятдесят шістдесят сімдесят вісімдесят дев'яност".split()
_HUNDRED_STEMS = "_ сот двохсот трьохсот чотирьохсот п'ятисот шестисот семисот восьмисот дев'ятисот".split()
_ENDINGS = {
    "m": "ий", "f": "а", "n": "е", "gen": "ого", "pre": "ому", "ins": "им", "dat": "ому", "acc": "у", "fgen": "ої",
    "fpre": "ій", "pl": "і", "plgen": "их", "plins": "ими",
}  # fmt: skip
_SUFFIXES = {
    "й": "m", "ий": "m", "ій": "fpre", "а": "f", "я": "f", "е": "n", "є": "n", "го": "gen", "ого": "gen", "м": "ins",
    "му": "pre", "ому": "pre", "у": "acc", "ї": "fgen", "ої": "fgen", "х": "plgen", "их": "plgen",
    "ті": "pl", "і": "pl",
    "тя": "f", "тє": "n", "тій": "fpre", "ту": "acc", "ша": "f", "ше": "n", "га": "f", "ге": "n", "та": "f", "те": "n",
}  # fmt: skip
_NOT_NOUNS = frozenset(
    "і й та або а але в у на з зі до від із за для без при о об не ні же би що як це був була було були є проти після "
    "між через по".split()
)
_CENTURY = {"століття": "n", "столітті": "pre", "століттям": "ins", "століть": "plgen", "ст": "n"}
_YEAR = {"рік": "m", "року": "gen", "році": "pre", "роком": "ins", "роки": "pl", "роках": "plgen", "років": "plgen"}
_REGNAL = frozenset(
    "Петро Микола Олександр Павло Іван Людовік Генріх Карл Фрідріх Вільгельм Георг Едуард Річард "
    "Філіп Наполеон Бенедикт "
    "Пій Лев Григорій Чарльз Климент Володимир Ярослав Данило Юрій".split()
)
_QUEENS = frozenset("Катерина Єлизавета Марія Анна Вікторія".split())
_FEMININE = frozenset("ніч річ область площа подорож розповідь сіль мить осінь тінь честь швидкість".split())


class Ukrainian(SlavicLocale):
    """Ukrainian."""

    minus, plus, to, score_to, per = "мінус", "плюс", "до", "", "за"
    marks = {",": "кома", ".": "крапка"}
    spoken_endings = {"ua": "юа", "com": "ком", "org": "орг", "net": "нет", "info": "інфо"}
    letter_names = {"w": "ве"}
    per_units = {"міс": "на місяць", "кг": "за кілограм", "год": "за годину", "шт": "за штуку", "рік": "на рік"}
    metre, metre_and = "м", ""
    halves = {"m": "половина", "f": "половина", "n": "половина"}
    small = (
        "нуль один два три чотири п'ять шість сім вісім дев'ять десять одинадцять дванадцять тринадцять чотирнадцять "
        "п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять"
    ).split()
    small_genitive = (
        "нуля одного двох трьох чотирьох п'яти шести семи восьми дев'яти десяти одинадцяти дванадцяти тринадцяти "
        "чотирнадцяти п'ятнадцяти шістнадцяти сімнадцяти вісімнадцяти дев'ятнадцяти"
    ).split()
    tens = "_ _ двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто".split()
    tens_genitive = "_ _ двадцяти тридцяти сорока п'ятдесяти шістдесяти сімдесяти вісімдесяти дев'яноста".split()
    hundreds = "_ сто двісті триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот".split()
    hundreds_genitive = "_ ста двохсот трьохсот чотирьохсот п'ятисот шестисот семисот восьмисот дев'ятисот".split()
    gendered = {"f": {1: "одна", 2: "дві"}, "n": {1: "одне"}, "acc": {1: "одну", 2: "дві"}}
    big = {
        10**3: ("тисяча", "тисячі", "тисяч", "тисячі", "тисяч"),
        10**6: ("мільйон", "мільйони", "мільйонів", "мільйона", "мільйонів"),
        10**9: ("мільярд", "мільярди", "мільярдів", "мільярда", "мільярдів"),
        10**12: ("трильйон", "трильйони", "трильйонів", "трильйона", "трильйонів"),
    }
    genitive_after = "від|до|із|з|зі|без|для|близько|після|більше|менше|понад|проти|біля|крім|серед|не"
    months = "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня".split()
    months_alone = (
        "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень".split()
    )
    month_words = "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
    date_cues = r"з|до|від|по|на|понеділок|вівторок|середу|четвер|п'ятницю|суботу|неділю"
    phone_cues = r"тел|тел\.|телефон\w*|дзвон\w+|подзвон\w+|телефонуйте|номер\w*|моб|моб\.|факс"
    score_cues = r"вигра\w+|програ\w+|перем\w+|рахун\w*|матч\w*|нічи\w+|гол\w*|фінал\w*|обігра\w*"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC
    sounds = SlavicLocale.sounds + "аеєиіїоуюя"

    def ordinal(self, n: int, form: str = "m") -> str:
        if n >= 1000 and n % 1000 == 0:
            high = "" if n == 1000 else re.sub(r"\s", "", self.cardinal(n // 1000, "gen"))
            return high + "тисячн" + _ENDINGS[form]
        last = n % 100
        if n > 99 and last == 0:
            head, stem = n - n % 1000, _HUNDRED_STEMS[n // 100 % 10]
        elif last < 20:
            head, stem = n - last, _STEMS[last]
        elif last % 10 == 0:
            head, stem = n - last, _TEN_STEMS[last // 10]
        else:
            head, stem = n - n % 10, _STEMS[n % 10]
        said = f"{self.cardinal(head)} " if head else ""
        ending = _ENDINGS[form]
        if stem == "трет":
            soft = {"m": "ій", "f": "я", "n": "є", "acc": "ю", "pl": "і", "fpre": "ій"}
            return said + stem + (soft.get(form) or ending.replace("о", "ьо", 1).replace("и", "і"))
        return said + stem + ending

    def scale_form(self, written: str) -> str:
        return "f" if written.startswith("тис") else "m"

    def number(self, number: Number, form: str = "") -> str:
        if number.decimals == "5" and number.whole == 1 and number.mark == ",":
            return "півтори" if form == "f" else "півтора"
        if number.decimals and len(number.decimals) <= 3 and number.mark == ",":
            part = ("десят", "сот", "тисячн")[len(number.decimals) - 1]
            value = int(number.decimals)
            whole = "ціла" if slavic_plural(number.whole) == 0 else "цілих"
            one = slavic_plural(value) == 0
            return (
                f"{self.cardinal(number.whole, 'f')} {whole} {self.cardinal(value, 'f')} {part}{'а' if one else 'их'}"
            )
        return super().number(number, form)

    def genitive_one(self, said: str, form: str) -> str:
        return said[: -len("одного")] + "однієї" if form == "gen f" and said.endswith("одного") else said

    def form_before(self, word: str, n: int) -> str:
        low = word.lower()
        if not word[:1].islower() or n % 100 in (11, 12) or low in _NOT_NOUNS:
            return ""
        if n % 10 == 1:
            if low.endswith(("а", "я")) and not low.endswith("ття") or low in _FEMININE or low.endswith("ість"):
                return "f"
            if low.endswith(("у", "ю")) and len(low) > 3:
                return "acc"
            return "n" if low.endswith(("о", "е", "є", "ття")) and len(low) > 3 else "m"
        return "f" if n % 10 == 2 and self._is_feminine_plural(low) else "m"

    @staticmethod
    def _is_feminine_plural(low: str) -> bool:
        masculine = re.search(r"(?:ри|си|ди|ти|ни|ли|ми|би|пи|фи|зи|ви)$", low) and low not in _FEMININE_PLURALS
        return low.endswith(("и", "і", "ї")) and not masculine and low not in _MASCULINE_PLURALS

    def counts(self, word: str) -> bool:
        return len(word) > 2 and word.islower() and word not in _NOT_NOUNS

    def range(self, first: str, second: str) -> str:
        return f"{first}-{second}"

    def year_range(self, first: int, second: int) -> str:
        return f"{self.ordinal(first)} — {self.ordinal(second)}"

    def score(self, first: int, second: int) -> str:
        return f"{self.cardinal(first)} — {self.cardinal(second)}"

    def part(self, above: int, below: int) -> str | None:
        if above == 1 and below in (2, 3, 4):
            return {2: "одна друга", 3: "одна третина", 4: "одна чверть"}[below]
        if below in (3, 4) and slavic_plural(above) == 1:
            return f"{self.cardinal(above, 'f')} {'третини' if below == 3 else 'чверті'}"
        form = ("f", "pl", "plgen")[slavic_plural(above)]
        return f"{self.cardinal(above, 'f')} {self.ordinal(below, form)}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole, 'f')} {'ціла' if slavic_plural(whole) == 0 else 'цілих'} {part}"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        nominative = re.search(r"(?:^|\s)(?:сьогодні|це|завтра|вчора)\s$", context, re.IGNORECASE)
        said = f"{self.ordinal(day or 1, 'n' if nominative else 'gen')} {self.months[month - 1]}"
        return f"{said} {self.ordinal(year, 'gen')} року" if year else said

    def month_year(self, month: int, year: int) -> str:
        return f"{self.months_alone[month - 1]} {self.ordinal(year, 'gen')} року"

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        return self._hour(hour, minute, "f") + (
            f" і {self.cardinal(second, 'f')} {('секунда', 'секунди', 'секунд')[slavic_plural(second)]}"
            if second
            else ""
        )

    def _hour(self, hour: int, minute: int, form: str) -> str:
        said = self.ordinal(hour, form) if hour else {"f": "нульова", "fpre": "нульовій", "fgen": "нульової"}[form]
        if minute:
            return f"{said} {'нуль ' if minute < 10 else ''}{self.cardinal(minute)}"
        return f"{said} {'година' if form == 'f' else 'годині' if form == 'fpre' else 'години'}"

    def phone_group(self, group: str) -> str:
        if len(group) == 3 and group[0] != "0":
            return self.cardinal(int(group))
        if len(group) == 2:
            return ("нуль " if group[0] == "0" else "") + self.cardinal(int(group))
        return self.digits(group)

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        if before in _REGNAL or before in _QUEENS:
            said = self.ordinal(n, "f" if before in _QUEENS else "m")
            return said[0].upper() + said[1:]
        low = after.lower()
        if low in _CENTURY:
            form = _CENTURY[low]
            return self.ordinal(
                n, "gen" if form == "n" and before.lower() in ("початку", "кінця", "середини") else form
            )
        if low in ("світова", "республіка", "світової"):
            return self.ordinal(n, "fgen" if low.endswith("ої") else "f")
        if is_small_roman(numeral):
            return self.cardinal(n)
        return self.cardinal(n) if before.lower() in ("глава", "том", "частина", "акт", "стаття", "розділ") else None

    def extra_rules(self) -> list[Rule]:
        months = "|".join(self.months)
        ordinal_endings = r"тій|тя|тє|ту|ого|ому|ий|ій|ої|го|му|их|ша|ше|га|ге|та|те|ті|й|а|я|е|є|м|у|х|ї|і"
        return [
            self.rule(
                "word",
                r"{L}(?P<n>\d{1,4})-(?P<w>(?:річн|кратн|денн|годинн|поверхов|відсотков|хвилинн|метров|місячн|тижнев|тисячн|місн|кімнатн)[^\W\d_]{1,5})",
                self._read_compound,
            ),
            self.rule("roman", rf"(?<!\w)(?P<n>{ROMAN})\s(?P<w>ст\.)(?!\w)", self._read_century),
            self.rule(
                "date", r"{L}(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})\s?(?:р\.(?=\s|$)|року)", self._read_date
            ),
            self.rule(
                "date", rf"(?i){{L}}(?P<d>\d{{1,2}})\s(?P<m>{months})\s(?P<y>\d{{4}})\s?(?:р\.|року)", self._read_day
            ),
            self.rule(
                "date", r"{L}(?P<a>\d{4})\s?[-–—]\s?(?P<b>\d{4})\s?(?P<w>рр\.|роках|років|роки)", self._read_years
            ),
            self.rule("date", r"{L}(?P<y>[12]\d{3})\s?(?P<w>роком|року|році|рік|р\.)(?!\w)", self._read_year),
            self.rule("ordinal", rf"{{L}}(?P<n>\d{{1,4}})-(?P<e>{ordinal_endings})(?!\w)", self._read_ordinal),
            self.rule(
                "time", r"(?i){L}(?P<p>о|об|з|до|від|після|близько)\s(?P<h>\d{1,2}):(?P<m>\d\d)(?!\d)", self._read_hour
            ),
            self.rule(
                "time", r"{L}(?P<h>\d\d?):(?P<m>\d\d)\s?[-–—]\s?(?P<i>\d\d?):(?P<n>\d\d)(?!\d)", self._read_hours
            ),
        ]

    def _read_before(self, match: re.Match[str], words: str) -> bool:
        near = match.string[max(0, match.start() - 8) : match.start()]
        return bool(re.search(rf"(?:^|\s)(?:{words})\s$", near, re.IGNORECASE))

    def _read_date(self, match: re.Match[str]) -> str | None:
        day, month = int(match["d"]), int(match["m"])
        return self.date(day, month, int(match["y"])) if 1 <= day <= 31 and 1 <= month <= 12 else None

    def _read_day(self, match: re.Match[str]) -> str | None:
        if int(match["d"]) > 31:
            return None
        return self.date(int(match["d"]), self.months.index(match["m"].lower()) + 1, int(match["y"]))

    def _read_year(self, match: re.Match[str]) -> str:
        written = match["w"]
        form = _YEAR.get(written)
        if form is None:
            form, written = ("pre", "році") if self._read_before(match, "у|в") else ("gen", "року")
        return f"{self.ordinal(int(match['y']), form)} {written}"

    def _read_years(self, match: re.Match[str]) -> str:
        within = match["w"] == "роках" or self._read_before(match, "у|в")
        form = "pre" if within else "m"
        written = "роках" if within else "років" if match["w"] == "років" else "роки"
        return f"{self.ordinal(int(match['a']), form)} — {self.ordinal(int(match['b']), form)} {written}"

    def _read_century(self, match: re.Match[str]) -> str:
        within = self._read_before(match, "у|в")
        return (
            f"{self.ordinal(roman_value(match['n']), 'pre' if within else 'n')} {'столітті' if within else 'століття'}"
        )

    def _read_compound(self, match: re.Match[str]) -> str:
        n = int(match["n"])
        first = {1: "одно", 100: "сто", 1000: "тисячо"}.get(n)
        return (first or self.cardinal(n, "gen").replace(" ", "")) + match["w"]

    def _read_ordinal(self, match: re.Match[str]) -> str:
        n, suffix = int(match["n"]), match["e"]
        form = _SUFFIXES[suffix]
        if suffix == "й" and word_after(match).endswith("ій"):
            form = "fpre"
        return self.cardinal(n, "gen") if suffix == "х" and n in (2, 3, 4) else self.ordinal(n, form)

    def _read_hour(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["m"])
        form = "fpre" if match["p"].lower() in ("о", "об") else "fgen"
        return f"{match['p']} {self._hour(hour, minute, form)}" if hour < 25 and minute < 60 else None

    def _read_hours(self, match: re.Match[str]) -> str:
        first, second = (self._hour(int(match[h]), int(match[m]), "f") for h, m in (("h", "m"), ("i", "n")))
        return f"{first} — {second}"


_MASCULINE_PLURALS = frozenset(
    "дні тижні місяці рублі гості учні хлопці олівці стільці автомобілі вчителі кінці коні камені "
    "друзі ключі дощі".split()
)
_FEMININE_PLURALS = frozenset(
    "хвилини години секунди сторони машини жінки тварини країни книги гривні кімнати карти квартири задачі сестри "
    "картини людини родини причини лінії групи школи тонни дівчини зірки газети роботи суми "
    "проблеми системи теми".split()
)
