"""Japanese: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    千 = 千
    万 = 万
    億 = 億
    兆 = 兆
    百万 = 百万
    千万 = 千万
"""
)

UNITS = nouns(
    """
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
    hPa ヘクトパスカル
"""
)

MONEY = currencies(
    """
    ¥,JPY 円 -
    $,US$,USD ドル -
    €,EUR ユーロ -
    £,GBP ポンド -
    ₩ ウォン -
    ₽ ルーブル -
"""
)

SIGNS = pairs(
    """
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
    ※ = 米印
"""
)

ELECTRONIC = pairs(
    """
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
    ~ = チルダ
"""
)
