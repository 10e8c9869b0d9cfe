"""Korean: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    천 = 천
    만 = 만
    억 = 억
    조 = 조
    백만 = 백만
    천만 = 천만
"""
)

UNITS = nouns(
    """
    km 킬로미터
    m 미터
    cm 센티미터
    mm 밀리미터
    kg 킬로그램
    g 그램
    mg 밀리그램
    t 톤
    L,l 리터
    mL,ml 밀리리터
    m/s 초속_미터
    m²,m2,㎡ 제곱미터
    km²,km2,㎢ 제곱킬로미터
    m³,m3 세제곱미터
    ha 헥타르
    % 퍼센트
    %p 퍼센트포인트
    ‰ 퍼밀
    W 와트
    kW 킬로와트
    MW 메가와트
    kWh 킬로와트시
    V 볼트
    Hz 헤르츠
    kHz 킬로헤르츠
    MHz 메가헤르츠
    GHz 기가헤르츠
    KB,kB 킬로바이트
    MB 메가바이트
    GB 기가바이트
    TB 테라바이트
    Mbps 초당_메가비트
    kcal 킬로칼로리
    °F 화씨_도
    ° 도
"""
)

MONEY = currencies(
    """
    $,USD,US$,달러 달러 -
    €,EUR,유로 유로 -
    £,GBP 파운드 -
    ¥,JPY 엔 -
    CNY,위안 위안 -
    ₽ 루블 -
"""
)

SIGNS = pairs(
    """
    @ = 골뱅이
    & = 앤드
    % = 퍼센트
    + = 더하기
    = = 이퀄
    × = 곱하기
    ÷ = 나누기
    ± = 플러스 마이너스
    < = 작다
    > = 크다
    ° = 도
    # = 샵
    € = 유로
    $ = 달러
    £ = 파운드
    ₩ = 원
    ㈜ = 주식회사
    ~ = 에서
    〜 = 부터
    ℃ = 도
    § = 조
"""
)

ELECTRONIC = pairs(
    """
    @ = 골뱅이
    . = 닷
    / = 슬래시
    - = 하이픈
    _ = 언더바
    : = 콜론
    ? = 물음표
    = = 이퀄
    & = 앤드
    % = 퍼센트
    # = 샵
    + = 플러스
    ~ = 물결
"""
)
