"""Japanese: kanji numerals that Open JTalk reads with their counters; telephone numbers, scores, units, addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontend_text.locales.east_asian import DIGITS, EastAsianLocale
from frontend_text.reading.locale import Rule, currencies, nouns, pairs

_KANA = "ゼロ いち に さん よん ご ろく なな はち きゅう".split()


class Japanese(EastAsianLocale):
    """Japanese."""

    minus, plus, to, score_to, per = "マイナス", "プラス", "から", "対", "毎"
    marks = {",": "点", ".": "点"}
    own_alone = frozenset(("telephone",))
    phone_cues = r"電話番号は|電話番号|電話は|電話|携帯|フリーダイヤル|番号は|TEL|Tel|ファックス|FAX|内線"
    score_cues = r"勝|敗|負け|引き分け|試合|スコア|決勝|得点|下した|破っ"
    scales = pairs("""
        千 = 千
        万 = 万
        億 = 億
        兆 = 兆
        百万 = 百万
        千万 = 千万""")
    units = nouns("""
        km,㎞ キロメートル
        m メートル
        cm,㎝ センチメートル
        mm,㎜ ミリメートル
        kg,㎏ キログラム
        g グラム
        mg ミリグラム
        t トン
        L,l リットル
        mL,ml,㎖ ミリリットル
        m²,m2,㎡ 平方メートル
        km²,km2 平方キロメートル
        m³,m3 立方メートル
        ha ヘクタール
        °F 度
        ° 度
        % パーセント
        ‰ パーミル
        W ワット
        kW キロワット
        MW メガワット
        kWh キロワット時
        V ボルト
        A アンペア
        Hz ヘルツ
        kHz キロヘルツ
        MHz メガヘルツ
        GHz ギガヘルツ
        KB,kB キロバイト
        MB メガバイト
        GB ギガバイト
        TB テラバイト
        Mbps メガビーピーエス
        kcal キロカロリー
        ms ミリ秒
        hPa ヘクトパスカル""")
    money = currencies("""
        ¥,JPY 円 -
        $,US$,USD ドル -
        €,EUR ユーロ -
        £,GBP ポンド -
        ₩ ウォン -
        ₽ ルーブル -""")
    signs = pairs("""
        @ = アットマーク
        & = アンド
        % = パーセント
        + = プラス
        = = イコール
        × = かける
        ÷ = 割る
        ± = プラスマイナス
        < = 小なり
        > = 大なり
        ° = 度
        # = シャープ
        € = ユーロ
        $ = ドル
        £ = ポンド
        ℃ = 度
        〒 = 郵便番号
        № = ナンバー
        ㈱ = 株式会社
        → = 矢印
        ※ = 米印""")
    electronic = pairs("""
        @ = アットマーク
        . = ドット
        / = スラッシュ
        - = ハイフン
        _ = アンダーバー
        : = コロン
        ? = クエスチョンマーク
        = = イコール
        & = アンド
        % = パーセント
        # = シャープ
        + = プラス
        ~ = チルダ""")

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

    def ordinal(self, n: int, form: str = "") -> str:
        return f"第{self.cardinal(n)}"

    def fraction(self, above: int, below: int) -> str | None:
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

    def telephone(self, country: str, groups: Sequence[str]) -> str:
        said = [self.spelled(group) for group in groups]
        if country:
            said.insert(0, f"プラス{self.spelled(country)}")
        return "の".join(said)

    @staticmethod
    def spelled(digits: str) -> str:
        """Digits one by one, in kana: kanji in a row would be read as a number."""
        return "".join(_KANA[int(digit)] for digit in digits)

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        return self.cardinal(n) if len(numeral) > 1 and set(numeral) <= set("IVX") and n < 40 else None

    def extra_rules(self) -> list[Rule]:
        def temperature(match: re.Match[str]) -> str:
            sign = {"-": "マイナス", "−": "マイナス", "+": "プラス"}.get(match["s"] or "", "")
            said = sign + self.number(self.parse(match["a"]))
            if match["b"]:
                said += "から" + self.number(self.parse(match["b"]))
            return f"{said}度"

        def speed(match: re.Match[str]) -> str:
            said = self.number(self.parse(match["a"]))
            spoken = "キロメートル" if match["u"] in ("km/h", "㎞/h") else "メートル"
            prefix = "時速" if spoken[0] == "キ" else "秒速"
            before = match.string[: match.start()]
            if before.endswith(("風速", "風速は")):
                return f"{said}{spoken}{'毎時' if prefix == '時速' else ''}"
            return f"{'' if before.endswith(prefix) else prefix}{said}{spoken}"

        def post(match: re.Match[str]) -> str:
            return f"郵便番号{self.spelled(match['a'])}の{self.spelled(match['b'])}"

        def weekday(match: re.Match[str]) -> str:
            days = [day for day in re.findall("[月火水木金土日祝]", match[0])]
            spoken = ["祝日" if day == "祝" else f"{day}曜日" for day in days]
            return ("から" if re.search("[~〜～-]", match[0]) else "").join(spoken)

        def short_date(match: re.Match[str]) -> str | None:
            month, day = int(match["m"]), int(match["d"])
            return f"{self.cardinal(month)}月{self.cardinal(day)}日" if 1 <= month <= 12 and 1 <= day <= 31 else None

        def number(match: re.Match[str]) -> str:
            return f"ナンバー{self.cardinal(int(match['n']))}"

        def card(match: re.Match[str]) -> str:
            return "、".join(self.spelled(group) for group in re.findall(r"\d+", match[0]))

        def years(match: re.Match[str]) -> str:
            return f"{self.cardinal(int(match['a']))}年から{self.cardinal(int(match['b']))}年"

        def code(match: re.Match[str]) -> str:
            return self.spelled(match[0])

        def quarter(match: re.Match[str]) -> str:
            return f"第{self.cardinal(int(match['n']))}四半期"

        def address(match: re.Match[str]) -> str | None:
            if not re.search("[都道府県市区町村]|住所|丁目", match.string[max(0, match.start() - 20) : match.start()]):
                return None
            return "の".join(self.cardinal(int(part)) for part in match[0].split("-"))

        left = r"(?<![A-Za-z\d.,:/-])"
        dash = r"\s?[-~–—～〜]\s?"
        return [
            self.rule("post", r"〒\s?(?P<a>\d{3})-(?P<b>\d{4})", post),
            self.rule("digits", r"(?<![\d-])\d{4}(?:[- ]\d{4}){3}(?![\d-])", card),
            self.rule("digits", rf"{left}0\d{{1,9}}(?![\d.,:/年月日時分-])", code),
            self.rule("date", r"[(（][月火水木金土日](?:[・~〜～-][月火水木金土日祝])?[)）]", weekday),
            self.rule("date", rf"{left}(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})(?=\s?[(（](?:月|火|水|木|金|土|日)|に|から|まで|の(?!確率|人))", short_date),
            self.rule("date", rf"{left}(?P<a>\d{{4}}){dash}(?P<b>\d{{4}})年(?!代|度|予)", years),
            self.rule("measure", rf"(?:(?<![\w)])(?P<s>[-−+]))?(?P<a>{{N}})(?:{dash}(?P<b>{{N}}))?\s?(?:℃|°\s?C|度(?=[CＣ]))", temperature),
            self.rule("measure", r"(?P<a>{N})\s?(?P<u>km/h|㎞/h|m/s)", speed),
            self.rule("number", r"(?:No\.?|№)\s?(?P<n>\d{1,5})(?!\d)", number),
            self.rule("quarter", r"(?<![A-Za-z])Q(?P<n>[1-4])(?![A-Za-z\d])", quarter),
            self.rule("address", r"(?<=[\u3400-\u9fff])\d{1,3}-\d{1,3}(?:-\d{1,4})?(?![\d-])", address),
        ]

    def late_rules(self) -> list[Rule]:
        return [self.rule("range", r"\s?[~〜～](?=\s?\d)", lambda match: "から")]
