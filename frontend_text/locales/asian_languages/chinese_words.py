"""Chinese: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    万 = 万
    亿 = 亿
    万亿 = 万亿
    千万 = 千万
    百万 = 百万
    千亿 = 千亿
    百亿 = 百亿
"""
)

UNITS = nouns(
    """
    km 公里 两
    m 米 两
    cm 厘米 两
    mm 毫米 两
    kg 公斤 两
    g 克 两
    mg 毫克 两
    t 吨 两
    L,l 升 两
    mL,ml 毫升 两
    m/s 米每秒 两
    m²,m2,㎡ 平方米 两
    km²,km2 平方公里 两
    m³,m3 立方米 两
    ha 公顷 两
    ℃,°C,°_C,ºC 摄氏度
    °F,℉ 华氏度
    ° 度
    W 瓦
    kW 千瓦
    MW 兆瓦
    kWh 千瓦时
    V 伏
    A 安
    Hz 赫兹
    kHz 千赫
    MHz 兆赫
    GHz 吉赫
    mAh 毫安时
    ms 毫秒
    min 分钟
    h 小时
    kcal 千卡
    Mbps 兆比特每秒
"""
)

MONEY = currencies(
    """
    ¥,CN¥,RMB,CNY 元 两
    $,US$,USD 美元 两
    €,EUR 欧元 两
    £,GBP 英镑 两
    HK$,HKD 港元 两
    NT$ 新台币 两
    JPY 日元 两
    ₩,KRW 韩元 两
    ₽ 卢布 两
"""
)

SIGNS = pairs(
    """
    @ = 艾特
    & = 和
    % = 百分之
    + = 加
    = = 等于
    × = 乘
    ÷ = 除以
    ± = 正负
    < = 小于
    > = 大于
    ≤ = 小于等于
    ≥ = 大于等于
    ≈ = 约等于
    ° = 度
    € = 欧元
    $ = 美元
    £ = 英镑
    ℃ = 摄氏度
    № = 号
"""
)

ELECTRONIC = pairs(
    """
    @ = 艾特
    . = 点
    / = 斜杠
    - = 杠
    _ = 下划线
    : = 冒号
    ? = 问号
    = = 等于
    & = 和
    % = 百分号
    # = 井号
    + = 加
    ~ = 波浪号
"""
)
