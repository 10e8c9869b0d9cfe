"""Units of measure: written form -> name in the singular."""

from __future__ import annotations

UNITS = {
    # length
    "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "nm": "nanometer", "µm": "micrometer",
    "um": "micrometer", "m": "meter", "dm": "decimeter", "mi": "mile", "mi.": "mile", "mil": "mil", "ft": "foot",
    "ft.": "foot", "in": "inch",
    "in.": "inch", "yd": "yard", "yds": "yard", "yd.": "yard", "yds.": "yard", "nmi": "nautical mile",
    "ly": "light year",
    "au": "astronomical unit", "AU": "astronomical unit", "pc": "parsec",
    # weight
    "kg": "kilogram", "kgs": "kilogram", "Kg": "kilogram", "KG": "kilogram", "mg": "milligram", "µg": "microgram",
    "mcg": "microgram", "ng": "nanogram",
    "g": "gram", "gm": "gram", "gms": "gram", "lb": "pound", "lbs": "pound", "lb.": "pound", "lbs.": "pound",
    "oz": "ounce",
    "oz.": "ounce", "OZ": "ounce", "LBS": "pound", "LB": "pound", "t": "ton", "ct": "carat",
    # volume
    "ml": "milliliter", "mL": "milliliter", "ML": "milliliter", "l": "liter", "L": "liter", "cl": "centiliter",
    "cL": "centiliter", "dl": "deciliter",
    "dL": "deciliter", "µL": "microliter", "µl": "microliter", "gal": "gallon", "gal.": "gallon", "gals": "gallon",
    "qt": "quart", "qts": "quart",
    "qt.": "quart", "pt": "pint", "pt.": "pint", "pts.": "pint", "fl oz": "fluid ounce", "fl. oz.": "fluid ounce",
    "fl. oz": "fluid ounce", "fl.oz.": "fluid ounce",
    "tsp": "teaspoon", "tsp.": "teaspoon", "tsps": "teaspoon", "tbsp": "tablespoon", "tbsp.": "tablespoon",
    "tbs": "tablespoon", "tbs.": "tablespoon", "tbsps": "tablespoon",
    "Tbsp": "tablespoon", "Tbsp.": "tablespoon", "Tsp": "teaspoon", "Tsp.": "teaspoon", "TBSP": "tablespoon",
    "TSP": "teaspoon", "c.": "cup",
    "bbl": "barrel", "bbls": "barrel", "cc": "cubic centimeter", "pkg": "package", "pkg.": "package",
    "pkt": "packet", "doz": "dozen", "doz.": "dozen",
    # time
    "hr": "hour", "hrs": "hour", "hr.": "hour", "hrs.": "hour", "h": "hour", "min": "minute", "mins": "minute",
    "min.": "minute", "mins.": "minute", "sec": "second", "secs": "second", "sec.": "second", "secs.": "second",
    "s": "second", "ms": "millisecond", "msec": "millisecond", "µs": "microsecond", "us": "microsecond",
    "ns": "nanosecond", "ps": "picosecond",
    "wk": "week", "wks": "week", "wk.": "week", "wks.": "week", "mo": "month", "mos": "month", "mo.": "month",
    "mos.": "month", "mth": "month", "mths": "month",
    "yr": "year", "yrs": "year", "yr.": "year", "yrs.": "year", "y/o": "year old", "yo": "year old",
    # speed, rates
    "km/h": "kilometer per hour", "kph": "kilometer per hour", "kmh": "kilometer per hour",
    "kmph": "kilometer per hour", "mph": "mile per hour", "MPH": "mile per hour",
    "m/s": "meter per second", "m/s²": "meter per second squared", "m/s2": "meter per second squared",
    "m/s^2": "meter per second squared", "kt": "knot", "kts": "knot", "kn": "knot", "mpg": "mile per gallon",
    "MPG": "mile per gallon", "rpm": "revolution per minute", "RPM": "revolution per minute",
    "bpm": "beat per minute", "BPM": "beat per minute",
    "fps": "frame per second", "wpm": "word per minute", "kbps": "kilobit per second", "Kbps": "kilobit per second",
    "kb/s": "kilobit per second", "kbit/s": "kilobit per second", "Mbps": "megabit per second",
    "mbps": "megabit per second", "Mb/s": "megabit per second",
    "Mbit/s": "megabit per second", "Gbps": "gigabit per second", "gbps": "gigabit per second",
    "Gb/s": "gigabit per second", "Gbit/s": "gigabit per second", "Tbps": "terabit per second",
    "MB/s": "megabyte per second", "MBps": "megabyte per second", "GB/s": "gigabyte per second",
    "KB/s": "kilobyte per second", "kB/s": "kilobyte per second",
    # frequency, data
    "Hz": "hertz", "hz": "hertz", "kHz": "kilohertz", "khz": "kilohertz", "KHz": "kilohertz", "MHz": "megahertz",
    "mhz": "megahertz", "GHz": "gigahertz", "ghz": "gigahertz", "THz": "terahertz",
    "KB": "kilobyte", "kB": "kilobyte", "kb": "kilobit", "Kb": "kilobit", "MB": "megabyte", "mb": "megabyte",
    "Mb": "megabit", "GB": "gigabyte", "gb": "gigabyte", "Gb": "gigabit", "TB": "terabyte", "tb": "terabyte",
    "PB": "petabyte",
    "EB": "exabyte", "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte", "TiB": "tebibyte",
    # electricity, physics
    "V": "volt", "kV": "kilovolt", "mV": "millivolt", "µV": "microvolt", "W": "watt", "kW": "kilowatt",
    "KW": "kilowatt", "MW": "megawatt", "mW": "milliwatt",
    "GW": "gigawatt", "TW": "terawatt", "kWh": "kilowatt hour", "KWh": "kilowatt hour", "kwh": "kilowatt hour",
    "MWh": "megawatt hour", "GWh": "gigawatt hour", "TWh": "terawatt hour", "Wh": "watt hour", "A": "amp",
    "mA": "milliamp", "µA": "microamp",
    "mAh": "milliamp hour", "Ah": "amp hour", "VA": "volt ampere", "kVA": "kilovolt ampere", "J": "joule",
    "kJ": "kilojoule", "MJ": "megajoule", "kcal": "kilocalorie", "cal": "calorie", "cals": "calorie",
    "Cal": "calorie", "N": "newton", "kN": "kilonewton",
    "Nm": "newton meter", "N·m": "newton meter", "N⋅m": "newton meter", "lb-ft": "pound foot",
    "ft-lb": "foot pound", "ft-lbs": "foot pound", "ft·lb": "foot pound", "Pa": "pascal", "kPa": "kilopascal",
    "hPa": "hectopascal", "MPa": "megapascal", "GPa": "gigapascal", "psi": "\ue000PSI", "PSI": "\ue000PSI",
    "bar": "bar", "mbar": "millibar", "atm": "atmosphere", "mmHg": "millimeter of mercury",
    "mm Hg": "millimeter of mercury", "inHg": "inch of mercury", "dB": "decibel", "db": "decibel",
    "dBA": "decibel", "dBm": "\ue000DBM", "hp": "horsepower", "HP": "horsepower", "bhp": "horsepower",
    "Ω": "ohm", "kΩ": "kilohm", "MΩ": "megohm", "F": "farad", "µF": "microfarad", "uF": "microfarad",
    "nF": "nanofarad", "pF": "picofarad", "H": "henry", "mH": "millihenry", "T": "tesla", "mT": "millitesla",
    "eV": "electron volt", "keV": "kilo electron volt", "MeV": "mega electron volt", "GeV": "giga electron volt",
    "TeV": "tera electron volt", "mol": "mole", "mmol": "millimole", "µmol": "micromole", "mM": "millimolar",
    "µM": "micromolar", "lm": "lumen", "lx": "lux", "cd": "candela", "Bq": "becquerel", "Sv": "sievert",
    "mSv": "millisievert", "Gy": "gray", "K": "kelvin",
    "IU": "\ue000IU", "mEq": "milliequivalent", "ppm": "part per million", "ppb": "part per billion",
    "bps": "basis point", "pp": "percentage point", "ppt": "percentage point",
    # area, volume in powers
    "ha": "hectare", "acre": "acre", "ac": "acre", "km²": "square kilometer", "m²": "square meter",
    "cm²": "square centimeter",
    "mm²": "square millimeter", "km2": "square kilometer", "m2": "square meter", "cm2": "square centimeter",
    "mm2": "square millimeter", "km^2": "square kilometer", "m^2": "square meter", "cm^2": "square centimeter",
    "ft²": "square foot", "ft2": "square foot", "ft^2": "square foot", "in²": "square inch", "yd²": "square yard",
    "mi²": "square mile", "km³": "cubic kilometer", "m³": "cubic meter", "cm³": "cubic centimeter",
    "mm³": "cubic millimeter", "m3": "cubic meter", "cm3": "cubic centimeter", "m^3": "cubic meter",
    "cm^3": "cubic centimeter", "dm³": "cubic decimeter",
    "ft³": "cubic foot", "ft3": "cubic foot", "in³": "cubic inch", "yd³": "cubic yard", "sq ft": "square foot",
    "sq. ft.": "square foot", "sq. ft": "square foot", "sqft": "square foot", "sq mi": "square mile",
    "sq. mi.": "square mile", "sq m": "square meter", "sq. m": "square meter", "sq km": "square kilometer",
    "sq. km": "square kilometer", "sq in": "square inch", "sq. in.": "square inch", "sq yd": "square yard",
    "sq. yd.": "square yard", "cu ft": "cubic foot", "cu. ft.": "cubic foot", "cu m": "cubic meter",
    "cu in": "cubic inch",
    "cfm": "cubic foot per minute", "gpm": "gallon per minute",
    # angle, temperature, per cent
    "°C": "degree Celsius", "°F": "degree Fahrenheit", "ºC": "degree Celsius", "ºF": "degree Fahrenheit",
    "° C": "degree Celsius", "° F": "degree Fahrenheit", "degC": "degree Celsius", "degF": "degree Fahrenheit",
    "℃": "degree Celsius", "deg": "degree", "deg.": "degree",
    "℉": "degree Fahrenheit", "°": "degree", "º": "degree", "°N": "degree north", "°S": "degree south",
    "°E": "degree east", "°W": "degree west", "° N": "degree north", "° S": "degree south", "° E": "degree east",
    "° W": "degree west", "%": "percent", "‰": "per mille", "pct": "percent", "pct.": "percent",
    # screens, print, things counted
    "px": "pixel", "pts": "point", "dpi": "dot per inch", "ppi": "pixel per inch", "MP": "megapixel",
    "Mpx": "megapixel", "pcs": "piece", "pcs.": "piece", "pc.": "piece", "pkgs": "package", "tabs": "tablet",
    "tab.": "tablet", "tabs.": "tablet", "caps.": "capsule", "gtt": "drop",
    "approx": "approximately",
}  # fmt: skip
del UNITS["approx"]

ONLY_GLUED = frozenset("K F H A N T J au ct t pc us mb kb gb tb".split())
"""Read as units only where they touch the number (`5A`) or something else tells: apart they are other things too."""
ONLY_APART = frozenset(("in", "mo", "c.", "pp", "mil", "yo", "ac", "au", "in."))
"""Read as units only where a blank or a hyphen stands before them."""
NEVER_GLUED = frozenset("N T H".split())

IRREGULAR_PLURALS = {
    "foot": "feet", "inch": "inches", "hertz": "hertz", "kilohertz": "kilohertz", "megahertz": "megahertz",
    "gigahertz": "gigahertz", "terahertz": "terahertz", "percent": "percent", "per mille": "per mille",
    "henry": "henries", "lux": "lux",
    "horsepower": "horsepower", "\ue000PSI": "\ue000PSI", "\ue000IU": "\ue000IU", "\ue000DBM": "\ue000DBM",
    "kelvin": "kelvin", "stone": "stone", "dozen": "dozen", "millimolar": "millimolar", "micromolar": "micromolar",
    "year old": "year old", "bar": "bars", "gray": "grays",
}  # fmt: skip

WORDS_PER = frozenset(
    "second minute hour day night week month quarter year person people head item piece unit mile "
    "kilometer meter foot gallon liter pound ounce kilogram gram "
    "user seat page word token share barrel ton acre pill dose serving cup bottle ticket request call "
    "share session game inch yard pixel "
    "customer employee student patient child household room car vehicle kg km capita".split()
)
"""Words that, after a slash, make it `per`."""

HEAD_NOUNS = frozenset(
    "turn angle rotation sprint race dash run walk swim relay freestyle hurdles backstroke breaststroke "
    "butterfly marathon "
    "film lens lenses camera bottle can bag box card drive disk ssd stick bill note coin banknote pizza "
    "laptop monitor screen tv television "
    "display tablet phone rope pipe bolt nail screw board plank wall cable cord hose ruler knife blade "
    "gun shell pistol bullet round cannon mortar deal fund budget loan fine lawsuit house apartment home "
    "deficit surplus "
    "contract investment project plan trip journey drive hike flight walk ride radius limit zone gap "
    "tower building fence pool tank truck engine battery charger motor "
    "bulb adapter plug outlet socket circuit line file image video clip song window timer delay latency "
    "break pause session shift guarantee warranty mortgage lease sentence term contract subscription "
    "dose tablet pill injection shot jar tub tin pack carton keg barrel jug pitcher glass mug cup margin "
    "discount raise increase decrease drop tip chance rate growth majority stake "
    "fee ticket bet bonus prize gift voucher coupon check cheque grant donation salary entry minimum "
    "maximum note order purchase meal lunch dinner steak burger cake pan tin skillet pot baby man woman "
    "tall wide long thick high deep".split()
) - frozenset("tall wide long thick high deep".split())
"""Nouns that a size stands before as an adjective: `35 mm film`."""

NOT_A_NOUN = frozenset(
(
        "a an the and or but nor so yet if then than that this these those of in on at by to from for with "
        "without within into onto over under above below up down out off per as is are was were be been "
        "being am has have had do does did "
        "will would can could shall should may might must not no only also just too very more less most "
        "least each every all both any some about after before during since until while when where who whom "
        "whose which what why how because though although "
        "ago later earlier away apart long tall wide deep high thick old wide across left right north south "
        "east west ahead behind worth plus minus times it its he him his she her they them their we us our "
        "you your i me my mine "
        "took take takes went go goes gone came come comes made make makes gave give gives got get gets said "
        "says say seems seem look looks cost costs weigh weighs weighed lasted lasts fell rose falls rises "
        "dropped ran run runs "
        "today tomorrow yesterday tonight now then here there again daily weekly monthly yearly annually "
        "overnight once twice total altogether together maximum minimum max min approximately roughly nearly "
        "almost exactly even still already"
).split()
)  # fmt: skip
"""Words that a number and unit do not stand before as an adjective."""


def plural(unit: str) -> str:
    """A unit's name for more than one: 'square foot' -> 'square feet', 'mile per hour' -> 'miles per hour'."""
    if unit in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[unit]
    head, joint, rest = unit, "", ""
    for joint in (" per ", " of ", " Celsius", " Fahrenheit", " north", " south", " east", " west"):
        if joint in unit:
            head, rest = unit.split(joint, 1)
            break
    else:
        joint = ""
    first, blank, last = head.rpartition(" ")
    last = IRREGULAR_PLURALS.get(last) or (last + "es" if last.endswith(("ch", "sh", "x", "s")) else last + "s")
    return f"{first}{blank}{last}{joint}{rest}"
