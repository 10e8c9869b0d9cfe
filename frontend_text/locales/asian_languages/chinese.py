"""Mandarin: 两 before measure words, years digit by digit, telephone numbers with 幺, per cent before the number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontend_text.locales.asian_languages import chinese_words as words
from frontend_text.locales.asian_languages.shared import DIGITS, EastAsianLocale
from frontend_text.locales.matches import valid_time
from frontend_text.reading.locale import Rule
from frontend_text.reading.tables import pairs

_MEASURE_WORDS = (
    "个 本 只 位 名 次 天 条 张 件 杯 瓶 辆 台 部 座 家 间 块 元 岁 种 对 双 套 把 头 匹 棵 "
    "朵 支 枝 根 篇 首 幅 场 届 层 步 句 点钟 小时 分钟 秒钟 周 星期 倍 口 份 盒 包 袋 箱 碗 "
    "盘 排 队 组 群 批 回 遍 趟 圈 年 人 米 公里 公斤 斤 吨 升 平方米 亩 里 英里 美元 欧元 "
    "英镑 日元 万 亿 千 百分点 国 地 者 方 侧 边 派 代 党 成 顿 节 门 项 类 道 封 匙 滴 片 "
    "粒 颗 枚 所 艘 架 辈"
).split()
_NOT_TWO = re.compile(r"年级|月|号|日|楼|班|室|路|线|区|环|期|级|次方|分之|世纪|年代|年前后|中|成分|点半|人组")
"""Where 2 before what looks like a measure word is 二 all the same."""
_CURRENCIES = pairs("""
    USD = 美元
    CNY = 人民币
    RMB = 人民币
    EUR = 欧元
    JPY = 日元
    GBP = 英镑
    HKD = 港元
    KRW = 韩元
    AUD = 澳元
    CAD = 加元
    CHF = 瑞士法郎
    BTC = 比特币""")


class Chinese(EastAsianLocale):
    """Mandarin in simplified characters."""

    plain_years = False
    minus, plus, to, score_to, per = "负", "加", "到", "比", "每"
    marks = {",": "点", ".": "点"}
    own_alone = frozenset(("telephone", "quarter"))
    phone_cues = r"电话|手机|热线|号码|拨打|致电|传真|联系方式|客服|微信|座机|来电"
    score_cues = r"比分|获胜|战胜|击败|赢|输|负于|平局|比赛|大胜|险胜|进球|决赛"
    scales = words.SCALES
    units = words.UNITS
    money = words.MONEY
    signs = words.SIGNS
    electronic = words.ELECTRONIC

    def cardinal(self, n: int, form: str = "") -> str:
        """form: `两` before measure words."""
        if n == 2 and form == "两":
            return "两"
        if n == 0:
            return "零"
        said, pending = "", False
        for unit, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
            high, n = divmod(n, unit)
            if not high:
                pending = bool(said)
                continue
            if said and (pending or high < 1000):
                said += "零"
            said += self._below_ten_thousand(high, leading=not said) + name
            pending = False
        return said

    @staticmethod
    def _below_ten_thousand(n: int, leading: bool) -> str:
        said, zero = "", False
        for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, n = divmod(n, unit)
            if not digit:
                zero = bool(said)
                continue
            if zero:
                said += "零"
                zero = False
            if digit == 1 and unit == 10 and not said and leading:
                said += name
            else:
                said += ("两" if digit == 2 and unit == 1000 else DIGITS[digit]) + name
        return said

    def year(self, n: int) -> str:
        return self.digits(str(n))

    def part(self, above: int, below: int) -> str | None:
        return f"{self.cardinal(below)}分之{self.cardinal(above)}"

    def mixed(self, whole: int, part: str) -> str:
        return f"{self.cardinal(whole)}又{part}"

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        said = f"{self.cardinal(month)}月{self.cardinal(day or 1)}日"
        return f"{self.year(year)}年{said}" if year else said

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        said = f"{'两' if hour == 2 else self.cardinal(hour)}点"
        if minute:
            said += f"{'零' if minute < 10 else ''}{self.cardinal(minute)}分"
        return f"{said}{self.cardinal(second)}秒" if second else said

    def telephone(self, country: str, groups: Sequence[str]) -> str:
        said = [self.digits(group).replace("一", "幺") for group in groups]
        if country:
            said.insert(0, f"加{self.digits(country).replace('一', '幺')}")
        return "，".join(said)

    def extra_rules(self) -> list[Rule]:
        words = "|".join(sorted(_MEASURE_WORDS, key=len, reverse=True))

        dash = r"\s?[-~–—～〜至到]\s?"
        only_dash = r"\s?[-~–—～〜]\s?"
        left = r"(?<![A-Za-z\d.,/])"
        return [
            self.rule("ordinal", r"(?<![A-Za-z])(?:NO|No)\.?\s?(?P<n>\d{1,4})(?![\d.,])", self._read_ordinal),
            self.rule("telephone", r"(?<![\d.+])1[3-9]\d{9}(?![\d.])", self._read_mobile),
            self.rule(
                "percent",
                rf"(?:(?<![A-Za-z\d)])(?P<s>[-−+]))?(?P<a>{{N}})%?(?:{only_dash}(?P<b>{{N}}))?%",
                self._read_percent,
            ),
            self.rule(
                "measure",
                rf"(?P<a>{{N}})(?:{only_dash}(?P<b>{{N}}))?\s?(?:km/h|公里/小时|千米/小时|公里/时)",
                self._read_speed,
            ),
            self.rule("date", rf"{left}(?P<a>\d{{4}})年?{dash}(?P<b>\d{{4}})年", self._read_years),
            self.rule(
                "date",
                rf"{left}(?:(?P<y>\d{{4}}|\d\d)年)?(?P<m>1[0-2]|0?[1-9])月(?:份)?(?:(?P<d>3[01]|[12]\d|0?[1-9])(?P<k>[日号]))?(?!\d)",
                self._read_date,
            ),
            self.rule("decade", rf"{left}(?P<n>\d0|\d{{3}}0)年代", self._read_decade),
            self.rule("quarter", rf"(?:{left}(?P<y>\d{{4}})年?)?Q(?P<n>[1-4])(?![A-Za-z\d])", self._read_quarter),
            self.rule(
                "date", rf"(?:{left}(?P<y>\d{{4}})|(?<=公元前)(?P<b>\d{{1,4}}))年(?!前|后|级|间的)", self._read_year
            ),
            self.rule(
                "digits",
                r"(?:(?<=编号)|(?<=邮编)|(?<=密码)|(?<=代码)|(?<=单号)|(?<=学号)|(?<=账号)|(?<=卡号)|(?<=验证码)|(?<=尾号)|(?<=QQ)|(?<=微信号))(?P<w>[是为：:]?\s?)(?P<n>\d{3,20})(?![\d.,])",
                self._read_code,
            ),
            self.rule(
                "telephone",
                r"(?<![\d.,:-])(?:110|119|120|122|114|12345|12306|12315|10086|10010|10000)(?![\d.,:-])",
                self._read_service,
            ),
            self.rule(
                "time",
                rf"{left}(?P<h>\d{{1,2}})[点时](?!间)(?:(?P<m>\d{{1,2}})分(?!之|钟))?(?=[^一二三四五六七八九零\d]|$)",
                self._read_clock,
            ),
            self.rule("digits", rf"{left}(?P<n>\d{{3,4}})(?=室|房间|房|路公交|路车|路|班次)", self._read_room),
            self.rule("counter", rf"{left}(?P<n>\d{{1,5}})号", self._read_house),
            self.rule("ordinal", r"第\s?(?P<a>\d{1,4})\s?[-~–—～〜]\s?(?P<b>\d{1,4})(?![\d.,])", self._read_ordinals),
            self.rule(
                "per",
                r"(?<=[元角分])/(?P<w>月|年|天|人|次|斤|公斤|平米|平方米|小时|股|吨|克|kg|件|个|张|位|晚)",
                self._read_per,
            ),
            self.rule("ordinal", r"第\s?(?P<n>\d{1,12})(?![\d.,])", self._read_ordinal),
            self.rule("exchange", r"(?<![A-Za-z])(?P<a>[A-Z]{3})/(?P<b>[A-Z]{3})(?![A-Za-z])", self._read_exchange),
            self.rule("fraction", rf"{left}(?P<b>\d{{1,4}})分之(?P<a>\d{{1,4}})", self._read_parts),
            self.rule(
                "counter",
                rf"{left}(?P<a>\d{{1,4}}){only_dash}(?P<b>\d{{1,4}})(?=\s?(?:{words}))",
                self._read_counted_range,
            ),
            self.rule("counter", rf"{left}(?P<n>2)(?=\s?(?:{words}))", self._read_counted),
            self.rule("cardinal", rf"{left}(?P<a>{{N}})\s?(?P<s>万亿|[万亿]+)(?!\d|元|美元|欧元)", self._read_scaled),
            self.rule("hashtag", r"#(?P<w>[^#\s]{1,30})#", self._read_hashtag),
        ]

    def _read_mobile(self, match: re.Match[str]) -> str:
        number = match[0]
        return self.telephone("", [number[:3], number[3:7], number[7:]])

    def _read_percent(self, match: re.Match[str]) -> str:
        sign = {"-": "负", "−": "负", "+": "正"}.get(match["s"] or "", "")
        said = f"{sign}百分之{self.number(self.parse(match['a']))}"
        return f"{said}到百分之{self.number(self.parse(match['b']))}" if match["b"] else said

    def _read_speed(self, match: re.Match[str]) -> str:
        said = self.number(self.parse(match["a"]))
        if match["b"]:
            said += f"到{self.number(self.parse(match['b']))}"
        return f"{said}公里" if match.string[: match.start()].endswith("时速") else f"每小时{said}公里"

    def _read_date(self, match: re.Match[str]) -> str:
        said = f"{self.digits(match['y'])}年" if match["y"] else ""
        said += f"{self.cardinal(int(match['m']))}月"
        return said + (f"{self.cardinal(int(match['d']))}{match['k']}" if match["d"] else "")

    def _read_year(self, match: re.Match[str]) -> str:
        return f"{self.digits(match['y'] or match['b'])}年"

    def _read_years(self, match: re.Match[str]) -> str:
        return f"{self.digits(match['a'])}到{self.digits(match['b'])}年"

    def _read_decade(self, match: re.Match[str]) -> str:
        n = match["n"]
        return f"{self.cardinal(int(n)) if len(n) == 2 else self.digits(n)}年代"

    def _read_quarter(self, match: re.Match[str]) -> str:
        said = f"第{self.cardinal(int(match['n']))}季度"
        return f"{self.digits(match['y'])}年{said}" if match["y"] else said

    def _read_clock(self, match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["m"] or 0)
        if not valid_time(hour, minute):
            return None
        said = f"{'两' if hour == 2 else self.cardinal(hour)}点"
        return said + (
            f"{'零' if minute < 10 and len(match['m']) == 2 else ''}{self.cardinal(minute)}分" if match["m"] else ""
        )

    def _read_house(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['n']))}号"

    def _read_room(self, match: re.Match[str]) -> str:
        return self.digits(match["n"]).replace("一", "幺")

    def _read_counted(self, match: re.Match[str]) -> str:
        two = (
            match["n"] == "2"
            and not _NOT_TWO.match(match.string, match.end())
            and not re.search("第$", match.string[: match.start()])
        )
        return "两" if two else self.cardinal(int(match["n"]))

    def _read_counted_range(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['a']), '两')}到{self.cardinal(int(match['b']))}"

    def _read_exchange(self, match: re.Match[str]) -> str | None:
        first, second = _CURRENCIES.get(match["a"]), _CURRENCIES.get(match["b"])
        return f"{first}兑{second}" if first and second else None

    def _read_ordinals(self, match: re.Match[str]) -> str:
        return f"第{self.cardinal(int(match['a']))}到{self.cardinal(int(match['b']))}"

    def _read_per(self, match: re.Match[str]) -> str:
        return f"每{'公斤' if match['w'] == 'kg' else match['w']}"

    def _read_ordinal(self, match: re.Match[str]) -> str:
        return f"第{self.cardinal(int(match['n']))}"

    def _read_hashtag(self, match: re.Match[str]) -> str:
        return "话题" + re.sub(r"\d+", lambda digits: self.digits(digits[0]), match["w"])

    def _read_parts(self, match: re.Match[str]) -> str:
        return f"{self.cardinal(int(match['b']))}分之{self.cardinal(int(match['a']))}"

    def _read_code(self, match: re.Match[str]) -> str:
        return self.digits(match["n"])

    def _read_service(self, match: re.Match[str]) -> str | None:
        called = re.search(r"拨|打|电话|报警|热线|急救", match.string[max(0, match.start() - 12) : match.start()])
        return self.digits(match[0]).replace("一", "幺") if called else None

    def _read_scaled(self, match: re.Match[str]) -> str:
        number = self.parse(match["a"])
        return self.number(number, "两") + match["s"]
