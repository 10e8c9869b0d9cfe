"""English word lists that the rules need: abbreviations, units, currencies, months, names of symbols."""

from __future__ import annotations

TITLES = {
    "Mr": "Mister", "Mrs": "Misses", "Ms": "Miz", "Mx": "Mix", "Dr": "Doctor", "Prof": "Professor", "Gen": "General",
    "Gov": "Governor", "Sen": "Senator", "Rep": "Representative", "Capt": "Captain", "Cpt": "Captain",
    "Lt": "Lieutenant", "Col": "Colonel", "Sgt": "Sergeant", "Cmdr": "Commander", "Rev": "Reverend",
    "Hon": "Honorable", "Pres": "President", "Supt": "Superintendent", "Cpl": "Corporal", "Maj": "Major",
    "Adm": "Admiral", "Fr": "Father", "Msgr": "Monsignor", "Mt": "Mount", "Ft": "Fort", "St": "Saint",
    "Messrs": "Messieurs", "Insp": "Inspector", "Det": "Detective", "Atty": "Attorney", "Amb": "Ambassador",
}  # fmt: skip
"""Written before a name; a period after one never ends a sentence."""

ABBREVIATIONS = {
    "Jr.": "Junior", "Sr.": "Senior", "Ave.": "Avenue", "Blvd.": "Boulevard", "Rd.": "Road", "Ln.": "Lane",
    "Hwy.": "Highway", "Pkwy.": "Parkway", "Apt.": "Apartment", "Bldg.": "Building", "Ltd.": "Limited",
    "Inc.": "Incorporated", "Corp.": "Corporation", "Co.": "Company", "Bros.": "Brothers", "Dept.": "Department",
    "dept.": "department",
    "Univ.": "University", "Assn.": "Association", "Assoc.": "Associates", "Govt.": "Government",
    "govt.": "government", "approx.": "approximately", "Approx.": "Approximately", "est.": "established",
    "Est.": "Established", "vs.": "versus", "etc.": "et cetera", "i.e.": "that is", "e.g.": "for example",
    "I.e.": "That is", "E.g.": "For example", "cf.": "compare", "al.": "al", "ca.": "circa", "misc.": "miscellaneous",
    "Mon.": "Monday", "Tue.": "Tuesday", "Tues.": "Tuesday", "Wed.": "Wednesday", "Thu.": "Thursday",
    "Thurs.": "Thursday", "Fri.": "Friday", "Jan.": "January", "Feb.": "February", "Mar.": "March", "Apr.": "April",
    "Jun.": "June", "Jul.": "July", "Aug.": "August", "Sep.": "September", "Sept.": "September", "Oct.": "October",
    "Nov.": "November", "Dec.": "December", "max.": "maximum", "min.": "minimum",
    "avg.": "average", "tel.": "telephone",
    "Tel.": "Telephone", "ext.": "extension", "Ext.": "Extension", "ft.": "feet", "St.": "Street", "Dr.": "Drive",
    "intl.": "international", "Intl.": "International", "hr.": "hour", "hrs.": "hours", "mins.": "minutes",
    "secs.": "seconds", "lbs.": "pounds", "oz.": "ounces", "ref.": "reference", "incl.": "including",
    "esp.": "especially", "abbr.": "abbreviation", "adj.": "adjective", "orig.": "originally", "Mr.": "Mister",
    "Mrs.": "Misses", "Ms.": "Miz", "Esq.": "Esquire", "Ph.D.": "\ue000PHD", "w/": "with", "w/o": "without",
    "b/c": "because", "vs": "versus",
}  # fmt: skip
"""Read in full wherever they stand (`Sat.` and `Sun.` are words too often to be here)."""

BEFORE_NUMBER = {
    "no": "number", "nos": "numbers", "p": "page", "pp": "pages", "pg": "page", "fig": "figure", "figs": "figures",
    "vol": "volume", "vols": "volumes", "ch": "chapter", "chap": "chapter", "sec": "section", "eq": "equation",
    "ver": "version", "art": "article", "para": "paragraph", "pt": "part", "ext": "extension", "op": "opus",
    "ca": "circa", "c": "circa", "approx": "approximately", "est": "established", "rm": "room", "apt": "apartment",
    "ste": "suite", "bldg": "building", "ed": "edition", "tbl": "table", "ex": "example", "d": "died", "b": "born",
}  # fmt: skip
"""Abbreviations (without their period) that stand before a number; that period never ends a sentence."""

MONTHS = ("January February March April May June July August September October November December").split()
MONTH_OF = {name: name for name in MONTHS} | {name[:3]: name for name in MONTHS} | {"Sept": "September"}

UNITS = {
    "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "nm": "nanometer", "µm": "micrometer",
    "μm": "micrometer", "m": "meter", "mi": "mile", "ft": "foot", "in": "inch", "yd": "yard", "yds": "yard",
    "kg": "kilogram", "mg": "milligram", "µg": "microgram", "μg": "microgram", "mcg": "microgram", "g": "gram",
    "lb": "pound", "lbs": "pound", "oz": "ounce", "t": "ton", "ml": "milliliter", "mL": "milliliter", "l": "liter",
    "L": "liter", "cl": "centiliter", "dl": "deciliter", "gal": "gallon", "tsp": "teaspoon", "tbsp": "tablespoon",
    "hr": "hour", "hrs": "hour", "h": "hour", "min": "minute", "mins": "minute", "sec": "second", "secs": "second",
    "s": "second", "ms": "millisecond", "µs": "microsecond", "μs": "microsecond", "ns": "nanosecond", "Hz": "hertz",
    "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "KB": "kilobyte", "kB": "kilobyte", "MB": "megabyte",
    "GB": "gigabyte", "TB": "terabyte", "PB": "petabyte", "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte",
    "kbps": "kilobit per second", "kb/s": "kilobit per second", "Mbps": "megabit per second",
    "mbps": "megabit per second", "Gbps": "gigabit per second", "MB/s": "megabyte per second",
    "GB/s": "gigabyte per second", "km/h": "kilometer per hour", "kph": "kilometer per hour",
    "kmh": "kilometer per hour", "mph": "mile per hour", "m/s": "meter per second", "m/s²": "meter per second squared",
    "V": "volt", "kV": "kilovolt", "mV": "millivolt", "W": "watt", "kW": "kilowatt", "MW": "megawatt",
    "GW": "gigawatt", "kWh": "kilowatt hour", "MWh": "megawatt hour", "Wh": "watt hour", "A": "amp", "mA": "milliamp",
    "mAh": "milliamp hour", "J": "joule", "kJ": "kilojoule", "kcal": "kilocalorie", "cal": "calorie", "N": "newton",
    "Pa": "pascal", "kPa": "kilopascal", "hPa": "hectopascal", "psi": "\ue000PSI", "bar": "bar", "dB": "decibel",
    "ha": "hectare", "acre": "acre", "px": "pixel", "pt": "point", "dpi": "dot per inch", "fps": "frame per second",
    "rpm": "revolution per minute", "bpm": "beat per minute", "Ω": "ohm", "kΩ": "kilohm", "MΩ": "megohm",
    "mol": "mole", "cc": "cubic centimeter", "km²": "square kilometer", "m²": "square meter",
    "cm²": "square centimeter",
    "mm²": "square millimeter", "km2": "square kilometer", "m2": "square meter", "ft²": "square foot",
    "mi²": "square mile", "km³": "cubic kilometer", "m³": "cubic meter", "cm³": "cubic centimeter", "m3": "cubic meter",
    "ft³": "cubic foot", "sq ft": "square foot", "sq mi": "square mile", "sq m": "square meter", "°C": "degree Celsius",
    "°F": "degree Fahrenheit", "ºC": "degree Celsius", "ºF": "degree Fahrenheit", "℃": "degree Celsius",
    "℉": "degree Fahrenheit", "°": "degree", "%": "percent", "‰": "per mille",
}  # fmt: skip
"""Written unit -> its name in the singular."""

CASE_SENSITIVE_SHORT_UNITS = frozenset("m g t l L h s V W A J N".split())
"""One-letter units: read as units only where a space or nothing stands between them and a number."""

IRREGULAR_PLURALS = {"foot": "feet", "inch": "inches", "hertz": "hertz", "percent": "percent", "per mille": "per mille"}

CURRENCIES = {
    "$": ("dollar", "cent"), "US$": ("US dollar", "cent"), "A$": ("Australian dollar", "cent"),
    "C$": ("Canadian dollar", "cent"), "CA$": ("Canadian dollar", "cent"), "AU$": ("Australian dollar", "cent"),
    "NZ$": ("New Zealand dollar", "cent"), "HK$": ("Hong Kong dollar", "cent"), "R$": ("real", "centavo"),
    "£": ("pound", "penny"), "€": ("euro", "cent"), "¥": ("yen", "sen"), "￥": ("yen", "sen"), "₹": ("rupee", "paisa"),
    "₩": ("won", "jeon"), "₽": ("ruble", "kopek"), "₺": ("lira", "kurush"), "₪": ("shekel", "agora"),
    "₫": ("dong", "hao"), "₱": ("peso", "centavo"), "₦": ("naira", "kobo"), "฿": ("baht", "satang"),
    "₴": ("hryvnia", "kopiyka"), "₿": ("bitcoin", "satoshi"), "₵": ("cedi", "pesewa"), "₡": ("colon", "centimo"),
    "USD": ("US dollar", "cent"), "EUR": ("euro", "cent"), "GBP": ("British pound", "penny"), "JPY": ("yen", "sen"),
    "CHF": ("Swiss franc", "centime"), "CAD": ("Canadian dollar", "cent"), "AUD": ("Australian dollar", "cent"),
    "INR": ("rupee", "paisa"), "CNY": ("yuan", "fen"), "Rs": ("rupee", "paisa"), "BTC": ("bitcoin", "satoshi"),
}  # fmt: skip
"""Sign or code -> (unit, hundredth)."""

INVARIANT_CURRENCIES = frozenset({"yen", "won", "yuan", "baht", "sen", "jeon", "real", "satang", "fen", "dong"})
SCALE_LETTERS = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "bn": "billion", "b": "billion",
    "B": "billion", "tn": "trillion", "T": "trillion",
}  # fmt: skip

SYMBOLS = {
    "&": "and", "@": "at", "#": "hash", "%": "percent", "‰": "per mille", "+": "plus", "=": "equals", "<": "less than",
    ">": "greater than", "*": "star", "/": "slash", "\\": "backslash", "|": "vertical bar", "_": "underscore",
    "^": "caret", "~": "tilde", "°": "degrees", "º": "degrees", "§": "section", "¶": "paragraph", "©": "copyright",
    "®": "registered", "™": "trademark", "±": "plus or minus", "×": "times", "÷": "divided by", "≈": "is about",
    "≠": "is not equal to", "≤": "less than or equal to", "≥": "greater than or equal to", "∞": "infinity",
    "√": "square root of", "∑": "sum of", "∏": "product of", "∫": "integral of", "∂": "partial", "∆": "delta",
    "∈": "in", "∉": "not in", "∪": "union", "∩": "intersection", "∅": "empty set", "∀": "for all", "∃": "there exists",
    "→": "to", "←": "from", "↑": "up", "↓": "down", "↔": "to and from", "⇒": "implies", "⇔": "if and only if",
    "−": "minus", "$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "¢": "cent", "₹": "rupee", "₩": "won",
    "₽": "ruble", "₿": "bitcoin", "‖": "parallel", "∥": "parallel", "⊥": "perpendicular", "∠": "angle", "‵": "prime",
    "′": "prime", "″": "double prime", "†": "dagger", "‡": "double dagger", "№": "number", "℃": "degrees Celsius",
    "℉": "degrees Fahrenheit", "µ": "micro", "Ω": "ohm", "½": "one half", "⅓": "one third", "⅔": "two thirds",
    "¼": "one quarter", "¾": "three quarters", "⅕": "one fifth", "⅛": "one eighth", "⅜": "three eighths",
    "⅝": "five eighths", "⅞": "seven eighths", "²": "squared", "³": "cubed", "¹": "to the first", "`": "backtick",
    "{": "open brace", "}": "close brace", "✓": "check", "✔": "check", "✗": "cross", "✘": "cross", "♥": "heart",
    "★": "star", "☆": "star", "♪": "music note", "♫": "music notes",
}  # fmt: skip
"""How a symbol is read when no rule knew better."""

DOMAIN_WORDS = frozenset(
    "com org net edu gov mil io info biz app dev blog shop online site store news wiki coop museum name".split()
)
"""Last parts of internet names that are read as words; all others of two or three letters are spelled."""

SENTENCE_STARTERS = frozenset(
    (
        "A After All Also Although An And Are As At Because Before But By Can Could Despite Did Do Does During "
        "Each Every Everyone For From Had Has Have He Her Here His How However I If In Is It Its Let Many May "
        "Meanwhile Moreover Most My Nevertheless Next No Nobody Not Now Of On Once One Or Other Others Our "
        "Perhaps Please Several She Should Since So Some Still Such That The Their Then There Therefore These "
        "They This Those Though Three Thus To Today Tomorrow Two Under Until Upon Was We Were What When Where "
        "Which While Who Why Will With Would Yes Yesterday You Your "
    ).split()
)
"""Words that, after `U.S.`, `etc.`, `p.m.` and the like, tell that a new sentence has begun."""
