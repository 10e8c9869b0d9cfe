"""Vietnamese: numbers, dates with ngày, hours with giờ, money, abbreviations."""

from __future__ import annotations

import re

from frontend_text.locales.asian_languages import vietnamese_words as words
from frontend_text.locales.matches import time_of, times_of
from frontend_text.reading.locale import Locale, Rule
from frontend_text.reading.numerals import ROMAN, roman_value

_SMALL = "không một hai ba bốn năm sáu bảy tám chín mười".split()
_BIG = ((10**9, "tỷ"), (10**6, "triệu"), (1000, "nghìn"))
_REGNAL = frozenset("Elizabeth Victoria Louis Napoléon Napoleon Henry Charles Philip Nicholas".split())
_NUMBERED = frozenset("kỷ kỉ chương phần mục khoản lục số thứ đoạn hạng cấp loại quý tập lần khóa".split())
"""Nouns that a Roman number stands after."""
_SINO_VIETNAMESE = {1: "nhất", 2: "nhị", 3: "tam", 4: "tứ", 5: "ngũ"}


class Vietnamese(Locale):
    """Vietnamese, as in the north."""

    divides_by_one = True
    minus, plus, to, score_to, per = "âm", "cộng", "đến", "", "trên"
    metre_and = ""
    marks = {",": "phẩy", ".": "chấm"}
    phone_cues = r"gọi|gọi số|số|điện thoại|đt|đt\.|sđt|tel|hotline|di động|liên hệ|zalo|fax"
    date_cues = r"ngày|hôm|từ|đến|sáng|chiều|tối|thứ hai|thứ ba|thứ tư|thứ năm|thứ sáu|thứ bảy|chủ nhật"
    score_cues = r"tỷ số|tỉ số|thắng|thua|hòa|trận|bàn|kết quả|chung kết"
    hours = r"h|giờ"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    abbreviations = words.ABBREVIATIONS
    signs = words.SIGNS
    electronic = words.ELECTRONIC

    def cardinal(self, n: int, form: str = "") -> str:
        words: list[str] = []
        for unit, name in _BIG:
            high, n = divmod(n, unit)
            if high:
                words.append(f"{self.cardinal(high) if high > 999 else self._below_thousand(high, False)} {name}")
        if n or not words:
            words.append(self._below_thousand(n, bool(words)))
        return " ".join(words)

    def _below_thousand(self, n: int, after: bool) -> str:
        """after: whether thousands came before, so that a small number is joined by linh."""
        if n >= 100:
            hundreds, rest = divmod(n, 100)
            said = f"{_SMALL[hundreds]} trăm"
            if not rest:
                return said
            return f"{said} {'linh ' if rest < 10 else ''}{self._below_thousand(rest, False)}"
        if n <= 10:
            return f"linh {_SMALL[n]}" if after and n < 10 else _SMALL[n]
        tens, ones = divmod(n, 10)
        said = "mười" if tens == 1 else f"{_SMALL[tens]} mươi"
        if not ones:
            return said
        last = (
            "lăm"
            if ones == 5
            else "mốt"
            if ones == 1 and tens > 1
            else "tư"
            if ones == 4 and tens > 1
            else _SMALL[ones]
        )
        return f"{said} {last}"

    def ordinal(self, n: int, form: str = "") -> str:
        return {1: "nhất", 4: "tư"}.get(n, self.cardinal(n))

    def decimals(self, digits: str) -> str:
        return self.digits(digits)

    def counts(self, word: str) -> bool:
        return bool(word) and word not in ("và", "trước", "cho", "để", "trong", "là", "ở")

    def part(self, above: int, below: int) -> str | None:
        return f"{self.cardinal(above)} phần {'tư' if below == 4 else self.cardinal(below)}"

    def _month(self, n: int) -> str:
        return "tư" if n == 4 else self.cardinal(n)

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = "" if re.search(r"(?:ngày|mùng|mồng)\s$", context, re.IGNORECASE) else "ngày "
        said += f"{self.cardinal(day or 1)} tháng {self._month(month)}"
        return f"{said} năm {self.cardinal(year)}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = f"{self.cardinal(hour)} giờ"
        if minute:
            said += f" {self.cardinal(minute)} phút"
        return f"{said} {self.cardinal(second)} giây" if second else said

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        if before in _REGNAL:
            return f"đệ {_SINO_VIETNAMESE[n]}" if n in _SINO_VIETNAMESE else self.cardinal(n)
        return self.cardinal(n) if before.lower() in _NUMBERED else super().roman(n, numeral, before, after)

    def extra_rules(self) -> list[Rule]:
        return [
            self.rule(
                "time",
                r"{L}(?P<h>\d{1,2})[hg](?P<m>\d\d)?\s?[-–]\s?(?P<i>\d{1,2})[hg](?P<n>\d\d)?{R}",
                self._read_hours,
            ),
            self.rule("time", r"{L}(?P<h>\d{1,2})[hg](?P<m>\d\d)?{R}", self._read_hour),
            self.rule("date", r"(?i){L}tháng\s(?P<m>\d{1,2})/(?P<y>\d{4})(?!\d)", self._read_month_year),
            self.rule("date", r"(?i){L}(?P<w>tháng)\s(?P<m>\d{1,2})(?![\d/.,])", self._read_month),
            self.rule("date", rf"(?i){{L}}quý\s(?P<n>[1-4]|{ROMAN})(?:/(?P<y>\d{{4}}))?(?!\w)", self._read_quarter),
            self.rule("ordinal", r"(?i){L}(?P<w>thứ)\s(?P<n>\d{1,4})(?![\d.,])", self._read_ordinal),
            self.rule("address", r"(?<=số )(?P<n>\d{1,4}(?:/\d{1,4}){1,3})(?![\d/])", self._read_address),
            self.rule("money", r"{L}(?P<a>\d{1,3})tr(?P<r>\d{1,3}){R}", self._read_thousands),
        ]

    def _read_hour(self, match: re.Match[str]) -> str | None:
        return time_of(match, self)

    def _read_hours(self, match: re.Match[str]) -> str:
        return self.time_range(*times_of(match, self, named=True))

    def _read_month_year(self, match: re.Match[str]) -> str | None:
        month = int(match["m"])
        return f"tháng {self._month(month)} năm {self.cardinal(int(match['y']))}" if 1 <= month <= 12 else None

    def _read_month(self, match: re.Match[str]) -> str:
        return f"{match['w']} {self._month(int(match['m']))}"

    def _read_quarter(self, match: re.Match[str]) -> str:
        n = int(match["n"]) if match["n"].isdigit() else roman_value(match["n"])
        said = f"quý {self._month(n)}"
        return f"{said} năm {self.cardinal(int(match['y']))}" if match["y"] else said

    def _read_ordinal(self, match: re.Match[str]) -> str:
        return f"{match['w']} {self.ordinal(int(match['n']))}"

    def _read_address(self, match: re.Match[str]) -> str:
        return " trên ".join(self.cardinal(int(part)) for part in match["n"].split("/"))

    def _read_thousands(self, match: re.Match[str]) -> str:
        rest = int(match["r"])
        return f"{self.cardinal(int(match['a']))} triệu {self.cardinal(rest)}{' trăm nghìn' if rest < 10 else ' nghìn'}"
