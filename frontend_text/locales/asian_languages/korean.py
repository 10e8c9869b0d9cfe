"""Korean: native numerals before counters, Chinese ones elsewhere, dates, hours, telephone numbers, money."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontend_text.locales.asian_languages import korean_words as words
from frontend_text.reading.locale import Locale, Rule
from frontend_text.reading.numerals import Number

_DIGITS = "영 일 이 삼 사 오 육 칠 팔 구".split()
_NATIVE = "_ 한 두 세 네 다섯 여섯 일곱 여덟 아홉".split()
_NATIVE_TENS = "_ 열 스물 서른 마흔 쉰 예순 일흔 여든 아흔".split()
_COUNTERS = (
    "번째 마리 사람 시간 송이 켤레 그루 자루 가지 군데 그릇 조각 바퀴 살 개 명 권 잔 병 대 채 벌 장 달 척 "
    "곳 쌍 통 줄 판 팀 배 차례 가족 끼 마디 바늘 박스 상자 봉지 포기 다발 방울 모금 숟갈 컵 번"
).split()
"""Counters that native numerals stand before, as far as 99."""
_NO_COUNTER = (
    r"개월|개년|개국|개소|번지|번호|번대|번\s?(?:버스|출구|홈|문제|국도|방|승강장|게이트|노선|타자|선수|채널|좌석|"
    r"테이블|고객|차선)|장\s?제|배럴|명령|통신|판결|달러|줄이|권한|채널|팀장|잔여"
)
"""What begins like a counter and is none: months, numbered things."""


class Korean(Locale):
    """Korean."""

    divides_by_one = True
    decimal = "."
    blank_groups = False
    joins_suffixes = True
    left = r"(?<![A-Za-z\d_])(?<!\d[.,])"
    right = r"(?![A-Za-z\d_])"
    minus, plus, to, score_to, per = "마이너스", "플러스", "에서", "대", "당"
    marks = {",": "점", ".": "점"}
    phone_cues = r"전화번호는|전화번호|전화는|전화|휴대폰은|휴대폰|핸드폰|연락처는|연락처|번호는|번호|문의|팩스|tel"
    score_cues = r"이겼|졌|승리|패배|무승부|스코어|경기|비겼|골|점수|결승"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    signs = words.SIGNS
    electronic = words.ELECTRONIC

    def cardinal(self, n: int, form: str = "") -> str:
        """form: `native` before counters."""
        if form == "native" and 0 < n < 100:
            return self._native(n)
        if n == 0:
            return "영"
        said = ""
        for unit, name in ((10**12, "조"), (10**8, "억"), (10**4, "만"), (1, "")):
            high, n = divmod(n, unit)
            if high:
                said += ("" if high == 1 and unit == 10**4 and not said else self._below_ten_thousand(high)) + name
        return said

    @staticmethod
    def _below_ten_thousand(n: int) -> str:
        said = ""
        for unit, name in ((1000, "천"), (100, "백"), (10, "십"), (1, "")):
            digit, n = divmod(n, unit)
            if digit:
                said += ("" if digit == 1 and unit > 1 else _DIGITS[digit]) + name
        return said

    @staticmethod
    def _native(n: int) -> str:
        if n == 20:
            return "스무"
        tens, ones = divmod(n, 10)
        return (_NATIVE_TENS[tens] if tens else "") + (_NATIVE[ones] if ones else "")

    def ordinal(self, n: int, form: str = "") -> str:
        return "첫번째" if n == 1 else f"{self.cardinal(n, 'native')}번째"

    def digits(self, digits: str) -> str:
        return "".join(_DIGITS[int(digit)] for digit in digits)

    def number(self, number: Number, form: str = "") -> str:
        if number.code:
            return self.digits(number.code).replace("영", "공")
        said = self.cardinal(number.whole, "" if number.decimals else form)
        return f"{said}점{self.digits(number.decimals)}" if number.decimals else said

    def counts(self, word: str) -> bool:
        return bool(word)

    def range(self, first: str, second: str) -> str:
        return f"{first}에서 {second}"

    def year_range(self, first: int, second: int) -> str:
        return f"{self.cardinal(first)}에서 {self.cardinal(second)}"

    def time_range(self, first: str, second: str) -> str:
        return f"{first}부터 {second}"

    def score(self, first: int, second: int) -> str:
        return f"{self.cardinal(first)} 대 {self.cardinal(second)}"

    def part(self, above: int, below: int) -> str | None:
        return f"{self.cardinal(below)}분의 {self.cardinal(above)}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole)}과 {part}"

    @staticmethod
    def month(n: int) -> str:
        """A month: June and October lose a sound."""
        return {6: "유월", 10: "시월"}.get(n) or f"{Korean().cardinal(n)}월"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{self.month(month)} {self.cardinal(day or 1)}일"
        return f"{self.cardinal(year)}년 {said}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = f"{self._native(hour) if 1 <= hour <= 12 else self.cardinal(hour)}시"
        if minute:
            said += f" {self.cardinal(minute)}분"
        return f"{said} {self.cardinal(second)}초" if second else said

    def telephone(self, country: str, groups: Sequence[str]) -> str:
        said = [self.digits(group).replace("영", "공") for group in groups]
        if country:
            said.insert(0, f"국가번호 {self.digits(country).replace('영', '공')}")
        return ", ".join(said)

    def with_suffix(self, said: str, suffix: str) -> str:
        """A particle in the form that the last sound asks for."""
        particle = _PARTICLE.match(suffix)
        if not particle or not "\uac00" <= said[-1] <= "\ud7a3":
            return said + suffix
        final = (ord(said[-1]) - 0xAC00) % 28
        for closed, opened in _PARTICLES:
            if particle[0] in (closed, opened):
                vowel = not final or (closed == "으로" and final == 8)
                return said + (opened if vowel else closed) + suffix[particle.end() :]
        return said + suffix

    def extra_rules(self) -> list[Rule]:
        counters = f"(?!{_NO_COUNTER})(?:{'|'.join(_COUNTERS)})"
        dash = r"\s?[-~〜–]\s?"
        return [
            self.rule(
                "date",
                r"{L}(?:(?P<m>\d{1,2})월\s?)?(?P<a>\d{1,2})\s?(?P<s>[~〜])\s?(?P<b>\d{1,2})일"
                r"(?:\((?P<v>[월화수목금토일])[~〜](?P<w>[월화수목금토일])\))?",
                self._read_days,
            ),
            self.rule(
                "date",
                r"{L}(?:6\.25|3\.1|4\.19|5\.18|8\.15)(?=\s?(?:전쟁|운동|혁명|절|광복|민주|사변|사태))",
                self._read_day,
            ),
            self.rule(
                "telephone", r"{L}(?:112|114|119|120|131)(?=번|(?:에|로)\s?(?:신고|전화|연락|걸))", self._read_service
            ),
            self.rule("digits", r"{L}\d{4}(?:-\d{4}){3}{R}", self._read_card),
            self.rule(
                "date",
                r"{L}(?:(?P<y>\d{2,4})년\s?)?(?P<m>\d{1,2})월(?:\s?(?P<d>\d{1,2})일(?:\s?\((?P<w>[월화수목금토일])\))?)?(?P<until>\s?[~〜](?=\s?\d))?",
                self._read_date,
            ),
            self.rule("date", r"{L}(?P<d>\d{1,2})일\s?\((?P<w>[월화수목금토일])\)", self._read_weekday),
            self.rule("date", r"{L}(?P<a>\d{2,4})년?\s?[-~〜–]\s?(?P<b>\d{2,4})년(?P<t>대)?", self._read_years),
            self.rule("date", r"{L}(?P<y>\d{2,4})년(?P<t>대)?", self._read_year),
            self.rule(
                "time", r"{L}(?P<h>\d{1,2})시(?!간)(?:\s?(?P<m>\d{1,2})분(?:\s?(?P<s>\d{1,2})초)?)?", self._read_clock
            ),
            self.rule(
                "measure",
                rf"(?:(?<![\w)])(?P<s>[-−]))?{{L}}(?P<a>{{N}})(?:{dash}(?P<b>{{N}}))?\s?(?:℃|°\s?C|도(?!로|시|착|전))",
                self._read_temperature,
            ),
            self.rule("measure", r"{L}(?P<a>{N})\s?(?:km/h|㎞/h)", self._read_speed),
            self.rule(
                "money",
                rf"(?:₩\s?|KRW\s?)(?P<a>{{N}})(?P<s>[만억조천]*)(?:{dash}₩?(?P<b>{{N}})(?P<s2>[만억조천]*))?(?:원)?",
                self._read_won,
            ),
            self.rule(
                "money",
                rf"{{L}}(?P<a>{{N}})(?P<s>[만억조천]*)(?:{dash}(?P<b>{{N}})(?P<s2>[만억조천]*))?\s?원(?!인|칙|래|본|서)",
                self._read_won,
            ),
            self.rule("fraction", r"{L}(?P<b>\d{1,4})분의\s?(?P<a>\d{1,4})", self._read_fraction),
            self.rule("ordinal", r"제\s?(?P<n>\d{1,4})(?!\d|[.,]\d)", self._read_place),
            self.rule(
                "counter",
                rf"{{L}}(?P<a>\d{{1,3}}(?:,\d{{3}})*)(?:{dash}(?P<b>\d{{1,2}}))?\s?(?P<c>{counters})",
                self._read_counted,
            ),
            self.rule("cardinal", r"{L}(?P<a>{N})(?P<s>[만억조천]+)", self._read_scaled),
        ]

    def _read_days(self, match: re.Match[str]) -> str:
        said = f"{self.month(int(match['m']))} " if match["m"] and 1 <= int(match["m"]) <= 12 else ""
        said += f"{self.cardinal(int(match['a']))}{'에서' if match['s'] == '~' else ' 부터'} "
        said += f"{self.cardinal(int(match['b']))}일"
        return f"{said} {match['v']}요일부터{match['w']}요일" if match["v"] else said

    def _read_weekday(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['d']))}일 {match['w']}요일"

    def _read_years(self, match: re.Match[str]) -> str:
        first, second = self.cardinal(int(match["a"])), self.cardinal(int(match["b"]))
        until = " 부터" if "〜" in match[0] else "년에서"
        return f"{first}{until} {second}년{match['t'] or ''}"

    def _read_date(self, match: re.Match[str]) -> str:
        said = [f"{self.cardinal(int(match['y']))}년"] if match["y"] else []
        said.append(
            self.month(int(match["m"])) if 1 <= int(match["m"]) <= 12 else f"{self.cardinal(int(match['m']))}월"
        )
        if match["d"]:
            said.append(f"{self.cardinal(int(match['d']))}일")
        if match["w"]:
            said.append(f"{match['w']}요일")
        return " ".join(said) + (" 부터" if match["until"] else "")

    def _read_year(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['y']))}년{match['t'] or ''}"

    def _read_temperature(self, match: re.Match[str]) -> str:
        said = self.number(self.parse(match["a"]))
        if match["b"]:
            said = self.range(said, self.number(self.parse(match["b"])))
        return f"영하 {said} 도" if match["s"] else f"{said} 도"

    def _read_speed(self, match: re.Match[str]) -> str:
        said = self.number(self.parse(match["a"]))
        prefix = "" if match.string[max(0, match.start() - 3) : match.start()].strip().endswith("시속") else "시속 "
        return f"{prefix}{said} 킬로미터"

    def _read_won(self, match: re.Match[str]) -> str:
        number = self.number(self.parse(match["a"])) + (match["s"] or "")
        if match["b"]:
            number = f"{number}에서 {self.number(self.parse(match['b']))}{match['s2'] or ''}"
        return f"{number} 원"

    def _read_clock(self, match: re.Match[str]) -> str:
        hour = int(match["h"])
        said = f"{self._native(hour) if 1 <= hour <= 12 else self.cardinal(hour)}시"
        if match["m"]:
            said += f" {self.cardinal(int(match['m']))}분"
        return said + (f" {self.cardinal(int(match['s']))}초" if match["s"] else "")

    def _read_day(self, match: re.Match[str]) -> str:
        return self.digits(match[0].replace(".", ""))

    def _read_service(self, match: re.Match[str]) -> str:
        return self.telephone("", [match[0]])

    def _read_counted(self, match: re.Match[str]) -> str:
        a, b, counter = match["a"].replace(",", ""), match["b"], match["c"]
        first = self.cardinal(int(a), "native")
        if counter == "번째":
            return self.ordinal(int(a))
        if b:
            return f"{first} {counter}에서 {self.cardinal(int(b), 'native')} {counter}"
        return f"{first} {counter}"

    def _read_place(self, match: re.Match[str]) -> str:
        return f"제{self.cardinal(int(match['n']))}"

    def _read_scaled(self, match: re.Match[str]) -> str:
        return self.number(self.parse(match["a"])) + match["s"]

    def _read_card(self, match: re.Match[str]) -> str:
        return ", ".join(self.digits(group) for group in re.findall(r"\d+", match[0]))

    def _read_fraction(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['b']))}분의 {self.cardinal(int(match['a']))}"


_PARTICLES = (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("으로", "로"))
"""Particles after a closed and after an open syllable."""
_PARTICLE = re.compile(r"(?:은|는|이|가|을|를|과|와|으로|로)(?![\uac00-\ud7a3])")
