"""Swedish: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    tusen = tusen
    miljon = miljon
    miljoner = miljoner
    mn = miljoner
    milj. = miljoner
    miljard = miljard
    miljarder = miljarder
    md = miljarder
    mdr = miljarder
"""
)

UNITS = nouns(
    """
    km kilometer|kilometer c
    mil mil|mil c
    m meter|meter c
    dm decimeter|decimeter c
    cm centimeter|centimeter c
    mm millimeter|millimeter c
    kg kilo|kilo n
    hg hekto|hekto n
    g gram|gram n
    mg milligram|milligram n
    t ton|ton n
    l,L liter|liter c
    dl deciliter|deciliter c
    cl centiliter|centiliter c
    ml,mL milliliter|milliliter c
    km/h,km/tim kilometer_i_timmen|kilometer_i_timmen c
    m/s meter_per_sekund|meter_per_sekund c
    m²,m2,kvm kvadratmeter|kvadratmeter c
    km²,km2 kvadratkilometer|kvadratkilometer c
    m³,m3 kubikmeter|kubikmeter c
    ha hektar|hektar n
    °C,ºC,°_C grad_Celsius|grader_Celsius c
    °F grad_Fahrenheit|grader_Fahrenheit c
    % procent|procent c
    ‰ promille|promille c
    h,tim timme|timmar c
    min minut|minuter c
    s,sek sekund|sekunder c
    ms millisekund|millisekunder c
    W watt|watt c
    kW kilowatt|kilowatt c
    MW megawatt|megawatt c
    kWh kilowattimme|kilowattimmar c
    V volt|volt c
    Hz hertz|hertz c
    MHz megahertz|megahertz c
    GHz gigahertz|gigahertz c
    kB,KB kilobyte|kilobyte c
    MB megabyte|megabyte c
    GB gigabyte|gigabyte c
    TB terabyte|terabyte c
    Mbit/s megabit_per_sekund|megabit_per_sekund c
    kcal kilokalori|kilokalorier c
    hk hästkraft|hästkrafter c
    st. styck|stycken n
    ° grad|grader c
"""
)

MONEY = currencies(
    """
    kr,kr.,SEK,:- krona|kronor c öre|öre n
    kronor krona|kronor c öre|öre n
    €,EUR euro|euro c cent|cent c
    $,US$,USD dollar|dollar c cent|cent c
    £,GBP pund|pund n penny|pence c
    ¥,JPY yen|yen c
    CHF schweizisk_franc|schweiziska_franc c rappen|rappen c
    ₽ rubel|rubel c kopek|kopek c
"""
)

ABBREVIATIONS = pairs(
    """
    s:t = sankt
    t. ex. = till exempel
    t ex = till exempel
    bl. a. = bland annat
    bl a = bland annat
    dvs. = det vill säga
    d. v. s. = det vill säga
    dvs = det vill säga
    m. m. = med mera
    m. fl. = med flera
    o. s. v. = och så vidare
    osv. = och så vidare
    osv = och så vidare
    o. d. = och dylikt
    p. g. a. = på grund av
    pga. = på grund av
    pga = på grund av
    f. d. = före detta
    s. k. = så kallade
    fr. o. m. = från och med
    t. o. m. = till och med
    f. n. = för närvarande
    e. d. = eller dylikt
    etc. = et cetera
    ca = cirka
    ca. = cirka
    c:a = cirka
    nr# = nummer
    nr. = nummer
    s.# = sidan
    sid. = sidan
    kap. = kapitel
    fig. = figur
    tel. = telefon
    tel# = telefon
    tfn. = telefon
    dr. = doktor
    prof. = professor
    ing. = ingenjör
    fr. = fru
    hr. = herr
    S:t = Sankt
    S:ta = Sankta
    inkl. = inklusive
    exkl. = exklusive
    resp. = respektive
    max. = max
    min. = minst
    jfr. = jämför
    ev. = eventuellt
    forts. = fortsättning
    f. Kr. = före Kristus
    e. Kr. = efter Kristus
    f.m. = förmiddag
    e.m. = eftermiddag
    kl.# = klockan
    kl# = klockan
    kl. = klockan
    st.# = stycken
    milj. = miljoner
    mkt = mycket
    obs. = observera
    tr.# = trappor
    avd. = avdelning
    v.# = vecka
    mån. = måndag
    tis. = tisdag
    ons. = onsdag
    tors. = torsdag
    fre. = fredag
    lör. = lördag
    sön. = söndag
    jan. = januari
    feb. = februari
    apr. = april
    aug. = augusti
    sept. = september
    okt. = oktober
    nov. = november
    dec. = december
"""
)

SIGNS = pairs(
    """
    @ = snabel-a
    & = och
    % = procent
    + = plus
    = = är lika med
    × = gånger
    ÷ = delat med
    ± = plus minus
    < = mindre än
    > = större än
    ≤ = mindre än eller lika med
    ≥ = större än eller lika med
    ≈ = ungefär
    ° = grader
    # = nummertecken
    € = euro
    $ = dollar
    £ = pund
    ¥ = yen
    § = paragraf
    → = pil
"""
)

ELECTRONIC = pairs(
    """
    @ = snabel-a
    . = punkt
    / = snedstreck
    - = bindestreck
    _ = understreck
    : = kolon
    ? = frågetecken
    = = lika med
    & = och
    % = procent
    # = nummertecken
    + = plus
    ~ = tilde
"""
)
