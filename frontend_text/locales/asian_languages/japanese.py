"""Japanese: kanji numerals that Open JTalk reads with their counters; telephone numbers, scores, units, addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontend_text.locales.asian_languages import japanese_words as words
from frontend_text.locales.asian_languages.shared import DIGITS, EastAsianLocale
from frontend_text.reading.calendar_shapes import valid_day
from frontend_text.reading.locale import Rule

_KANA = "ゼロ イチ ニ サン ヨン ゴ ロク ナナ ハチ キュウ".split()


class Japanese(EastAsianLocale):
    """Japanese."""

    minus, plus, to, score_to, per = "マイナス", "プラス", "から", "対", "毎"
    marks = {",": "点", ".": "点"}
    own_alone = frozenset(("telephone",))
    phone_cues = r"電話番号は|電話番号|電話は|電話|携帯|フリーダイヤル|番号は|TEL|Tel|ファックス|FAX|内線"
    score_cues = r"勝|敗|負け|引き分け|試合|スコア|決勝|得点|下した|破っ"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    signs = words.SIGNS
    electronic = words.ELECTRONIC

    def cardinal(self, n: int, form: str = "") -> str:
        if n == 0:
            return "零"
        said = ""
        for unit, name in ((10**12, "兆"), (10**8, "億"), (10**4, "万"), (1, "")):
            high, n = divmod(n, unit)
            if high:
                said += self._below_ten_thousand(high, bool(name)) + name
        return said

    @staticmethod
    def _below_ten_thousand(n: int, group: bool) -> str:
        """group: whether 万 or more follows, where one thousand is 一千."""
        said = ""
        for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, n = divmod(n, unit)
            if digit:
                one = digit == 1 and unit > 1 and not (group and unit == 1000)
                said += ("" if one else DIGITS[digit]) + name
        return said

    def part(self, above: int, below: int) -> str | None:
        return f"{self.cardinal(below)}分の{self.cardinal(above)}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole)}と{part}"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{self.cardinal(month)}月{self.cardinal(day or 1)}日"
        return f"{self.cardinal(year)}年{said}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = f"{self.cardinal(hour)}時"
        if minute:
            said += f"{self.cardinal(minute)}分"
        return f"{said}{self.cardinal(second)}秒" if second else said

    def score(self, first: int, second: int) -> str:
        between = "タイ" if first % 10 == 1 else "対"  # 一対 would be read as "a pair"
        return f"{self.cardinal(first)}{between}{self.cardinal(second)}"

    def telephone(self, country: str, groups: Sequence[str]) -> str:
        said = [self.spelled(group) for group in groups]
        if country:
            said.insert(0, f"プラス{self.spelled(country)}")
        return "の".join(said)

    @staticmethod
    def spelled(digits: str) -> str:
        """Digits one by one, in kana: kanji in a row would be read as a number."""
        return "".join(_KANA[int(digit)] for digit in digits)

    def extra_rules(self) -> list[Rule]:
        left = r"(?<![A-Za-z\d.,:/-])"
        dash = r"\s?[-~–—～〜]\s?"
        return [
            self.rule("post", r"〒\s?(?P<a>\d{3})-(?P<b>\d{4})", self._read_post),
            self.rule("digits", r"(?<![\d-])\d{4}(?:[- ]\d{4}){3}(?![\d-])", self._read_card),
            self.rule("digits", rf"{left}0\d{{1,9}}(?![\d.,:/年月日時分(-])", self._read_code),
            self.rule("date", r"[(（][月火水木金土日](?:[・~〜～-][月火水木金土日祝])?[)）]", self._read_weekday),
            self.rule(
                "date",
                rf"{left}(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})(?=\s?[(（](?:月|火|水|木|金|土|日)|に|から|まで|の(?!確率|人))",
                self._read_short_date,
            ),
            self.rule("date", rf"{left}(?P<a>\d{{4}}){dash}(?P<b>\d{{4}})年(?!代|度|予)", self._read_years),
            self.rule(
                "measure",
                rf"(?:(?<![A-Za-z\d)])(?P<s>[-−+]))?(?P<a>{{N}})(?:{dash}(?P<b>{{N}}))?\s?(?:℃|°\s?C|度(?=[CＣ]))",
                self._read_temperature,
            ),
            self.rule("measure", r"(?P<a>{N})\s?(?P<u>km/h|㎞/h|m/s)", self._read_speed),
            self.rule("number", r"(?:No\.?|№)\s?(?P<n>\d{1,5})(?!\d)", self._read_number),
            self.rule("quarter", r"(?<![A-Za-z])Q(?P<n>[1-4])(?![A-Za-z\d])", self._read_quarter),
            self.rule("address", r"(?<=[\u3400-\u9fff])\d{1,3}-\d{1,3}(?:-\d{1,4})?(?![\d-])", self._read_address),
        ]

    def _read_temperature(self, match: re.Match[str]) -> str:
        sign = {"-": "マイナス", "−": "マイナス", "+": "プラス"}.get(match["s"] or "", "")
        said = sign + self.number(self.parse(match["a"]))
        if match["b"]:
            said += "から" + self.number(self.parse(match["b"]))
        return f"{said}度"

    def _read_speed(self, match: re.Match[str]) -> str:
        said = self.number(self.parse(match["a"]))
        spoken = "キロメートル" if match["u"] in ("km/h", "㎞/h") else "メートル"
        prefix = "時速" if spoken[0] == "キ" else "秒速"
        before = match.string[: match.start()]
        if before.endswith(("風速", "風速は")):
            return f"{said}{spoken}{'毎時' if prefix == '時速' else ''}"
        return f"{'' if before.endswith(prefix) else prefix}{said}{spoken}"

    def _read_post(self, match: re.Match[str]) -> str:
        return f"郵便番号{self.spelled(match['a'])}の{self.spelled(match['b'])}"

    def _read_weekday(self, match: re.Match[str]) -> str:
        days = [day for day in re.findall("[月火水木金土日祝]", match[0])]
        spoken = ["祝日" if day == "祝" else f"{day}曜日" for day in days]
        return ("から" if re.search("[~〜～-]", match[0]) else "").join(spoken)

    def _read_short_date(self, match: re.Match[str]) -> str | None:
        month, day = int(match["m"]), int(match["d"])
        return f"{self.cardinal(month)}月{self.cardinal(day)}日" if valid_day(day, month) else None

    def _read_number(self, match: re.Match[str]) -> str:
        return f"ナンバー{self.cardinal(int(match['n']))}"

    def _read_card(self, match: re.Match[str]) -> str:
        return "、".join(self.spelled(group) for group in re.findall(r"\d+", match[0]))

    def _read_years(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['a']))}年から{self.cardinal(int(match['b']))}年"

    def _read_code(self, match: re.Match[str]) -> str:
        return self.spelled(match[0])

    def _read_quarter(self, match: re.Match[str]) -> str:
        return f"第{self.cardinal(int(match['n']))}四半期"

    def _read_address(self, match: re.Match[str]) -> str | None:
        if not re.search("[都道府県市区町村]|住所|丁目", match.string[max(0, match.start() - 20) : match.start()]):
            return None
        return "の".join(self.cardinal(int(part)) for part in match[0].split("-"))

    def late_rules(self) -> list[Rule]:
        return [self.rule("range", r"\s?[~〜～](?=\s?[^\s。、!?！？])", lambda match: "から")]
