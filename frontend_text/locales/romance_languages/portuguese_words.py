"""Portuguese: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    mil = mil
    milhão = milhão
    milhões = milhões
    mi = milhões
    bilhão = bilhão
    bilhões = bilhões
    bi = bilhões
    trilhões = trilhões
    mil milhões = mil milhões
"""
)

UNITS = nouns(
    """
    km quilômetro|quilômetros m
    m metro|metros m
    cm centímetro|centímetros m
    mm milímetro|milímetros m
    kg,Kg quilo|quilos m
    g grama|gramas m
    mg miligrama|miligramas m
    t tonelada|toneladas f
    l,L litro|litros m
    ml,mL mililitro|mililitros m
    km/h,Km/h quilômetro_por_hora|quilômetros_por_hora m
    m/s metro_por_segundo|metros_por_segundo m
    m²,m2 metro_quadrado|metros_quadrados m
    km²,km2 quilômetro_quadrado|quilômetros_quadrados m
    m³,m3 metro_cúbico|metros_cúbicos m
    ha hectare|hectares m
    °C,ºC,°_C,º_C grau_Celsius|graus_Celsius m
    °F,ºF grau_Fahrenheit|graus_Fahrenheit m
    % por_cento
    ‰ por_mil
    h,hs hora|horas f
    min minuto|minutos m
    s,seg segundo|segundos m
    ms milissegundo|milissegundos m
    W watt|watts m
    kW quilowatt|quilowatts m
    MW megawatt|megawatts m
    kWh quilowatt-hora|quilowatts-hora m
    V volt|volts m
    Hz hertz|hertz m
    kHz quilohertz|quilohertz m
    MHz mega-hertz|mega-hertz m
    GHz giga-hertz|giga-hertz m
    kB,KB kilobyte|kilobytes m
    MB megabyte|megabytes m
    GB gigabyte|gigabytes m
    TB terabyte|terabytes m
    Mbps,Mb/s megabit_por_segundo|megabits_por_segundo m
    kcal quilocaloria|quilocalorias f
    hab. habitante|habitantes m
    °,º grau|graus m
"""
)

MONEY = currencies(
    """
    R$,BRL real|reais m centavo|centavos m
    €,EUR euro|euros m centavo|centavos m
    $,US$,USD dólar|dólares m centavo|centavos m
    £,GBP libra|libras f pêni|pence m
    ¥,JPY iene|ienes m
    CHF franco_suíço|francos_suíços m cêntimo|cêntimos m
    ₽ rublo|rublos m copeque|copeques m
"""
)

ABBREVIATIONS = pairs(
    """
    tel: = telefone:
    séc.# = século
    R. das = rua das
    R. da = rua da
    R. do = rua do
    R. dos = rua dos
    incl. = incluído
    sr. = senhor
    sra. = senhora
    srta. = senhorita
    srs. = senhores
    sras. = senhoras
    dr. = doutor
    dra. = doutora
    D.^ = dom
    Dª = dona
    prof. = professor
    profa. = professora
    prof.ª = professora
    eng. = engenheiro
    Exmo. = excelentíssimo
    V. Exa. = vossa excelência
    pág. = página
    págs. = páginas
    p.# = página
    pp.# = páginas
    n.º = número
    nº = número
    n° = número
    N.º = número
    Nº = número
    núm. = número
    cap. = capítulo
    art. = artigo
    arts. = artigos
    inc.# = inciso
    vol. = volume
    fig. = figura
    ed. = edição
    tel. = telefone
    cel. = celular
    etc. = et cetera
    p. ex. = por exemplo
    aprox. = aproximadamente
    av. = avenida
    r.^ = rua
    R.^ = rua
    al.^ = alameda
    pça. = praça
    pç. = praça
    rod.^ = rodovia
    apto. = apartamento
    ap.# = apartamento
    bl.# = bloco
    esq. = esquina
    a. C. = antes de Cristo
    d. C. = depois de Cristo
    Ltda. = limitada
    S.A. = esse a
    S/A = esse a
    Cia. = companhia
    máx. = máximo
    mín. = mínimo
    vs. = contra
    s/n = sem número
    c/ = com
    p/ = para
    e/ou = e ou
    hab. = habitantes
    obs. = observação
    ref. = referência
    depto. = departamento
    Sto. = santo
    Sta. = santa
    qtd. = quantidade
    seg. = segunda-feira
    ter. = terça-feira
    qua. = quarta-feira
    qui. = quinta-feira
    sex. = sexta-feira
    sáb. = sábado
    dom. = domingo
    jan. = janeiro
    fev. = fevereiro
    abr. = abril
    jun. = junho
    jul. = julho
    ago. = agosto
    set. = setembro
    out. = outubro
    nov. = novembro
    dez. = dezembro
    EUA = Estados Unidos
    E.U.A. = Estados Unidos
"""
)

SIGNS = pairs(
    """
    @ = arroba
    & = e
    % = por cento
    + = mais
    = = igual a
    × = vezes
    ÷ = dividido por
    ± = mais ou menos
    < = menor que
    > = maior que
    ≤ = menor ou igual a
    ≥ = maior ou igual a
    ≈ = aproximadamente
    ° = graus
    # = cerquilha
    € = euros
    $ = dólares
    £ = libras
    ¥ = ienes
    § = parágrafo
    → = seta
"""
)

ELECTRONIC = pairs(
    """
    @ = arroba
    . = ponto
    / = barra
    - = hífen
    _ = sublinhado
    : = dois pontos
    ? = interrogação
    = = igual
    & = e
    % = por cento
    # = cerquilha
    + = mais
    ~ = til
"""
)
