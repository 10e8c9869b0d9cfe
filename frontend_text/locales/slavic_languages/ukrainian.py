"""Ukrainian: numbers in gender and case, ordinals with their endings, years, dates, hours, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.matches import stands_before, valid_time
from frontend_text.locales.slavic_languages import ukrainian_words as words
from frontend_text.locales.slavic_languages.east import EastSlavicLocale
from frontend_text.reading.counting import word_after
from frontend_text.reading.locale import Rule

_SUFFIXES = {
    "й": "m", "ий": "m", "ій": "fpre", "а": "f", "я": "f", "е": "n", "є": "n", "го": "gen", "ого": "gen", "м": "ins",
    "му": "pre", "ому": "pre", "у": "acc", "ї": "fgen", "ої": "fgen", "х": "plgen", "их": "plgen",
    "ті": "pl", "і": "pl",
    "тя": "f", "тє": "n", "тій": "fpre", "ту": "acc", "ша": "f", "ше": "n", "га": "f", "ге": "n", "та": "f", "те": "n",
}  # fmt: skip
_CENTURY = {"століття": "n", "столітті": "pre", "століттям": "ins", "століть": "plgen", "ст": "n"}
_YEAR = {"рік": "m", "року": "gen", "році": "pre", "роком": "ins", "роки": "pl", "роках": "plgen", "років": "plgen"}
_REGNAL = {
    "m": (
        "Петро Микола Олександр Павло Іван Людовік Генріх Карл Фрідріх Вільгельм Георг Едуард Річард Філіп Наполеон "
        "Бенедикт Пій Лев Григорій Чарльз Климент Володимир Ярослав Данило Юрій"
    ),
    "f": "Катерина Єлизавета Марія Анна Вікторія",
}
_NOT_NOUNS = frozenset(
    "і й та або а але в у на з зі до від із за для без при о об не ні же би що як це був була було були є проти після "
    "між через по".split()
)
_FEMININE = frozenset("ніч річ область площа подорож розповідь сіль мить осінь тінь честь швидкість".split())


class Ukrainian(EastSlavicLocale):
    """Ukrainian."""

    minus, plus, to, score_to, per = "мінус", "плюс", "до", "", "за"
    marks = {",": "кома", ".": "крапка"}
    spoken_endings = {"ua": "юа", "com": "ком", "org": "орг", "net": "нет", "info": "інфо"}
    letter_names = {"w": "ве"}
    per_units = {"міс": "на місяць", "кг": "за кілограм", "год": "за годину", "шт": "за штуку", "рік": "на рік"}
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
    ordinal_stems = (
        "нульов перш друг трет четверт п'ят шост сьом восьм дев'ят десят одинадцят дванадцят тринадцят чотирнадцят "
        "п'ятнадцят шістнадцят сімнадцят вісімнадцят дев'ятнадцят"
    ).split()
    ordinal_ten_stems = "_ _ двадцят тридцят сороков п'ятдесят шістдесят сімдесят вісімдесят дев'яност".split()
    ordinal_hundred_stems = "_ сот двохсот трьохсот чотирьохсот п'ятисот шестисот семисот восьмисот дев'ятисот".split()
    thousandth = "тисячн"
    endings = {
        "m": "ий", "f": "а", "n": "е", "gen": "ого", "pre": "ому", "ins": "им", "dat": "ому", "acc": "у", "fgen": "ої",
        "fpre": "ій", "pl": "і", "plgen": "их", "plins": "ими",
    }  # fmt: skip
    thousand_begins = "тис"
    one_and_a_half = ("півтора", "півтори")
    whole_names = ("ціла", "цілих")
    part_names = {2: ("одна друга", ""), 3: ("одна третина", "третини"), 4: ("одна чверть", "чверті")}
    part_forms = ("f", "pl", "plgen")
    feminine_genitive_one = "однієї"
    compound_words = {"одного": "одно", "дев'яноста": "дев'яносто", "ста": "сто"}
    compound_thousand = "тисячо"
    compounds = "річн|кратн|денн|годинн|поверхов|відсотков|хвилинн|метров|місячн|тижнев|тисячн|місн|кімнатн"
    century = r"ст\."
    century_in, century_of = "у|в", r"почат\w+|кін\w+|середин\w+|половин\w+|до|від|з|із"
    centuries = (("pre", "столітті"), ("gen", "століття"), ("n", "століття"))
    within = "у|в"
    years_names = {"рр.": ("m", "роки"), "роках": ("pre", "роках"), "років": ("gen", "років"), "роки": ("m", "роки")}
    years_within = ("pre", "роках")
    year_after_date = r"р\.(?=\s|$)|року"
    year_after_day = r"р\.|року"
    year_words = r"роком|року|році|рік|р\."
    of_year = "року"
    named_day = ("сьогодні|це|завтра|вчора", "n")
    second_names = ("секунда", "секунди", "секунд")
    and_word = "і"
    regnal = {name: form for form, names in _REGNAL.items() for name in names.split()}
    numbered = "глава|том|частина|акт|стаття|розділ"
    not_nouns = _NOT_NOUNS
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
    sounds = EastSlavicLocale.sounds + "аеєиіїоуюя"

    def adjective(self, stem: str, form: str) -> str:
        ending = self.endings[form]
        if stem == "трет":
            soft = {"m": "ій", "f": "я", "n": "є", "acc": "ю", "pl": "і", "fpre": "ій"}.get(form)
            return stem + (soft or ending.replace("о", "ьо", 1).replace("и", "і"))
        return stem + ending

    def form_of_one(self, word: str) -> str:
        if (word.endswith(("а", "я")) and not word.endswith("ття")) or word in _FEMININE or word.endswith("ість"):
            return "f"
        if word.endswith(("у", "ю")) and len(word) > 3:
            return "acc"
        return "n" if word.endswith(("о", "е", "є", "ття")) and len(word) > 3 else "m"

    def is_feminine_plural(self, word: str) -> bool:
        masculine = re.search(r"(?:ри|си|ди|ти|ни|ли|ми|би|пи|фи|зи|ви)$", word) and word not in _FEMININE_PLURALS
        return word.endswith(("и", "і", "ї")) and not masculine and word not in _MASCULINE_PLURALS

    def counts(self, word: str) -> bool:
        return len(word) > 2 and word.islower() and word not in _NOT_NOUNS

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        return self.with_seconds(self._hour(hour, minute, "f"), second)

    def _hour(self, hour: int, minute: int, form: str) -> str:
        said = self.ordinal(hour, form) if hour else {"f": "нульова", "fpre": "нульовій", "fgen": "нульової"}[form]
        if minute:
            return f"{said} {'нуль ' if minute < 10 else ''}{self.cardinal(minute)}"
        return f"{said} {'година' if form == 'f' else 'годині' if form == 'fpre' else 'години'}"

    def roman_form(self, before: str, after: str) -> str:
        if after in _CENTURY:
            form = _CENTURY[after]
            return "gen" if form == "n" and before.lower() in ("початку", "кінця", "середини") else form
        if after in ("світова", "республіка", "світової"):
            return "fgen" if after.endswith("ої") else "f"
        return ""

    def extra_rules(self) -> list[Rule]:
        endings = "|".join(sorted(_SUFFIXES, key=len, reverse=True))
        return [
            *super().extra_rules(),
            self.rule("ordinal", rf"{{L}}(?P<n>\d{{1,4}})-(?P<e>{endings})(?!\w)", self._read_ordinal),
            self.rule(
                "time", r"(?i){L}(?P<p>о|об|з|до|від|після|близько)\s(?P<h>\d{1,2}):(?P<m>\d\d)(?!\d)", self._read_hour
            ),
            self.hours_rule(),
        ]

    def read_year(self, match: re.Match[str]) -> str:
        form, written = _YEAR.get(match["w"]), match["w"]
        if form is None:  # р.
            form, written = ("pre", "році") if stands_before(match, "у|в") else ("gen", "року")
        return f"{self.ordinal(int(match['y']), form)} {written}"

    def _read_ordinal(self, match: re.Match[str]) -> str:
        n, suffix = int(match["n"]), match["e"]
        form = _SUFFIXES[suffix]
        if suffix == "й" and word_after(match).endswith("ій"):
            form = "fpre"
        return self.cardinal(n, "gen") if suffix == "х" and n in (2, 3, 4) else self.ordinal(n, form)

    def _read_hour(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["m"])
        form = "fpre" if match["p"].lower() in ("о", "об") else "fgen"
        return f"{match['p']} {self._hour(hour, minute, form)}" if valid_time(hour, minute) else None


_MASCULINE_PLURALS = frozenset(
    "дні тижні місяці рублі гості учні хлопці олівці стільці автомобілі вчителі кінці коні камені "
    "друзі ключі дощі".split()
)
_FEMININE_PLURALS = frozenset(
    "хвилини години секунди сторони машини жінки тварини країни книги гривні кімнати карти квартири задачі сестри "
    "картини людини родини причини лінії групи школи тонни дівчини зірки газети роботи суми "
    "проблеми системи теми".split()
)
