"""Russian: numbers in gender and case, ordinals with their endings, years, dates, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.matches import stands_before, valid_time
from frontend_text.locales.slavic_languages import russian_words as words
from frontend_text.locales.slavic_languages.east import EastSlavicLocale
from frontend_text.locales.slavic_languages.numbers import slavic_plural
from frontend_text.reading.counting import word_after
from frontend_text.reading.locale import Rule
from frontend_text.reading.numerals import ROMAN, roman_value

_STRESSED = frozenset("втор шест седьм восьм сороков нулев".split())
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
_REGNAL = {
    "m": (
        "Пётр Петр Николай Александр Павел Иван Людовик Генрих Карл Фридрих Вильгельм Георг Эдуард Ричард Филипп "
        "Наполеон Бенедикт Пий Лев Григорий Иоанн Франц Густав Рамсес Василий Фёдор Михаил Алексей Чарльз Яков Климент"
    ),
    "gen": "Петра Николая Александра Павла Ивана Людовика Генриха Карла Фридриха Наполеона Георга",
    "f": "Екатерина Елизавета Мария Анна Виктория Маргрете",
}


class Russian(EastSlavicLocale):
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
    ordinal_stems = (
        "нулев перв втор трет четвёрт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат "
        "пятнадцат шестнадцат семнадцат восемнадцат девятнадцат"
    ).split()
    ordinal_ten_stems = "_ _ двадцат тридцат сороков пятидесят шестидесят семидесят восьмидесят девяност".split()
    ordinal_hundred_stems = "_ сот двухсот трёхсот четырёхсот пятисот шестисот семисот восьмисот девятисот".split()
    thousandth = "тысячн"
    endings = {
        "m": "ый", "f": "ая", "n": "ое", "gen": "ого", "pre": "ом", "ins": "ым", "dat": "ому", "acc": "ую",
        "fgen": "ой", "pl": "ые", "plgen": "ых", "plins": "ыми",
    }  # fmt: skip
    thousand_begins = "тыс"
    one_and_a_half = ("полтора", "полторы")
    whole_names = ("целая", "целых")
    part_names = {2: ("одна вторая", ""), 3: ("одна треть", "трети"), 4: ("одна четверть", "четверти")}
    feminine_genitive_one = "одной"
    compound_words = {"одного": "одно", "девяноста": "девяносто", "ста": "сто"}
    compound_thousand = "тысяче"
    compounds = (
        "летн|лети|кратн|дневн|часов|этажн|процентн|минутн|метров|градусн|месячн|недельн|тысячн|местн|комнатн|ступенчат"
    )
    century = r"вв?\."
    century_in, century_of = "в", r"начал\w|кон\w+|середин\w|до|с|из|половин\w"
    centuries = (("pre", "веке"), ("gen", "века"), ("m", "век"))
    within = "в"
    years_names = {"гг.": ("m", "годы"), "годах": ("pre", "годах"), "годов": ("gen", "годов"), "годы": ("m", "годы")}
    years_within = ("pre", "годах")
    day_ending = "(?:-?го)?"
    year_after_date = r"г\.(?=\s|$)|года"
    year_after_day = r"г\.|года"
    year_words = r"годом|году|года|год|г\."
    of_year = "года"
    named_day = ("сегодня|это|завтра|вчера|на", "n")
    second_names = ("секунда", "секунды", "секунд")
    and_word = "и"
    regnal = {name: form for form, names in _REGNAL.items() for name in names.split()}
    numbered = "глава|том|часть|акт|статья|раздел"
    not_nouns = frozenset(
        "и или а но в на с со к ко по до от из за для без при о об у не ни же бы что как это был была было были есть "
        "раз против после около между через по".split()
    )
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
    sounds = EastSlavicLocale.sounds + "аеёиоуыэюя"

    def adjective(self, stem: str, form: str) -> str:
        ending = self.endings[form]
        if stem == "трет":
            soft = {"m": "ий", "f": "ья", "n": "ье", "acc": "ью", "pl": "ьи"}.get(form)
            return stem + (soft or "ь" + ending.replace("о", "е", 1).replace("ы", "и"))
        return stem + ("ой" if form == "m" and stem in _STRESSED else ending)

    def form_of_one(self, word: str) -> str:
        if word in _MASCULINE_A:
            return "m"
        if word.endswith(("а", "я", "ость")) or word in _SOFT_FEMININE:
            return "f"
        if word.endswith(("у", "ю")) and len(word) > 3:
            return "acc"
        return "n" if word.endswith(("о", "е", "ё")) and len(word) > 3 else "m"

    def is_feminine_plural(self, word: str) -> bool:
        return word.endswith(("ы", "и", "ые", "ие")) and len(word) > 2

    def counts(self, word: str) -> bool:
        return len(word) > 3 and word.islower() and not re.search(r"(?:[аи]л[аои]?|ет|ит)$", word)

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        if not minute and not second:
            return f"{self.cardinal(hour)} {('час', 'часа', 'часов')[slavic_plural(hour)]}"
        said = f"{self.cardinal(hour)} {'ноль ' if minute < 10 else ''}{self.cardinal(minute)}"
        return self.with_seconds(said, second)

    def roman_form(self, before: str, after: str) -> str:
        if after in _CENTURY:
            return _CENTURY[after]
        if (before == "" and after.endswith("я")) or after in ("мировая", "мировой", "отечественная"):
            return "f" if after.endswith("ая") else "fgen"
        return "m" if after in ("квартал", "этап", "тур", "съезд", "том") else ""

    def extra_rules(self) -> list[Rule]:
        return [
            *super().extra_rules(),
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
            self.hours_rule(),
        ]

    def read_year(self, match: re.Match[str]) -> str:
        written = match["w"]
        form = _YEAR.get(written)
        if form is None:  # г.
            within, after = stands_before(match, "в"), stands_before(match, "с|до|от|около|после")
            form, written = ("pre", "году") if within else ("gen", "года") if after else ("m", "год")
        elif form == "pre" and stands_before(match, "к"):
            form = "dat"
        return f"{self.ordinal(int(match['y']), form)} {written}"

    def _read_span(self, match: re.Match[str]) -> str:
        until = "m" if match["q"] == "по" else "gen"
        return (
            f"{match['p']} {self.ordinal(int(match['a']), 'gen')} {match['q']} {self.ordinal(int(match['b']), until)}"
        )

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
        if not valid_time(hour, minute):
            return None
        said = self.cardinal(hour, "gen")
        if minute:
            return f"{match['p']} {said} {self.cardinal(minute, 'gen')}"
        return f"{match['p']} {said} {'часа' if slavic_plural(hour) == 0 else 'часов'}"
