"""French: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    mille = mille
    million = million
    millions = millions
    milliard = milliard
    milliards = milliards
    Md = milliards
    Mds = milliards
    M = millions
    k = mille
"""
)

UNITS = nouns(
    """
    km kilomètre|kilomètres m
    m mètre|mètres m
    cm centimètre|centimètres m
    mm millimètre|millimètres m
    kg,Kg kilo|kilos m
    g gramme|grammes m
    mg milligramme|milligrammes m
    t tonne|tonnes f
    l,L litre|litres m
    ml,mL millilitre|millilitres m
    cl,cL centilitre|centilitres m
    km/h,Km/h kilomètre_heure|kilomètres_heure m
    m/s mètre_par_seconde|mètres_par_seconde m
    m²,m2 mètre_carré|mètres_carrés m
    km²,km2 kilomètre_carré|kilomètres_carrés m
    m³,m3 mètre_cube|mètres_cubes m
    ha hectare|hectares m
    °C,ºC,°_C degré_Celsius|degrés_Celsius m
    °F degré_Fahrenheit|degrés_Fahrenheit m
    % pour_cent
    ‰ pour_mille
    h heure|heures f
    min,mn minute|minutes f
    s,sec seconde|secondes f
    ms milliseconde|millisecondes f
    W watt|watts m
    kW kilowatt|kilowatts m
    MW mégawatt|mégawatts m
    kWh kilowattheure|kilowattheures m
    V volt|volts m
    Hz hertz|hertz m
    kHz kilohertz|kilohertz m
    MHz mégahertz|mégahertz m
    GHz gigahertz|gigahertz m
    ko,kB kilooctet|kilooctets m
    Mo,MB mégaoctet|mégaoctets m
    Go,GB gigaoctet|gigaoctets m
    To,TB téraoctet|téraoctets m
    Mb/s,Mbit/s mégabit_par_seconde|mégabits_par_seconde m
    kcal kilocalorie|kilocalories f
    hab. habitant|habitants m
    ° degré|degrés m
"""
)

MONEY = currencies(
    """
    €,EUR euro|euros m centime|centimes m
    $,US$,USD dollar|dollars m cent|cents m
    $_CA,CAD,$CA dollar_canadien|dollars_canadiens m cent|cents m
    £,GBP livre|livres f penny|pence m
    ¥,JPY yen|yens m
    CHF franc_suisse|francs_suisses m centime|centimes m
    FCFA,XOF franc_CFA|francs_CFA m
    F,FF franc|francs m centime|centimes m
    ₽ rouble|roubles m kopeck|kopecks m
"""
)

ABBREVIATIONS = pairs(
    """
    tel : = téléphone :
    tel: = téléphone :
    M. le = monsieur le
    M. et = monsieur et
    s.# = siècle
    M.^ = monsieur
    M. et = monsieur et
    MM.^ = messieurs
    Mme = madame
    Mme. = madame
    Mmes = mesdames
    Mlle = mademoiselle
    Mlles = mesdemoiselles
    Dr = docteur
    Dr. = docteur
    Dre = docteure
    Pr^ = professeur
    Pr. = professeur
    Me^ = maître
    Mgr = monseigneur
    St = saint
    Ste = sainte
    p.# = page
    pp.# = pages
    n°# = numéro
    nº# = numéro
    N°# = numéro
    n°s = numéros
    nos# = numéros
    no.# = numéro
    chap. = chapitre
    art. = article
    vol. = volume
    fig. = figure
    éd. = édition
    t.# = tome
    al.# = alinéa
    tél. = téléphone
    env. = environ
    etc. = et cetera
    p. ex. = par exemple
    c.-à-d. = c'est-à-dire
    càd = c'est-à-dire
    av.# = avant
    av. J.-C. = avant Jésus-Christ
    apr. J.-C. = après Jésus-Christ
    av.^ = avenue
    av. = avenue
    bd. = boulevard
    bd^ = boulevard
    boul. = boulevard
    bld = boulevard
    pl.^ = place
    r.^ = rue
    imp.^ = impasse
    rte = route
    fg = faubourg
    apt. = appartement
    appt. = appartement
    bât. = bâtiment
    ét.# = étage
    max. = maximum
    min. = minimum
    cf. = confer
    vs = contre
    vs. = contre
    RDV = rendez-vous
    rdv = rendez-vous
    svp = s'il vous plaît
    SVP = s'il vous plaît
    s.v.p. = s'il vous plaît
    hab. = habitants
    St-^ = saint-
    Ste-^ = sainte-
    ap. = après
    janv. = janvier
    févr. = février
    avr. = avril
    juil. = juillet
    sept. = septembre
    oct. = octobre
    nov. = novembre
    déc. = décembre
    lun. = lundi
    mar. = mardi
    mer. = mercredi
    jeu. = jeudi
    ven. = vendredi
    sam. = samedi
    dim. = dimanche
    réf. = référence
    dép. = départ
    arr. = arrondissement
    qqch. = quelque chose
    qqn = quelqu'un
    resp. = respectivement
    Cie = compagnie
    min# = minutes
    Éts = établissements
    dpt = département
"""
)

SIGNS = pairs(
    """
    @ = arobase
    & = et
    % = pour cent
    + = plus
    = = égale
    × = fois
    ÷ = divisé par
    ± = plus ou moins
    < = inférieur à
    > = supérieur à
    ≤ = inférieur ou égal à
    ≥ = supérieur ou égal à
    ≈ = environ
    ° = degrés
    # = dièse
    € = euros
    $ = dollars
    £ = livres
    ¥ = yens
    § = paragraphe
    → = flèche
"""
)

ELECTRONIC = pairs(
    """
    @ = arobase
    . = point
    / = barre oblique
    - = tiret
    _ = tiret bas
    : = deux points
    ? = point d'interrogation
    = = égale
    & = et
    % = pour cent
    # = dièse
    + = plus
    ~ = tilde
"""
)
