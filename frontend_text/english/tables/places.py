"""States and provinces by their postal letters, ends of street names, compass points."""

from __future__ import annotations

STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho",
    "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan",
    "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico",
    "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee",
    "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
    "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "PR": "Puerto Rico", "ON": "Ontario",
    "QC": "Quebec", "BC": "British Columbia", "AB": "Alberta", "MB": "Manitoba", "SK": "Saskatchewan",
    "NS": "Nova Scotia", "NB": "New Brunswick",
}  # fmt: skip
"""Written after a town and a comma."""
STATE_ABBREVIATIONS = {
    "Ala": "Alabama", "Ariz": "Arizona", "Ark": "Arkansas", "Calif": "California", "Colo": "Colorado",
    "Conn": "Connecticut", "Del": "Delaware", "Fla": "Florida", "Ill": "Illinois", "Kan": "Kansas",
    "Mass": "Massachusetts", "Md": "Maryland", "Mich": "Michigan", "Minn": "Minnesota", "Miss": "Mississippi",
    "Mont": "Montana", "Neb": "Nebraska", "Nev": "Nevada", "Okla": "Oklahoma", "Ore": "Oregon",
    "Tenn": "Tennessee", "Tex": "Texas", "Va": "Virginia", "Vt": "Vermont", "Wash": "Washington",
    "Wis": "Wisconsin", "Wyo": "Wyoming", "Pa": "Pennsylvania", "Ky": "Kentucky", "Ga": "Georgia",
    "La": "Louisiana",
}  # fmt: skip
"""Written with a period after a town and a comma."""

STREETS = {
    "st": "Street", "ave": "Avenue", "av": "Avenue", "blvd": "Boulevard", "rd": "Road", "ln": "Lane",
    "dr": "Drive", "ct": "Court", "pl": "Place", "sq": "Square", "ter": "Terrace", "terr": "Terrace",
    "pkwy": "Parkway", "hwy": "Highway", "expy": "Expressway", "expwy": "Expressway",
    "cir": "Circle", "trl": "Trail", "aly": "Alley", "plz": "Plaza", "fwy": "Freeway", "tpke": "Turnpike",
    "cres": "Crescent", "gdns": "Gardens", "hts": "Heights", "xing": "Crossing", "bldg": "Building",
    "crt": "Court", "grv": "Grove", "mews": "Mews", "pike": "Pike", "way": "Way",
}  # fmt: skip
"""Ends of street names, after the name."""
COMPASS = {
    "N": "North", "S": "South", "E": "East", "W": "West", "NE": "Northeast", "NW": "Northwest", "SE": "Southeast",
    "SW": "Southwest",
}  # fmt: skip
COMPASS_16 = COMPASS | {
    "NNE": "north northeast", "ENE": "east northeast", "ESE": "east southeast", "SSE": "south southeast",
    "SSW": "south southwest", "WSW": "west southwest", "WNW": "west northwest", "NNW": "north northwest",
}  # fmt: skip
ROADS = {
    "hwy": "Highway",
    "rte": "Route",
    "rt": "Route",
    "ave": "Avenue",
    "apt": "Apartment",
    "ste": "Suite",
    "bldg": "Building",
    "fl": "Floor",
    "rm": "Room",
}
"""Before a number."""
