"""Spanish: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    mil = mil
    millón = millón
    millones = millones
    mill. = millones
    M = millones
    billones = billones
    billón = billón
"""
)

UNITS = nouns(
    """
    km kilómetro|kilómetros m
    m,mts metro|metros m
    cm centímetro|centímetros m
    mm milímetro|milímetros m
    kg,Kg,kgs kilogramo|kilogramos m
    g,gr gramo|gramos m
    mg miligramo|miligramos m
    t tonelada|toneladas f
    l,L litro|litros m
    ml,mL mililitro|mililitros m
    cl centilitro|centilitros m
    km/h,Km/h,kph kilómetro_por_hora|kilómetros_por_hora m
    m/s metro_por_segundo|metros_por_segundo m
    m²,m2 metro_cuadrado|metros_cuadrados m
    km²,km2 kilómetro_cuadrado|kilómetros_cuadrados m
    m³,m3 metro_cúbico|metros_cúbicos m
    ha hectárea|hectáreas f
    °C,ºC,°_C,º_C grado_Celsius|grados_Celsius m
    °F,ºF grado_Fahrenheit|grados_Fahrenheit m
    °,º grado|grados m
    % por_ciento
    ‰ por_mil
    h,hs,hrs hora|horas f
    min minuto|minutos m
    s,seg segundo|segundos m
    ms milisegundo|milisegundos m
    W vatio|vatios m
    kW kilovatio|kilovatios m
    MW megavatio|megavatios m
    kWh kilovatio_hora|kilovatios_hora m
    V voltio|voltios m
    Hz hercio|hercios m
    kHz kilohercio|kilohercios m
    MHz megahercio|megahercios m
    GHz gigahercio|gigahercios m
    KB,kB kilobyte|kilobytes m
    MB megabyte|megabytes m
    GB gigabyte|gigabytes m
    TB terabyte|terabytes m
    Mb/s,Mbps megabit_por_segundo|megabits_por_segundo m
    kcal kilocaloría|kilocalorías f
    cal caloría|calorías f
    hab. habitante|habitantes m
"""
)

MONEY = currencies(
    """
    €,EUR,eur euro|euros m céntimo|céntimos m
    $,US$,USD,U$S,u$s,US_$ dólar|dólares m centavo|centavos m
    £,GBP libra|libras f penique|peniques m
    ¥,JPY yen|yenes m
    MXN,MX$,Mex$ peso_mexicano|pesos_mexicanos m centavo|centavos m
    ARS,AR$ peso_argentino|pesos_argentinos m centavo|centavos m
    CLP peso_chileno|pesos_chilenos m
    COP,COL$ peso_colombiano|pesos_colombianos m
    S/,S/. sol|soles m céntimo|céntimos m
    R$ real|reales m centavo|centavos m
    CHF franco_suizo|francos_suizos m céntimo|céntimos m
    ₽ rublo|rublos m kopek|kopeks m
"""
)

ABBREVIATIONS = pairs(
    """
    tel: = teléfono:
    ee. uu. = estados unidos
    C. P. = código postal
    s.# = siglo
    ss.# = siglos
    incl. = incluido
    sr. = señor
    sra. = señora
    srta. = señorita
    sres. = señores
    sras. = señoras
    Dr. = doctor
    Dra. = doctora
    Dres. = doctores
    D.^ = don
    D.ª = doña
    Dña. = doña
    Ud. = usted
    Uds. = ustedes
    Vd. = usted
    prof. = profesor
    profa. = profesora
    lic. = licenciado
    Ing. = ingeniero
    Arq. = arquitecto
    Gral. = general
    Sto. = santo
    Sta. = santa
    pág. = página
    págs. = páginas
    p.# = página
    pp.# = páginas
    núm. = número
    núms. = números
    nro. = número
    n.º = número
    nº = número
    n.°# = número
    n°# = número
    N.° = número
    No.# = número
    cap. = capítulo
    caps. = capítulos
    art. = artículo
    arts. = artículos
    vol. = volumen
    fig. = figura
    ed. = edición
    tel. = teléfono
    tfno. = teléfono
    ext.# = extensión
    aprox. = aproximadamente
    p. ej. = por ejemplo
    etc. = etcétera
    av. = avenida
    avda. = avenida
    c/ = calle
    C.^ = calle
    pza. = plaza
    plza. = plaza
    Pº = paseo
    ctra. = carretera
    esq. = esquina
    dcha. = derecha
    izq. = izquierda
    izda. = izquierda
    dpto. = departamento
    depto. = departamento
    ref. = referencia
    apdo. = apartado
    admón. = administración
    c. p. = código postal
    CP# = código postal
    EE. UU. = Estados Unidos
    EEUU = Estados Unidos
    EE.UU. = Estados Unidos
    S. A. = ese a
    S. L. = ese ele
    a. C. = antes de Cristo
    d. C. = después de Cristo
    máx. = máximo
    mín. = mínimo
    s/n = sin número
    y/o = y o
    vs. = contra
    km.# = kilómetro
    kms = kilómetros
    hab. = habitantes
    Mons. = monseñor
    Excmo. = excelentísimo
    Ilmo. = ilustrísimo
    gob. = gobernador
    pdte. = presidente
    dto. = descuento
    tlf. = teléfono
    atte. = atentamente
    P. D. = posdata
    a. m. = a eme
    p. m. = pe eme
    ej. = ejemplo
    lun. = lunes
    mié. = miércoles
    jue. = jueves
    vie. = viernes
    sáb. = sábado
    dom. = domingo
"""
)

SIGNS = pairs(
    """
    @ = arroba
    & = y
    % = por ciento
    + = más
    = = igual a
    × = por
    ÷ = entre
    ± = más menos
    < = menor que
    > = mayor que
    ≤ = menor o igual que
    ≥ = mayor o igual que
    ≈ = aproximadamente
    ° = grados
    º = grados
    # = almohadilla
    € = euros
    $ = dólares
    £ = libras
    ¥ = yenes
    § = párrafo
    → = flecha
    ™ = marca registrada
    © = copyright
    ® = marca registrada
"""
)

ELECTRONIC = pairs(
    """
    @ = arroba
    . = punto
    / = barra
    - = guion
    _ = guion bajo
    : = dos puntos
    ? = signo de interrogación
    = = igual
    & = y
    % = por ciento
    # = almohadilla
    + = más
    ~ = virgulilla
"""
)
