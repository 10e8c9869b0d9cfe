"""Turkish: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    bin = bin
    milyon = milyon
    mn = milyon
    mln = milyon
    milyar = milyar
    mlr = milyar
    trilyon = trilyon
"""
)

UNITS = nouns(
    """
    km kilometre
    m metre
    cm santimetre
    mm milimetre
    kg kilogram
    g,gr gram
    mg miligram
    t ton
    L,lt,l litre
    ml,mL mililitre
    km/h,km/sa kilometre_bölü_saat
    m/s metre_bölü_saniye
    m²,m2 metrekare
    km²,km2 kilometrekare
    m³,m3 metreküp
    ha hektar
    °C,ºC,°_C derece
    °F Fahrenhayt_derece
    ° derece
    sa,sa. saat
    dk,dk. dakika
    sn,sn. saniye
    ms milisaniye
    W vat
    kW kilovat
    MW megavat
    kWh kilovatsaat
    V volt
    Hz hertz
    MHz megahertz
    GHz gigahertz
    KB,kB kilobayt
    MB megabayt
    GB gigabayt
    TB terabayt
    kcal kilokalori
"""
)

MONEY = currencies(
    """
    ₺,TL,TRY lira - kuruş -
    €,EUR,avro euro - sent -
    $,USD,US$ dolar - sent -
    £,GBP sterlin - peni -
    ¥ yen -
    ₽ ruble - kopek -
"""
)

ABBREVIATIONS = pairs(
    """
    Dr. = Doktor
    Prof. = Profesör
    Doç. = Doçent
    Yrd. = Yardımcı
    Av. = Avukat
    Sn. = Sayın
    Hz. = Hazreti
    Mah. = Mahallesi
    Cad. = Caddesi
    Cd. = Caddesi
    Sok. = Sokak
    Sk. = Sokak
    Blv. = Bulvarı
    Apt. = Apartmanı
    No: = numara
    No.# = numara
    no:# = numara
    D: = daire
    Kat: = kat
    Tel. = telefon
    tel. = telefon
    Tel: = telefon
    sf. = sayfa
    s.# = sayfa
    bkz. = bakınız
    vb. = ve benzeri
    vs. = vesaire
    vd. = ve diğerleri
    örn. = örneğin
    yy. = yüzyıl
    yak. = yaklaşık
    M.Ö. = milattan önce
    M.S. = milattan sonra
    MÖ = milattan önce
    MS# = milattan sonra
    maks. = maksimum
    min. = minimum
    Şti. = şirketi
    Ltd. = limitet
    A.Ş. = anonim şirketi
    T.C. = Türkiye Cumhuriyeti
    TL = lira
    KDV = ka de ve
    Alb. = Albay
    Gen.^ = General
    age. = adı geçen eser
    böl. = bölüm
    md.# = madde
    Pzt. = pazartesi
    Sal. = salı
    Çar. = çarşamba
    Per. = perşembe
    Cum. = cuma
"""
)

SIGNS = pairs(
    """
    @ = et
    & = ve
    % = yüzde
    + = artı
    = = eşittir
    × = çarpı
    ÷ = bölü
    ± = artı eksi
    < = küçüktür
    > = büyüktür
    ≤ = küçük eşittir
    ≥ = büyük eşittir
    ≈ = yaklaşık
    ° = derece
    # = diyez
    € = euro
    $ = dolar
    £ = sterlin
    ₺ = lira
    § = paragraf
    → = ok
"""
)

ELECTRONIC = pairs(
    """
    @ = et
    . = nokta
    / = bölü
    - = tire
    _ = alt tire
    : = iki nokta
    ? = soru işareti
    = = eşittir
    & = ve
    % = yüzde
    # = diyez
    + = artı
    ~ = tilde
"""
)
