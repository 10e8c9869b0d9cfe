"""Vietnamese: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    nghìn = nghìn
    ngàn = ngàn
    k = nghìn
    K = nghìn
    triệu = triệu
    tr = triệu
    tỷ = tỷ
    tỉ = tỉ
"""
)

UNITS = nouns(
    """
    km ki_lô_mét
    m mét
    cm xăng_ti_mét
    mm mi_li_mét
    kg ki_lô_gam
    g gam
    mg mi_li_gam
    t tấn
    l,L lít
    ml,mL mi_li_lít
    km/h,km/giờ ki_lô_mét_trên_giờ
    m/s mét_trên_giây
    m²,m2 mét_vuông
    km²,km2 ki_lô_mét_vuông
    m³,m3 mét_khối
    ha héc_ta
    °C,ºC,°_C độ_C
    °F độ_F
    ° độ
    % phần_trăm
    ‰ phần_nghìn
    W,w oát
    kW ki_lô_oát
    MW mê_ga_oát
    kWh ki_lô_oát_giờ
    V,v vôn
    Hz héc
    MHz mê_ga_héc
    GHz gi_ga_héc
    KB,kB ki_lô_bai
    MB,mb mê_ga_bai
    GB,gb gi_ga_bai
    TB,tb tê_ra_bai
    Mbps mê_ga_bít_trên_giây
    kcal ki_lô_ca_lo
    s giây
"""
)

MONEY = currencies(
    """
    ₫,đ,VND,VNĐ,vnđ đồng -
    $,USD,US$,đô đô_la - xu -
    €,EUR ơ_rô - xu -
    £,GBP bảng_Anh - xu -
    ¥,JPY yên_Nhật -
    ₽ rúp -
"""
)

ABBREVIATIONS = pairs(
    """
    TP.HCM = Thành phố Hồ Chí Minh
    TP. HCM = Thành phố Hồ Chí Minh
    TPHCM = Thành phố Hồ Chí Minh
    Tp.HCM = Thành phố Hồ Chí Minh
    TP. = Thành phố
    Tp. = Thành phố
    tp. = thành phố
    Q.# = quận
    Q.^ = quận
    P.# = phường
    P.^ = phường
    H.^ = huyện
    TX.^ = thị xã
    Đ.^ = đường
    TS. = tiến sĩ
    ThS. = thạc sĩ
    GS. = giáo sư
    PGS. = phó giáo sư
    GS.TS. = giáo sư tiến sĩ
    PGS.TS. = phó giáo sư tiến sĩ
    PGS.TS = phó giáo sư tiến sĩ
    GS.TS = giáo sư tiến sĩ
    BS. = bác sĩ
    KS. = kỹ sư
    LS. = luật sư
    v.v. = vân vân
    v.v... = vân vân
    v.v = vân vân
    vd. = ví dụ
    VD: = ví dụ
    tr.# = trang
    ĐT: = điện thoại
    ĐT. = điện thoại
    SĐT: = số điện thoại
    Tel: = điện thoại
    TCN = trước Công nguyên
    SCN = sau Công nguyên
    UBND = ủy ban nhân dân
    St.^ = Thánh
"""
)

SIGNS = pairs(
    """
    @ = a còng
    & = và
    % = phần trăm
    + = cộng
    = = bằng
    × = nhân
    ÷ = chia
    ± = cộng trừ
    < = nhỏ hơn
    > = lớn hơn
    ≤ = nhỏ hơn hoặc bằng
    ≥ = lớn hơn hoặc bằng
    ≈ = xấp xỉ
    ° = độ
    # = thăng
    € = ơ rô
    $ = đô la
    £ = bảng Anh
    ₫ = đồng
    § = mục
"""
)

ELECTRONIC = pairs(
    """
    @ = a còng
    . = chấm
    / = gạch chéo
    - = gạch ngang
    _ = gạch dưới
    : = hai chấm
    ? = dấu hỏi
    = = bằng
    & = và
    % = phần trăm
    # = thăng
    + = cộng
    ~ = dấu ngã
"""
)
