"""Dutch: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    duizend = duizend
    miljoen = miljoen
    mln. = miljoen
    mln = miljoen
    miljard = miljard
    mld. = miljard
    mld = miljard
    biljoen = biljoen
"""
)

UNITS = nouns(
    """
    km kilometer|kilometer
    m meter|meter
    cm centimeter|centimeter
    mm millimeter|millimeter
    kg kilo|kilo
    g,gr gram|gram
    mg milligram|milligram
    t ton|ton
    l,L liter|liter
    ml,mL milliliter|milliliter
    dl deciliter|deciliter
    km/u,km/h kilometer_per_uur|kilometer_per_uur
    m/s meter_per_seconde|meter_per_seconde
    m²,m2 vierkante_meter|vierkante_meter
    km²,km2 vierkante_kilometer|vierkante_kilometer
    m³,m3 kubieke_meter|kubieke_meter
    ha hectare|hectare
    °C,ºC,°_C graad_Celsius|graden_Celsius
    °F graad_Fahrenheit|graden_Fahrenheit
    % procent|procent
    ‰ promille|promille
    u uur|uur
    min minuut|minuten
    s,sec seconde|seconden
    ms milliseconde|milliseconden
    W watt|watt
    kW kilowatt|kilowatt
    MW megawatt|megawatt
    kWh kilowattuur|kilowattuur
    V volt|volt
    Hz hertz|hertz
    MHz megahertz|megahertz
    GHz gigahertz|gigahertz
    kB,KB kilobyte|kilobyte
    MB megabyte|megabyte
    GB gigabyte|gigabyte
    TB terabyte|terabyte
    Mbps,Mb/s megabit_per_seconde|megabit_per_seconde
    kcal kilocalorie|kilocalorieën
    pk pk|pk
    ° graad|graden
"""
)

MONEY = currencies(
    """
    €,EUR,euro euro|euro - cent|cent -
    $,US$,USD dollar|dollar - cent|cent -
    £,GBP pond|pond - penny|pence -
    ¥,JPY yen|yen -
    CHF Zwitserse_frank|Zwitserse_frank - rappen|rappen -
    ₽ roebel|roebel - kopeke|kopeken -
"""
)

ABBREVIATIONS = pairs(
    """
    dhr. = de heer
    mw. = mevrouw
    mevr. = mevrouw
    dr. = dokter
    drs. = doctorandus
    ir. = ingenieur
    ing. = ingenieur
    prof. = professor
    mr. = meester
    ds. = dominee
    St.^ = Sint
    nr. = nummer
    nrs. = nummers
    no.# = nummer
    blz. = bladzijde
    pag. = pagina
    p.# = pagina
    hfst. = hoofdstuk
    art. = artikel
    fig. = figuur
    dl.# = deel
    vol.# = volume
    afb. = afbeelding
    tel. = telefoon
    str. = straat
    bijv. = bijvoorbeeld
    bv. = bijvoorbeeld
    b.v. = bijvoorbeeld
    d.w.z. = dat wil zeggen
    o.a. = onder andere
    o.m. = onder meer
    enz. = enzovoort
    etc. = et cetera
    m.b.t. = met betrekking tot
    i.p.v. = in plaats van
    i.v.m. = in verband met
    t.o.v. = ten opzichte van
    t.a.v. = ter attentie van
    n.a.v. = naar aanleiding van
    m.a.w. = met andere woorden
    a.u.b. = alstublieft
    s.v.p. = alstublieft
    z.s.m. = zo spoedig mogelijk
    t/m = tot en met
    jl. = jongstleden
    a.s. = aanstaande
    m.i. = mijns inziens
    v.Chr. = voor Christus
    n.Chr. = na Christus
    v. Chr. = voor Christus
    n. Chr. = na Christus
    ca. = circa
    incl. = inclusief
    excl. = exclusief
    evt. = eventueel
    max. = maximaal
    min. = minimaal
    m.u.v. = met uitzondering van
    resp. = respectievelijk
    zgn. = zogenaamd
    i.t.t. = in tegenstelling tot
    vgl. = vergelijk
    btw = btw
    mln. = miljoen
    mld. = miljard
    geb. = geboren
    gem. = gemiddeld
    ong. = ongeveer
    afd. = afdeling
    vs. = tegen
    ma. = maandag
    di. = dinsdag
    wo. = woensdag
    do. = donderdag
    vr. = vrijdag
    za. = zaterdag
    zo.# = zondag
    jan. = januari
    feb. = februari
    mrt. = maart
    apr. = april
    aug. = augustus
    sept. = september
    okt. = oktober
    nov. = november
    dec. = december
"""
)

SIGNS = pairs(
    """
    @ = apenstaartje
    & = en
    % = procent
    + = plus
    = = is
    × = keer
    ÷ = gedeeld door
    ± = plus min
    < = kleiner dan
    > = groter dan
    ≤ = kleiner dan of gelijk aan
    ≥ = groter dan of gelijk aan
    ≈ = ongeveer
    ° = graden
    # = hekje
    € = euro
    $ = dollar
    £ = pond
    ¥ = yen
    § = paragraaf
    → = pijl
"""
)

ELECTRONIC = pairs(
    """
    @ = apenstaartje
    . = punt
    / = slash
    - = streepje
    _ = laag streepje
    : = dubbele punt
    ? = vraagteken
    = = is
    & = en
    % = procent
    # = hekje
    + = plus
    ~ = tilde
"""
)
