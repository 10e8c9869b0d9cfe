"""German: names of units, currencies and signs, and abbreviations, as written and as said."""

from frontend_text.reading.tables import currencies, nouns, pairs

SCALES = pairs(
    """
    Tausend = tausend
    tausend = tausend
    Tsd. = tausend
    Million = Million
    Millionen = Millionen
    Mio. = Millionen
    Mio = Millionen
    Milliarde = Milliarde
    Milliarden = Milliarden
    Mrd. = Milliarden
    Mrd = Milliarden
    Billionen = Billionen
"""
)

UNITS = nouns(
    """
    km Kilometer|Kilometer m
    m Meter|Meter m
    cm Zentimeter|Zentimeter m
    mm Millimeter|Millimeter m
    kg Kilogramm|Kilogramm m
    g Gramm|Gramm m
    mg Milligramm|Milligramm m
    t Tonne|Tonnen f
    l,L Liter|Liter m
    ml,mL Milliliter|Milliliter m
    cl Zentiliter|Zentiliter m
    km/h Kilometer_pro_Stunde|Kilometer_pro_Stunde m
    m/s Meter_pro_Sekunde|Meter_pro_Sekunde m
    m²,m2,qm Quadratmeter|Quadratmeter m
    km²,km2,qkm Quadratkilometer|Quadratkilometer m
    m³,m3 Kubikmeter|Kubikmeter m
    ha Hektar|Hektar m
    °C,ºC,°_C Grad_Celsius|Grad_Celsius m
    °F Grad_Fahrenheit|Grad_Fahrenheit m
    % Prozent|Prozent m
    ‰ Promille|Promille m
    h,Std. Stunde|Stunden f
    min,Min. Minute|Minuten f
    s,sec,Sek. Sekunde|Sekunden f
    ms Millisekunde|Millisekunden f
    W Watt|Watt m
    kW Kilowatt|Kilowatt m
    MW Megawatt|Megawatt m
    kWh Kilowattstunde|Kilowattstunden f
    PS PS|PS m
    V Volt|Volt m
    A Ampere|Ampere m
    Hz Hertz|Hertz m
    kHz Kilohertz|Kilohertz m
    MHz Megahertz|Megahertz m
    GHz Gigahertz|Gigahertz m
    kB,KB Kilobyte|Kilobyte m
    MB Megabyte|Megabyte m
    GB Gigabyte|Gigabyte m
    TB Terabyte|Terabyte m
    Mbit/s Megabit_pro_Sekunde|Megabit_pro_Sekunde m
    kcal Kilokalorie|Kilokalorien f
    EL Esslöffel|Esslöffel m
    TL Teelöffel|Teelöffel m
    ° Grad|Grad m
"""
)

MONEY = currencies(
    """
    €,EUR,Euro Euro|Euro m Cent|Cent m
    $,US$,USD,US-$ Dollar|Dollar m Cent|Cent m
    £,GBP Pfund|Pfund m Penny|Pence m
    ¥,JPY Yen|Yen m
    CHF,Fr.,SFr. Franken|Franken m Rappen|Rappen m
    DM Mark|Mark f Pfennig|Pfennig m
    ₽ Rubel|Rubel m Kopeke|Kopeken f
    ct Cent|Cent m
"""
)

ABBREVIATIONS = pairs(
    """
    Tel: = Telefon:
    Kl.# = Klasse
    Hr. = Herr
    Hrn. = Herrn
    Fr.^ = Frau
    Dr. = Doktor
    Prof. = Professor
    Dipl.-Ing. = Diplomingenieur
    Ing. = Ingenieur
    Nr. = Nummer
    Nrn. = Nummern
    S.# = Seite
    Kap. = Kapitel
    Abs. = Absatz
    Art.# = Artikel
    Bd. = Band
    Abb. = Abbildung
    Tab.# = Tabelle
    Aufl. = Auflage
    Tel. = Telefon
    Str. = Straße
    str. = straße
    Pl.# = Platz
    Hbf = Hauptbahnhof
    Hbf. = Hauptbahnhof
    St.^ = Sankt
    z. B. = zum Beispiel
    z. T. = zum Teil
    z. Z. = zurzeit
    z. Zt. = zurzeit
    d. h. = das heißt
    u. a. = unter anderem
    u. Ä. = und Ähnliches
    u. U. = unter Umständen
    o. Ä. = oder Ähnliches
    i. d. R. = in der Regel
    i. A. = im Auftrag
    v. a. = vor allem
    v. Chr. = vor Christus
    n. Chr. = nach Christus
    s. o. = siehe oben
    s. u. = siehe unten
    m. E. = meines Erachtens
    o. g. = oben genannt
    bzw. = beziehungsweise
    usw. = und so weiter
    etc. = et cetera
    ca. = circa
    vgl. = vergleiche
    evtl. = eventuell
    ggf. = gegebenenfalls
    inkl. = inklusive
    exkl. = exklusive
    zzgl. = zuzüglich
    abzgl. = abzüglich
    max. = maximal
    min. = mindestens
    sog. = sogenannte
    geb. = geboren
    gest. = gestorben
    verh. = verheiratet
    bspw. = beispielsweise
    insb. = insbesondere
    gem. = gemäß
    MwSt. = Mehrwertsteuer
    MwSt = Mehrwertsteuer
    Mio. = Millionen
    Mrd. = Milliarden
    Tsd. = Tausend
    Jh. = Jahrhundert
    Jhd. = Jahrhundert
    Std. = Stunden
    Min. = Minuten
    Sek. = Sekunden
    Stk. = Stück
    Wg. = Wohnung
    Whg. = Wohnung
    EG = Erdgeschoss
    OG = Obergeschoss
    Bhf. = Bahnhof
    Abt. = Abteilung
    Mo. = Montag
    Di. = Dienstag
    Mi. = Mittwoch
    Do. = Donnerstag
    Sa. = Samstag
    So.# = Sonntag
    Jan. = Januar
    Feb. = Februar
    Apr. = April
    Aug. = August
    Sept. = September
    Okt. = Oktober
    Nov. = November
    Dez. = Dezember
    vs. = gegen
    Hrsg. = Herausgeber
    hrsg. = herausgegeben
    zit. = zitiert
    Ggs. = Gegensatz
    Anm. = Anmerkung
    Verf. = Verfasser
    Tgl. = täglich
    tgl. = täglich
    Co. = Co
"""
)

SIGNS = pairs(
    """
    @ = ät
    & = und
    % = Prozent
    + = plus
    = = gleich
    × = mal
    ÷ = geteilt durch
    ± = plus minus
    < = kleiner als
    > = größer als
    ≤ = kleiner oder gleich
    ≥ = größer oder gleich
    ≈ = ungefähr
    ° = Grad
    # = Raute
    € = Euro
    $ = Dollar
    £ = Pfund
    ¥ = Yen
    § = Paragraf
    → = Pfeil
"""
)

ELECTRONIC = pairs(
    """
    @ = ät
    . = Punkt
    / = Schrägstrich
    - = Bindestrich
    _ = Unterstrich
    : = Doppelpunkt
    ? = Fragezeichen
    = = gleich
    & = und
    % = Prozent
    # = Raute
    + = plus
    ~ = Tilde
"""
)
