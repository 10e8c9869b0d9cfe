"""Russian: numbers in gender and case, ordinals with their endings, years, dates, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.slavic_languages import russian_words as words
from frontend_text.locales.slavic_languages.shared import SlavicLocale, slavic_plural
from frontend_text.reading.counting import word_after
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import ROMAN, Number, is_small_roman, roman_value

_STEMS = (
    "нулев перв втор трет четвёрт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат "
    "пятнадцат шестнадцат семнадцат восемнадцат девятнадцат"
).split()
_TEN_STEMS = "_ _ двадцат тридцат сороков пятидесят шестидесят семидесят восьмидесят девяност".split()
_HUNDRED_STEMS = "_ сот двухсот трёхсот четырёхсот пятисот шестисот семисот восьмисот девятисот".split()
_STRESSED = frozenset("втор шест седьм восьм сороков нулев".split())
_ENDINGS = {
    "m": "ый", "f": "ая", "n": "ое", "gen": "ого", "pre": "ом", "ins": "ым", "dat": "ому", "acc": "ую", "fgen": "ой",
    "pl": "ые", "plgen": "ых", "plins": "ыми",
}  # fmt: skip
_SUFFIXES = {
    "й": "m", "ый": "m", "ий": "m", "ой": "fgen", "я": "f", "ая": "f", "е": "n", "ое": "n", "го": "gen", "ого": "gen",
    "м": "pre", "ом": "pre", "ым": "ins", "му": "dat", "ому": "dat", "ю": "acc", "ую": "acc", "х": "plgen",
    "ых": "plgen",
    "ми": "plins", "ые": "pl",
}  # fmt: skip
_SOFT_FEMININE = frozenset(
    "ночь дверь тетрадь площадь цель модель мышь кровать часть сеть роль соль боль жизнь смерть речь очередь лошадь "
    "мать дочь осень печать ступень связь область".split()
)
_MASCULINE_A = frozenset("мужчина папа дедушка дядя юноша судья коллега".split())
_CENTURY = {"век": "m", "века": "gen", "веке": "pre", "веком": "ins", "веку": "dat", "веков": "plgen", "веках": "plgen"}
_YEAR = {"год": "m", "года": "gen", "году": "pre", "годом": "ins", "годов": "plgen", "годах": "plgen", "годы": "m"}
_NOT_NOUNS = frozenset(
    "и или а но в на с со к ко по до от из за для без при о об у не ни же бы что как это был была было были есть раз "
    "против после около между через по".split()
)
_REGNAL = frozenset(
    "Пётр Петр Николай Александр Павел Иван Людовик Генрих Карл Фридрих Вильгельм Георг Эдуард Ричард Филипп Наполеон "
    "Бенедикт Пий Лев Григорий Иоанн Франц Густав Рамсес Василий Фёдор Михаил Алексей Чарльз Яков Климент".split()
)
_QUEENS = frozenset("Екатерина Елизавета Мария Анна Виктория Маргрете".split())
_REGNAL_GENITIVE = frozenset(
    "Петра Николая Александра Павла Ивана Людовика Генриха Карла Фридриха Наполеона Георга".split()
)


class Russian(SlavicLocale):
    """Russian."""

    minus, plus, to, score_to, per = "минус", "плюс", "до", "", "за"
    marks = {",": "и", ".": "точка"}
    small = (
        "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать "
        "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
    ).split()
    small_genitive = (
        "нуля одного двух трёх четырёх пяти шести семи восьми девяти десяти одиннадцати двенадцати тринадцати "
        "четырнадцати пятнадцати шестнадцати семнадцати восемнадцати девятнадцати"
    ).split()
    tens = "_ _ двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split()
    tens_genitive = "_ _ двадцати тридцати сорока пятидесяти шестидесяти семидесяти восьмидесяти девяноста".split()
    hundreds = "_ сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот".split()
    hundreds_genitive = "_ ста двухсот трёхсот четырёхсот пятисот шестисот семисот восьмисот девятисот".split()
    gendered = {"f": {1: "одна", 2: "две"}, "n": {1: "одно"}, "acc": {1: "одну", 2: "две"}}
    big = {
        10**3: ("тысяча", "тысячи", "тысяч", "тысячи", "тысяч"),
        10**6: ("миллион", "миллиона", "миллионов", "миллиона", "миллионов"),
        10**9: ("миллиард", "миллиарда", "миллиардов", "миллиарда", "миллиардов"),
        10**12: ("триллион", "триллиона", "триллионов", "триллиона", "триллионов"),
    }
    spoken_endings = {"ru": "ру", "com": "ком", "org": "орг", "net": "нет", "info": "инфо", "рф": "эрэф"}
    letter_names = {"w": "вэ"}
    per_units = {
        "мес": "в месяц",
        "кг": "за килограмм",
        "ч": "в час",
        "год": "в год",
        "шт": "за штуку",
        "день": "в день",
        "м²": "за квадратный метр",
        "чел": "с человека",
        "л": "за литр",
        "м2": "за квадратный метр",
    }
    genitive_after = "от|до|из|без|для|около|после|более|менее|свыше|у|против|больше|меньше|порядка|с|со|кроме|среди|не"
    months = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
    months_alone = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
    month_words = (
        "января|янв. февраля|февр.|фев. марта|мар. апреля|апр. мая июня|июн. июля|июл. августа|авг. сентября|сент. "
        "октября|окт. ноября|нояб. декабря|дек."
    )
    date_cues = r"с|до|от|по|на|понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье"
    phone_cues = r"тел|тел\.|телефон\w*|звон\w+|позвон\w+|номер\w*|моб|моб\.|факс|whatsapp"
    score_cues = r"выигр\w+|проигр\w+|побед\w+|сч[её]т\w*|матч\w*|ничь\w+|гол\w*|финал\w*|обыграл\w*"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC
    sounds = SlavicLocale.sounds + "аеёиоуыэюя"

    def ordinal(self, n: int, form: str = "m") -> str:
        """form: m f n gen pre ins dat acc fgen pl plgen plins."""
        if n >= 1000 and n % 1000 == 0:
            high = "" if n == 1000 else re.sub(r"\s", "", self.cardinal(n // 1000, "gen"))
            return high + "тысячн" + _ENDINGS[form]
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
        if stem == "трет":
            soft = {"m": "ий", "f": "ья", "n": "ье", "acc": "ью", "pl": "ьи"}
            ending = soft.get(form) or "ь" + _ENDINGS[form].replace("ого", "его").replace("ом", "ем").replace(
                "ой", "ей"
            ).replace("ы", "и")
            return said + stem + ending
        ending = "ой" if form == "m" and stem in _STRESSED else _ENDINGS[form]
        return said + stem + ending

    def scale_form(self, written: str) -> str:
        return "f" if written.startswith("тыс") else "m"

    def number(self, number: Number, form: str = "") -> str:
        if number.decimals == "5" and number.whole == 1 and number.mark == ",":
            return "полторы" if form == "f" else "полтора"
        if number.decimals and len(number.decimals) <= 3 and number.mark == ",":
            part = ("десят", "сот", "тысячн")[len(number.decimals) - 1]
            value = int(number.decimals)
            whole = "целая" if slavic_plural(number.whole) == 0 else "целых"
            one = slavic_plural(value) == 0
            return (
                f"{self.cardinal(number.whole, 'f')} {whole} {self.cardinal(value, 'f')} {part}{'ая' if one else 'ых'}"
            )
        return super().number(number, form)

    def genitive_one(self, said: str, form: str) -> str:
        return said[: -len("одного")] + "одной" if form == "gen f" and said.endswith("одного") else said

    def form_before(self, word: str, n: int) -> str:
        low = word.lower()
        if not word[:1].islower() or n % 100 in (11, 12) or low in _NOT_NOUNS:
            return ""
        if n % 10 == 1:
            if low in _MASCULINE_A:
                return "m"
            if low.endswith(("а", "я", "ость")) or low in _SOFT_FEMININE:
                return "f"
            if low.endswith(("у", "ю")) and len(low) > 3:
                return "acc"
            return "n" if low.endswith(("о", "е", "ё")) and len(low) > 3 else "m"
        return "f" if n % 10 == 2 and low.endswith(("ы", "и", "ые", "ие")) and len(low) > 2 else "m"

    def counts(self, word: str) -> bool:
        return len(word) > 3 and word.islower() and not re.search(r"(?:[аи]л[аои]?|ет|ит)$", word)

    def range(self, first: str, second: str) -> str:
        return f"{first}-{second}"

    def year_range(self, first: int, second: int) -> str:
        return f"{self.ordinal(first)} — {self.ordinal(second)}"

    def score(self, first: int, second: int) -> str:
        return f"{self.cardinal(first)} — {self.cardinal(second)}"

    def part(self, above: int, below: int) -> str | None:
        if (above, below) in ((1, 2), (1, 3), (1, 4)):
            return {2: "одна вторая", 3: "одна треть", 4: "одна четверть"}[below]
        if below in (3, 4) and slavic_plural(above) == 1:
            return f"{self.cardinal(above, 'f')} {'трети' if below == 3 else 'четверти'}"
        return f"{self.cardinal(above, 'f')} {self.ordinal(below, 'f' if slavic_plural(above) == 0 else 'plgen')}"

    halves = {"m": "половина", "f": "половина", "n": "половина"}
    metre, metre_and = "м", ""

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole, 'f')} {'целая' if slavic_plural(whole) == 0 else 'целых'} {part}"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        nominative = re.search(r"(?:^|\s)(?:сегодня|это|завтра|вчера|на)\s$", context, re.IGNORECASE)
        said = f"{self.ordinal(day or 1, 'n' if nominative else 'gen')} {self.months[month - 1]}"
        return f"{said} {self.ordinal(year, 'gen')} года" if year else said

    def month_year(self, month: int, year: int) -> str:
        return f"{self.months_alone[month - 1]} {self.ordinal(year, 'gen')} года"

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        if not minute and not second:
            return f"{self.cardinal(hour)} {('час', 'часа', 'часов')[slavic_plural(hour)]}"
        said = f"{self.cardinal(hour)} {'ноль ' if minute < 10 else ''}{self.cardinal(minute)}"
        if second:
            said += f" и {self.cardinal(second, 'f')} {('секунда', 'секунды', 'секунд')[slavic_plural(second)]}"
        return said

    def phone_group(self, group: str) -> str:
        if len(group) == 3 and group[0] != "0":
            return self.cardinal(int(group))
        if len(group) == 2:
            return ("ноль " if group[0] == "0" else "") + self.cardinal(int(group))
        return self.digits(group)

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        if before in _REGNAL or before in _QUEENS or before in _REGNAL_GENITIVE:
            form = "f" if before in _QUEENS else "gen" if before in _REGNAL_GENITIVE else "m"
            said = self.ordinal(n, form)
            return said[0].upper() + said[1:]
        low = after.lower()
        if low in _CENTURY:
            return self.ordinal(n, _CENTURY[low])
        if low.endswith(("ая", "я", "ция")) and before == "" or low in ("мировая", "мировой", "отечественная"):
            return self.ordinal(n, "f" if low.endswith("ая") else "fgen")
        if low in ("квартал", "этап", "тур", "съезд", "том"):
            return self.ordinal(n, "m")
        if is_small_roman(numeral):
            return self.cardinal(n)
        return self.cardinal(n) if before.lower() in ("глава", "том", "часть", "акт", "статья", "раздел") else None

    def extra_rules(self) -> list[Rule]:
        months = "|".join(self.months)
        return [
            self.rule(
                "word",
                r"{L}(?P<n>\d{1,4})-(?P<w>(?:летн|лети|кратн|дневн|часов|этажн|процентн|минутн|метров|градусн|месячн|недельн|тысячн|местн|комнатн|ступенчат)[^\W\d_]{1,5})",
                self._read_compound,
            ),
            self.rule("roman", rf"(?<!\w)(?P<n>{ROMAN})\s(?P<w>вв?\.)(?!\w)", self._read_century),
            self.rule(
                "date", r"{L}(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})\s?(?:г\.(?=\s|$)|года)", self._read_date
            ),
            self.rule(
                "date",
                rf"(?i){{L}}(?P<d>\d{{1,2}})(?:-?го)?\s(?P<m>{months})\s(?P<y>\d{{4}})\s?(?:г\.|года)",
                self._read_day,
            ),
            self.rule(
                "date", r"{L}(?P<a>\d{4})\s?[-–—]\s?(?P<b>\d{4})\s?(?P<w>гг\.|годах|годов|годы)", self._read_years
            ),
            self.rule("date", r"{L}(?P<y>[12]\d{3})\s?(?P<w>годом|году|года|год|г\.)(?!\w)", self._read_year),
            self.rule(
                "date",
                r"(?i){L}(?P<p>с|со|от)\s(?P<a>[12]\d{3})\s(?P<q>по|до)\s(?P<b>[12]\d{3})(?![\d.,:-])",
                self._read_span,
            ),
            self.rule(
                "ordinal",
                r"{L}(?P<n>\d{1,4})-?(?P<e>ого|ому|ый|ий|ой|ая|ое|ые|ых|ом|ым|ую|го|му|ми|й|я|е|м|ю|х)(?!\w)",
                self._read_ordinal,
            ),
            self.rule(
                "roman",
                rf"(?<!\w)(?P<a>{ROMAN})\s?[-–—]\s?(?P<b>{ROMAN})\s(?P<w>века|веков|веках|век|вв\.)",
                self._read_roman_age,
            ),
            self.rule(
                "time", r"(?i){L}(?P<p>с|со|до|от|после|около)\s(?P<h>\d{1,2}):(?P<m>\d\d)(?!\d)", self._read_from_hour
            ),
            self.rule(
                "time", r"{L}(?P<h>\d\d?):(?P<m>\d\d)\s?[-–—]\s?(?P<i>\d\d?):(?P<n>\d\d)(?!\d)", self._read_hours
            ),
        ]

    def _read_date(self, match: re.Match[str]) -> str | None:
        day, month = int(match["d"]), int(match["m"])
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return None
        return self.date(day, month, int(match["y"]), match.string[max(0, match.start() - 25) : match.start()])

    def _read_day(self, match: re.Match[str]) -> str | None:
        context = match.string[max(0, match.start() - 25) : match.start()]
        if int(match["d"]) > 31:
            return None
        return self.date(int(match["d"]), self.months.index(match["m"].lower()) + 1, int(match["y"]), context)

    def _read_year(self, match: re.Match[str]) -> str:
        written = match["w"]
        form = _YEAR.get(written)
        near = match.string[max(0, match.start() - 4) : match.start()].lower()
        if form == "pre" and re.search(r"(?:^|\s)к\s$", near):
            form = "dat"
        if form is None:  # г.
            within = re.search(r"(?:^|\s)в\s$", match.string[max(0, match.start() - 4) : match.start()], re.IGNORECASE)
            after = re.search(
                r"(?:^|\s)(?:с|до|от|около|после)\s$", match.string[max(0, match.start() - 8) : match.start()]
            )
            form, written = ("pre", "году") if within else ("gen", "года") if after else ("m", "год")
        return f"{self.ordinal(int(match['y']), form)} {written}"

    def _read_years(self, match: re.Match[str]) -> str:
        written = {"гг.": "годы", "годах": "годах", "годов": "годов", "годы": "годы"}[match["w"]]
        within = re.search(r"(?:^|\s)в\s$", match.string[max(0, match.start() - 4) : match.start()], re.IGNORECASE)
        form = "pre" if written == "годах" or within else "gen" if written == "годов" else "m"
        written = "годах" if within else written
        return f"{self.ordinal(int(match['a']), form)} — {self.ordinal(int(match['b']), form)} {written}"

    def _read_span(self, match: re.Match[str]) -> str:
        until = "m" if match["q"] == "по" else "gen"
        return (
            f"{match['p']} {self.ordinal(int(match['a']), 'gen')} {match['q']} {self.ordinal(int(match['b']), until)}"
        )

    def _read_century(self, match: re.Match[str]) -> str:
        near = match.string[max(0, match.start() - 12) : match.start()].lower()
        within = re.search(r"(?:^|\s)в\s$", near)
        of = re.search(r"(?:начал\w|кон\w+|середин\w|до|с|из|половин\w)\s$", near)
        form, noun = ("pre", "веке") if within else ("gen", "века") if of else ("m", "век")
        return f"{self.ordinal(roman_value(match['n']), form)} {noun}"

    def _read_compound(self, match: re.Match[str]) -> str:
        n = int(match["n"])
        first = {1: "одно", 100: "сто", 1000: "тысяче"}.get(n)
        return (first or self.cardinal(n, "gen").replace(" ", "")) + match["w"]

    def _read_ordinal(self, match: re.Match[str]) -> str:
        n, suffix = int(match["n"]), match["e"]
        form = _SUFFIXES[suffix]
        after = word_after(match).lower()
        if suffix == "м" and after.endswith(("ым", "им", "ом", "ем")):
            form = "ins"
        if suffix in ("е",) and (after in ("годы", "года") or n % 10 == 0 and n > 10):
            form = "pl"
        if suffix == "й" and after.endswith(("ой", "ей", "ии", "и")) and not after.endswith("ий"):
            form = "fgen"
        if suffix == "х" and n in (2, 3, 4):
            return self.cardinal(n, "gen")
        return self.ordinal(n, form)

    def _read_roman_age(self, match: re.Match[str]) -> str:
        form = {"веках": "pre", "веков": "gen"}.get(match["w"], "m")
        said = f"{self.ordinal(roman_value(match['a']), form)} — {self.ordinal(roman_value(match['b']), form)}"
        return f"{said} {match['w'].replace('вв.', 'века')}"

    def _read_from_hour(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["m"])
        if hour > 24 or minute > 59:
            return None
        said = self.cardinal(hour, "gen")
        if minute:
            return f"{match['p']} {said} {self.cardinal(minute, 'gen')}"
        return f"{match['p']} {said} {'часа' if slavic_plural(hour) == 0 else 'часов'}"

    def _read_hours(self, match: re.Match[str]) -> str:
        first, second = (self.clock(int(match[h]), int(match[m]), None, False) for h, m in (("h", "m"), ("i", "n")))
        return f"{first} — {second}"
