"""Currencies: sign or code -> the unit and its hundredth, and how they are said in the plural."""

from __future__ import annotations

CURRENCIES = {
    "$": ("dollar", "cent"), "US$": ("US dollar", "cent"), "A$": ("Australian dollar", "cent"),
    "USD$": ("US dollar", "cent"),
    "C$": ("Canadian dollar", "cent"), "CA$": ("Canadian dollar", "cent"), "CAD$": ("Canadian dollar", "cent"),
    "AU$": ("Australian dollar", "cent"), "AUD$": ("Australian dollar", "cent"),
    "NZ$": ("New Zealand dollar", "cent"), "HK$": ("Hong Kong dollar", "cent"), "S$": ("Singapore dollar", "cent"),
    "NT$": ("Taiwan dollar", "cent"),
    "MX$": ("Mexican peso", "centavo"), "R$": ("real", "centavo"), "J$": ("Jamaican dollar", "cent"),
    "£": ("pound", "penny"), "€": ("euro", "cent"), "¥": ("yen", "sen"), "￥": ("yen", "sen"),
    "CN¥": ("yuan", "fen"), "RMB": ("yuan", "fen"), "₹": ("rupee", "paisa"),
    "₩": ("won", "jeon"), "₽": ("ruble", "kopek"), "₺": ("lira", "kurush"), "₪": ("shekel", "agora"),
    "₫": ("dong", "hao"), "₱": ("peso", "centavo"), "₦": ("naira", "kobo"), "฿": ("baht", "satang"),
    "₴": ("hryvnia", "kopiyka"), "₿": ("bitcoin", "satoshi"), "Ξ": ("ether", "wei"), "₵": ("cedi", "pesewa"),
    "₡": ("colon", "centimo"), "₲": ("guarani", "centimo"), "₸": ("tenge", "tiyn"), "₾": ("lari", "tetri"),
    "USD": ("US dollar", "cent"), "EUR": ("euro", "cent"), "GBP": ("British pound", "penny"), "JPY": ("yen", "sen"),
    "CHF": ("Swiss franc", "centime"), "CAD": ("Canadian dollar", "cent"), "AUD": ("Australian dollar", "cent"),
    "NZD": ("New Zealand dollar", "cent"), "HKD": ("Hong Kong dollar", "cent"),
    "SGD": ("Singapore dollar", "cent"),
    "INR": ("Indian rupee", "paisa"), "CNY": ("yuan", "fen"), "Rs": ("rupee", "paisa"),
    "BTC": ("bitcoin", "satoshi"), "ETH": ("ether", "wei"), "MXN": ("Mexican peso", "centavo"),
    "BRL": ("real", "centavo"), "ZAR": ("rand", "cent"),
    "SEK": ("Swedish krona", "ore"), "NOK": ("Norwegian krone", "ore"), "DKK": ("Danish krone", "ore"),
    "PLN": ("zloty", "grosz"), "CZK": ("koruna", "haler"), "HUF": ("forint", "filler"), "TRY": ("lira", "kurush"),
    "RUB": ("ruble", "kopek"), "KRW": ("won", "jeon"), "THB": ("baht", "satang"), "AED": ("dirham", "fils"),
    "SAR": ("riyal", "halala"), "ILS": ("shekel", "agora"),
}  # fmt: skip
"""Sign or code -> (unit, hundredth)."""

PLURALS = {
    "penny": "pence", "real": "reais", "centavo": "centavos", "Swedish krona": "Swedish kronor",
    "Norwegian krone": "Norwegian kroner", "Danish krone": "Danish kroner", "zloty": "zloty", "kopiyka": "kopiyky",
    "grosz": "groszy", "paisa": "paise", "ether": "ether", "lari": "lari",
} | {name: name for name in (
    "yen won yuan baht sen jeon satang fen dong rand ore tenge hao haler fils"
).split()}  # fmt: skip
"""Those that do not just take an s."""

INVARIANT = frozenset({"yen", "won", "yuan", "baht", "sen", "jeon", "satang", "fen", "dong", "tenge"})
"""Currencies whose amounts are not cut into hundredths."""

AFTER_ONLY = frozenset({"¢", "p"})
CODES = frozenset(code for code in CURRENCIES if code.isalpha() and code.isupper())

SCALES = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "mm": "million", "MM": "million",
    "mn": "million", "mil": "million", "mln": "million", "bn": "billion", "b": "billion",
    "B": "billion", "bln": "billion", "tn": "trillion", "tr": "trillion", "T": "trillion", "t": "trillion",
    "cr": "crore", "Cr": "crore", "L": "lakh",
}  # fmt: skip
"""Letters directly after an amount of money."""
SCALE_WORDS = (
    "hundred",
    "thousand",
    "million",
    "billion",
    "trillion",
    "quadrillion",
    "lakh",
    "crore",
    "lakhs",
    "crores",
)


def plural(unit: str) -> str:
    """A currency's name for more than one."""
    return PLURALS.get(unit, unit + "s")
