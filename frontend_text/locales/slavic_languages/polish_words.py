"""Polish: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    tysięcy = tysięcy
    tysiące = tysiące
    tys. = tysiąc|tysiące|tysięcy|tysiąca
    milion = milion
    miliony = miliony
    milionów = milionów
    mln = milion|miliony|milionów|miliona
    miliard = miliard
    miliardy = miliardy
    miliardów = miliardów
    mld = miliard|miliardy|miliardów|miliarda
    bln = bilion|biliony|bilionów|biliona
"""
)

UNITS = nouns(
    """
    km kilometr|kilometry|kilometrów|kilometra m
    m metr|metry|metrów|metra m
    cm centymetr|centymetry|centymetrów|centymetra m
    mm milimetr|milimetry|milimetrów|milimetra m
    kg kilogram|kilogramy|kilogramów|kilograma m
    dag,dkg dekagram|dekagramy|dekagramów|dekagrama m
    g gram|gramy|gramów|grama m
    mg miligram|miligramy|miligramów|miligrama m
    t tona|tony|ton|tony f
    l,L litr|litry|litrów|litra m
    ml,mL mililitr|mililitry|mililitrów|mililitra m
    km/h,km/godz. kilometr_na_godzinę|kilometry_na_godzinę|kilometrów_na_godzinę|kilometra_na_godzinę m
    m/s metr_na_sekundę|metry_na_sekundę|metrów_na_sekundę|metra_na_sekundę m
    m²,m2 metr_kwadratowy|metry_kwadratowe|metrów_kwadratowych|metra_kwadratowego m
    km²,km2 kilometr_kwadratowy|kilometry_kwadratowe|kilometrów_kwadratowych|kilometra_kwadratowego m
    m³,m3 metr_sześcienny|metry_sześcienne|metrów_sześciennych|metra_sześciennego m
    ha hektar|hektary|hektarów|hektara m
    °C,ºC,°_C stopień_Celsjusza|stopnie_Celsjusza|stopni_Celsjusza|stopnia_Celsjusza m
    °F stopień_Fahrenheita|stopnie_Fahrenheita|stopni_Fahrenheita|stopnia_Fahrenheita m
    ° stopień|stopnie|stopni|stopnia m
    % procent|procent|procent|procent m
    ‰ promil|promile|promili|promila m
    godz.,godz,h godzina|godziny|godzin|godziny f
    min,min. minuta|minuty|minut|minuty f
    s,sek. sekunda|sekundy|sekund|sekundy f
    ms milisekunda|milisekundy|milisekund|milisekundy f
    W wat|waty|watów|wata m
    kW kilowat|kilowaty|kilowatów|kilowata m
    MW megawat|megawaty|megawatów|megawata m
    kWh kilowatogodzina|kilowatogodziny|kilowatogodzin|kilowatogodziny f
    V wolt|wolty|woltów|wolta m
    Hz herc|herce|herców|herca m
    MHz megaherc|megaherce|megaherców|megaherca m
    GHz gigaherc|gigaherce|gigaherców|gigaherca m
    kB,KB kilobajt|kilobajty|kilobajtów|kilobajta m
    MB megabajt|megabajty|megabajtów|megabajta m
    GB gigabajt|gigabajty|gigabajtów|gigabajta m
    TB terabajt|terabajty|terabajtów|terabajta m
    Mb/s megabit_na_sekundę|megabity_na_sekundę|megabitów_na_sekundę|megabita_na_sekundę m
    kcal kilokaloria|kilokalorie|kilokalorii|kilokalorii f
    szt. sztuka|sztuki|sztuk|sztuki f
    os. osoba|osoby|osób|osoby f
    KM koń_mechaniczny|konie_mechaniczne|koni_mechanicznych|konia_mechanicznego m
"""
)

MONEY = currencies(
    """
    zł,PLN,zl złoty|złote|złotych|złotego m grosz|grosze|groszy|grosza m
    gr grosz|grosze|groszy|grosza m
    €,EUR,euro euro|euro|euro|euro n cent|centy|centów|centa m
    $,USD,US$ dolar|dolary|dolarów|dolara m cent|centy|centów|centa m
    £,GBP funt|funty|funtów|funta m pens|pensy|pensów|pensa m
    ¥ jen|jeny|jenów|jena m
    CHF frank_szwajcarski|franki_szwajcarskie|franków_szwajcarskich|franka_szwajcarskiego m
    ₽ rubel|ruble|rubli|rubla m kopiejka|kopiejki|kopiejek|kopiejki f
"""
)

ABBREVIATIONS = pairs(
    """
    zob. str.# = zobacz stronę
    zob. s.# = zobacz stronę
    zob. rozdz.# = zobacz rozdział
    ul. = ulica
    na ul. = na ulicy
    przy ul. = przy ulicy
    al. = aleja
    Al.^ = Aleje
    pl.^ = plac
    os.^ = osiedle
    m.# = mieszkanie
    nr = numer
    nr. = numer
    tel. = telefon
    kom. = komórka
    str.# = strona
    s.# = strona
    na str.# = na stronie
    rozdz. = rozdział
    rys.# = rysunek
    tab.# = tabela
    art.# = artykuł
    ust.# = ustęp
    pkt# = punkt
    poz.# = pozycja
    t.# = tom
    p.# = pan
    p.^ = pan
    np. = na przykład
    m.in. = między innymi
    m. in. = między innymi
    itd. = i tak dalej
    itp. = i tym podobne
    tzn. = to znaczy
    tzw. = tak zwany
    tj. = to jest
    ok. = około
    wg = według
    dr = doktor
    dr. = doktor
    prof. = profesor
    mgr = magister
    inż. = inżynier
    hab. = habilitowany
    św. = święty
    ks. = ksiądz
    bp^ = biskup
    abp^ = arcybiskup
    gen.^ = generał
    płk^ = pułkownik
    im. = imienia
    r. = roku
    w. = wieku
    n.e. = naszej ery
    n. e. = naszej ery
    p.n.e. = przed naszą erą
    p. n. e. = przed naszą erą
    godz. = godzina
    o godz. = o godzinie
    do godz. = do godziny
    od godz. = od godziny
    cd. = ciąg dalszy
    zob. = zobacz
    por. = porównaj
    ww. = wyżej wymieniony
    maks. = maksymalnie
    min. = minimum
    woj. = województwo
    pow. = powiat
    gm. = gmina
    tys. = tysięcy
    mln = milionów
    mld = miliardów
    vs. = kontra
    dn. = dnia
    ur. = urodzony
    zm. = zmarły
    pn. = poniedziałek
    wt. = wtorek
    śr. = środa
    czw. = czwartek
    pt. = piątek
    sob. = sobota
    niedz. = niedziela
    sp. z o.o. = spółka z ograniczoną odpowiedzialnością
    Sp. z o.o. = spółka z ograniczoną odpowiedzialnością
    S.A. = es a
"""
)

SIGNS = pairs(
    """
    @ = małpa
    & = i
    % = procent
    + = plus
    = = równa się
    × = razy
    ÷ = podzielić przez
    ± = plus minus
    < = mniejsze niż
    > = większe niż
    ≤ = mniejsze lub równe
    ≥ = większe lub równe
    ≈ = około
    ° = stopni
    # = krzyżyk
    € = euro
    $ = dolarów
    £ = funtów
    § = paragraf
    → = strzałka
"""
)

ELECTRONIC = pairs(
    """
    @ = małpa
    . = kropka
    / = ukośnik
    - = myślnik
    _ = podkreślnik
    : = dwukropek
    ? = znak zapytania
    = = równa się
    & = i
    % = procent
    # = krzyżyk
    + = plus
    ~ = tylda
"""
)
