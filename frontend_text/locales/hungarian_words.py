"""Hungarian: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    ezer = ezer
    millió = millió
    M = millió
    mrd = milliárd
    Mrd = milliárd
    milliárd = milliárd
    billió = billió
"""
)

UNITS = nouns(
    """
    km kilométer
    m méter
    cm centiméter
    mm milliméter
    kg kilogramm
    dkg dekagramm
    g gramm
    mg milligramm
    t tonna
    l,L liter
    dl deciliter
    cl centiliter
    ml,mL milliliter
    km/h,km/ó kilométer_per_óra
    m/s méter_per_szekundum
    m²,m2,nm négyzetméter
    km²,km2 négyzetkilométer
    m³,m3 köbméter
    ha hektár
    °C,ºC,°_C Celsius-fok
    °F Fahrenheit-fok
    % százalék
    ‰ ezrelék
    h óra
    ó óra
    min perc
    p perc
    s,mp másodperc
    ms ezredmásodperc
    W watt
    kW kilowatt
    MW megawatt
    kWh kilowattóra
    V volt
    Hz hertz
    MHz megahertz
    GHz gigahertz
    kB,KB kilobájt
    MB megabájt
    GB gigabájt
    TB terabájt
    Mbit/s megabit_per_másodperc
    kcal kilokalória
    db darab
    fő fő
    LE lóerő
    ° fok
"""
)

MONEY = currencies(
    """
    Ft,HUF forint -
    € euró - cent -
    EUR euró - cent -
    $,US$,USD dollár - cent -
    £,GBP font - penny -
    ¥,JPY jen -
    CHF svájci_frank - rappen -
    ₽ rubel - kopek -
"""
)

ABBREVIATIONS = pairs(
    """
    dr. = doktor
    Dr. = doktor
    ifj. = ifjabb
    id. = idősebb
    özv. = özvegy
    prof. = professzor
    u. = utca
    út. = út
    krt. = körút
    rkp. = rakpart
    ker. = kerület
    em. = emelet
    fsz. = földszint
    hsz. = házszám
    sz.# = szám
    sz. = szám
    kb. = körülbelül
    ill. = illetve
    pl. = például
    stb. = és a többi
    ún. = úgynevezett
    u. n. = úgynevezett
    vö. = vesd össze
    ld. = lásd
    l.# = lásd
    old. = oldal
    fej. = fejezet
    köt. = kötet
    bek. = bekezdés
    §-a = paragrafusa
    tel. = telefon
    max. = maximum
    min. = minimum
    kft. = káefté
    Kft. = káefté
    zrt. = zéerté
    Zrt. = zéerté
    nyrt. = nyéerté
    Nyrt. = nyéerté
    Bt. = bété
    i. e. = időszámításunk előtt
    i. sz. = időszámításunk szerint
    Kr. e. = Krisztus előtt
    Kr. u. = Krisztus után
    évf. = évfolyam
    ált. = általános
    isk. = iskola
    ref. = református
    szept. = szeptember
    okt. = október
    nov. = november
    dec. = december
    jan. = január
    febr. = február
    márc. = március
    ápr. = április
    jún. = június
    júl. = július
    aug. = augusztus
    vs. = kontra
    du. = délután
    de.# = délelőtt
    bp. = Budapest
    Bp. = Budapest
    ún = úgynevezett
"""
)

SIGNS = pairs(
    """
    @ = kukac
    & = és
    % = százalék
    + = plusz
    = = egyenlő
    × = szor
    ÷ = osztva
    ± = plusz-mínusz
    < = kisebb mint
    > = nagyobb mint
    ≤ = kisebb vagy egyenlő mint
    ≥ = nagyobb vagy egyenlő mint
    ≈ = körülbelül
    ° = fok
    # = kettős kereszt
    € = euró
    $ = dollár
    £ = font
    ¥ = jen
    § = paragrafus
    → = nyíl
"""
)

ELECTRONIC = pairs(
    """
    @ = kukac
    . = pont
    / = per
    - = kötőjel
    _ = aláhúzás
    : = kettőspont
    ? = kérdőjel
    = = egyenlő
    & = és
    % = százalék
    # = kettős kereszt
    + = plusz
    ~ = tilde
"""
)
