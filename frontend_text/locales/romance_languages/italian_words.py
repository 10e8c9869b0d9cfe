"""Italian: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    mila = mila
    milione = milione
    milioni = milioni
    mln = milioni
    miliardo = miliardo
    miliardi = miliardi
    mld = miliardi
"""
)

UNITS = nouns(
    """
    km chilometro|chilometri m
    m metro|metri m
    cm centimetro|centimetri m
    mm millimetro|millimetri m
    kg,Kg chilo|chili m
    g,gr grammo|grammi m
    mg milligrammo|milligrammi m
    hg etto|etti m
    t tonnellata|tonnellate f
    q quintale|quintali m
    l,L litro|litri m
    ml,mL millilitro|millilitri m
    cl centilitro|centilitri m
    km/h,Km/h chilometro_orario|chilometri_orari m
    m/s metro_al_secondo|metri_al_secondo m
    m²,m2,mq metro_quadrato|metri_quadrati m
    km²,km2,kmq chilometro_quadrato|chilometri_quadrati m
    m³,m3,mc metro_cubo|metri_cubi m
    ha ettaro|ettari m
    °C,ºC,°_C grado_Celsius|gradi_Celsius m
    °F grado_Fahrenheit|gradi_Fahrenheit m
    % per_cento
    ‰ per_mille
    h ora|ore f
    min minuto|minuti m
    s,sec secondo|secondi m
    ms millisecondo|millisecondi m
    W watt|watt m
    kW chilowatt|chilowatt m
    MW megawatt|megawatt m
    kWh chilowattora|chilowattora m
    V volt|volt m
    Hz hertz|hertz m
    kHz chilohertz|chilohertz m
    MHz megahertz|megahertz m
    GHz gigahertz|gigahertz m
    kB,KB kilobyte|kilobyte m
    MB megabyte|megabyte m
    GB gigabyte|gigabyte m
    TB terabyte|terabyte m
    Mb/s,Mbps megabit_al_secondo|megabit_al_secondo m
    kcal chilocaloria|chilocalorie f
    °,º grado|gradi m
"""
)

MONEY = currencies(
    """
    €,EUR,eur euro|euro m centesimo|centesimi m
    $,US$,USD dollaro|dollari m centesimo|centesimi m
    £,GBP sterlina|sterline f penny|penny m
    ¥,JPY yen|yen m
    CHF franco_svizzero|franchi_svizzeri m centesimo|centesimi m
    ₽ rublo|rubli m copeca|copechi m
"""
)

ABBREVIATIONS = pairs(
    """
    tel: = telefono:
    sec.# = secolo
    incl. = inclusa
    escl. = esclusa
    sig. = signor
    sig.ra = signora
    sig.na = signorina
    sigg. = signori
    dott. = dottor
    dott.ssa = dottoressa
    Dr. = dottor
    Dr.ssa = dottoressa
    prof. = professor
    prof.ssa = professoressa
    avv. = avvocato
    ing. = ingegner
    arch. = architetto
    geom. = geometra
    rag. = ragionier
    on. = onorevole
    Gen.^ = generale
    Mons. = monsignor
    S.^ = San
    S.S. = Sua Santità
    p.# = pagina
    pp.# = pagine
    pag. = pagina
    pagg. = pagine
    n.# = numero
    nn.# = numeri
    nr. = numero
    num. = numero
    n°# = numero
    nº# = numero
    N.# = numero
    cap. = capitolo
    capp. = capitoli
    art. = articolo
    artt. = articoli
    vol. = volume
    fig. = figura
    ed. = edizione
    tel. = telefono
    cell. = cellulare
    ecc. = eccetera
    etc. = eccetera
    ca. = circa
    p. es. = per esempio
    ad es. = ad esempio
    es.# = esercizio
    v.le = viale
    V.le = viale
    p.za = piazza
    p.zza = piazza
    P.zza = piazza
    P.za = piazza
    c.so = corso
    C.so = corso
    l.go = largo
    L.go = largo
    loc. = località
    int.# = interno
    a. C. = avanti Cristo
    d. C. = dopo Cristo
    s.p.a. = esse pi a
    S.p.A. = società per azioni
    s.r.l. = società a responsabilità limitata
    S.r.l. = società a responsabilità limitata
    max. = massimo
    min. = minimo
    vs. = contro
    cfr. = confronta
    gent.mo = gentilissimo
    gent.ma = gentilissima
    egr. = egregio
    spett. = spettabile
    c.a. = corrente anno
    u.s. = ultimo scorso
    ab. = abitanti
    rif. = riferimento
    s.n.c. = senza numero civico
    f.lli = fratelli
    F.lli = fratelli
    gg. = giorni
    lun. = lunedì
    mar. = martedì
    mer. = mercoledì
    gio. = giovedì
    ven. = venerdì
    sab. = sabato
    dom. = domenica
    gen. = gennaio
    feb. = febbraio
    sett. = settembre
    ott. = ottobre
    nov. = novembre
    dic. = dicembre
"""
)

SIGNS = pairs(
    """
    @ = chiocciola
    & = e
    % = per cento
    + = più
    = = uguale
    × = per
    ÷ = diviso
    ± = più o meno
    < = minore di
    > = maggiore di
    ≤ = minore o uguale a
    ≥ = maggiore o uguale a
    ≈ = circa
    ° = gradi
    # = cancelletto
    € = euro
    $ = dollari
    £ = sterline
    ¥ = yen
    § = paragrafo
    → = freccia
"""
)

ELECTRONIC = pairs(
    """
    @ = chiocciola
    . = punto
    / = slash
    - = trattino
    _ = trattino basso
    : = due punti
    ? = punto interrogativo
    = = uguale
    & = e
    % = per cento
    # = cancelletto
    + = più
    ~ = tilde
"""
)
