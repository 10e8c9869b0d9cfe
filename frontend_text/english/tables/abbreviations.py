"""Abbreviations and titles: how they are said in full, and where."""

from __future__ import annotations

TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Mx": "Mix", "Dr": "Doctor", "Drs": "Doctors",
    "Prof": "Professor", "Profs": "Professors", "Gen": "General",
    "Gov": "Governor", "Sen": "Senator", "Sens": "Senators", "Rep": "Representative", "Reps": "Representatives",
    "Capt": "Captain", "Cpt": "Captain",
    "Lt": "Lieutenant", "Col": "Colonel", "Sgt": "Sergeant", "Cmdr": "Commander", "Rev": "Reverend",
    "Hon": "Honorable", "Pres": "President", "Supt": "Superintendent", "Cpl": "Corporal", "Maj": "Major",
    "Pvt": "Private",
    "Adm": "Admiral", "Fr": "Father", "Msgr": "Monsignor", "Mt": "Mount", "Ft": "Fort", "St": "Saint",
    "Sts": "Saints", "Ste": "Sainte",
    "Messrs": "Messieurs", "Mme": "Madame", "Mlle": "Mademoiselle", "Insp": "Inspector", "Det": "Detective",
    "Atty": "Attorney", "Amb": "Ambassador", "Sr": "Sister", "Br": "Brother", "Pt": "Point", "Pk": "Park",
}  # fmt: skip
"""Written before a name; a period after one never ends a sentence."""
NEEDS_NO_PERIOD = frozenset("Mr Mrs Ms Mx Dr Drs Prof St Mt Sgt Capt Lt Col Messrs Mme Mlle Rev Cpl Cmdr".split())
"""Titles that are read without their period too, before a name."""

ABBREVIATIONS = {
    "Jr.": "Junior", "Sr.": "Senior", "Jr": "Junior", "Ave.": "Avenue", "Blvd.": "Boulevard", "Rd.": "Road",
    "Ln.": "Lane",
    "Hwy.": "Highway", "Pkwy.": "Parkway", "Apt.": "Apartment", "Bldg.": "Building", "Ltd.": "Limited",
    "Ltd": "Limited",
    "Inc.": "Incorporated", "Inc": "Incorporated", "Corp.": "Corporation", "Co.": "Company", "Bros.": "Brothers",
    "Dept.": "Department", "dept.": "department", "Depts.": "Departments", "depts.": "departments",
    "Univ.": "University", "Assn.": "Association", "Assoc.": "Associates", "Govt.": "Government",
    "govt.": "government", "govt": "government", "Govt": "Government", "gov't": "government",
    "Gov't": "Government", "int'l": "international", "Int'l": "International", "nat'l": "national",
    "Nat'l": "National", "Assn": "Association",
    "approx.": "approximately", "Approx.": "Approximately", "approx": "approximately", "est.": "established",
    "Est.": "Established", "vs.": "versus", "Vs.": "versus", "etc.": "et cetera", "i.e.": "that is",
    "e.g.": "for example", "ie.": "that is", "eg.": "for example",
    "I.e.": "That is", "E.g.": "For example", "cf.": "compare", "Cf.": "Compare", "al.": "al", "ca.": "circa",
    "misc.": "miscellaneous", "Misc.": "Miscellaneous", "viz.": "namely", "ibid.": "ibid", "et al.": "et al",
    "Jan.": "January", "Feb.": "February", "Apr.": "April", "Aug.": "August", "Sept.": "September",
    "Oct.": "October", "Nov.": "November", "Dec.": "December", "Jun.": "June", "Jul.": "July", "Sep.": "September",
    "max.": "maximum", "Max.": "Maximum", "min.": "minimum", "avg.": "average", "Avg.": "Average",
    "avg": "average", "temp.": "temperature", "Temp.": "Temperature", "temps.": "temperatures",
    "tel.": "telephone", "Tel.": "Telephone", "tel": "telephone", "Tel": "Telephone",
    "ext.": "extension", "Ext.": "Extension", "intl.": "international", "Intl.": "International",
    "Natl.": "National", "natl.": "national", "hr.": "hour", "hrs.": "hours", "mins.": "minutes", "wks.": "weeks",
    "wks": "weeks", "yrs.": "years", "yrs": "years", "hrs": "hours", "mins": "minutes", "mos.": "months",
    "secs.": "seconds", "lbs.": "pounds", "oz.": "ounces", "ref.": "reference", "Ref.": "Reference",
    "incl.": "including", "Incl.": "Including", "excl.": "excluding", "esp.": "especially",
    "abbr.": "abbreviation", "adj.": "adjective", "orig.": "originally", "Esq.": "Esquire",
    "w/": "with", "w/o": "without", "W/": "With", "W/O": "Without", "b/c": "because", "f/u": "follow up",
    "vs": "versus", "Vs": "versus", "VS": "versus", "y/o": "year old", "c/o": "care of",
    "feat.": "featuring", "Feat.": "Featuring", "ft.": "feet", "Prof.": "Professor", "Qtr.": "Quarter",
    "qtr.": "quarter", "Qtrs.": "Quarters", "qty.": "quantity", "Qty.": "Quantity", "qty": "quantity",
    "Qty": "Quantity", "mgr.": "manager", "Mgr.": "Manager", "asst.": "assistant", "Asst.": "Assistant",
    "dir.": "director", "Dir.": "Director",
    "pkg.": "package", "amt.": "amount", "acct.": "account", "Acct.": "Account", "bal.": "balance",
    "mtg.": "meeting", "Mtg.": "Meeting", "appt.": "appointment", "Appt.": "Appointment", "appts.": "appointments",
    "info.": "information", "cont.": "continued", "Cont.": "Continued", "cont'd": "continued",
    "Cont'd": "Continued", "attn.": "attention", "Attn.": "Attention", "attn": "attention", "Attn": "Attention",
    "dist.": "district", "Dist.": "District", "Dists.": "Districts", "Sec'y": "Secretary", "Sgt.": "Sergeant",
    "Mfg.": "Manufacturing", "mfg.": "manufacturing", "Mfr.": "Manufacturer", "Mktg.": "Marketing",
    "mktg.": "marketing", "Eng.": "English", "Engr.": "Engineer", "Jct.": "Junction", "Pkwy": "Parkway",
    "Hwy": "Highway", "Blvd": "Boulevard", "Bldg": "Building", "Expy": "Expressway", "Ave": "Avenue", "Rd": "Road",
    "Rx": "prescription", "Tx": "treatment", "Dx": "diagnosis", "Hx": "history", "pts.": "points",
    "approx.ly": "approximately", "obs.": "observation", "freq.": "frequency", "dept": "department",
    "Dept": "Department", "Inst.": "Institute", "Acad.": "Academy", "Hosp.": "Hospital", "Comm.": "Commission",
    "Cmte.": "Committee", "Bk.": "Book", "Ph.D.": "\ue000PHD", "PhD": "\ue000PHD", "PhDs": "\ue000PHDs",
    "Ph.D": "\ue000PHD", "M.D.": "\ue000MD", "Tbsp.": "tablespoon", "tbsp.": "tablespoons", "tsp.": "teaspoons",
    "vit.": "vitamin", "Vit.": "Vitamin", "mkt.": "market", "Mkt.": "Market", "lg.": "large", "sm.": "small",
    "pkg": "package", "lb.": "pound", "thru": "through", "Thru": "Through",
    "&c.": "et cetera", "n.b.": "note well", "N.B.": "note well",
    "P.S.": "\ue000PS", "anon.": "anonymous", "est'd": "established", "Est'd": "Established", "sq.": "square",
    "Sq.": "Square", "cu.": "cubic", "Terr.": "Terrace", "Pl.": "Place", "Ct.": "Court", "Cres.": "Crescent",
    "Trl.": "Trail", "Fwy.": "Freeway", "Tpke.": "Turnpike", "Expy.": "Expressway", "Ste.": "Suite",
    "Rte.": "Route",
    "Ctrl": "control", "kbd": "keyboard", "Minn.": "Minnesota", "Calif.": "California", "Conn.": "Connecticut",
    "Ariz.": "Arizona", "Colo.": "Colorado", "Fla.": "Florida", "Okla.": "Oklahoma", "Tenn.": "Tennessee",
    "Wisc.": "Wisconsin",
    "q.i.d.": "\ue000QID", "b.i.d.": "\ue000BID", "t.i.d.": "\ue000TID", "p.r.n.": "as needed", "p.o.": "by mouth",
}  # fmt: skip
"""Read in full wherever they stand."""
del ABBREVIATIONS["approx.ly"], ABBREVIATIONS["kbd"]

BEFORE_NUMBER = {
    "no": "number", "nos": "numbers", "p": "page", "pp": "pages", "pg": "page", "pgs": "pages", "fig": "figure",
    "figs": "figures", "tab": "table",
    "vol": "volume", "vols": "volumes", "ch": "chapter", "chap": "chapter", "chs": "chapters", "sec": "section",
    "secs": "sections", "eq": "equation", "eqs": "equations", "eqn": "equation",
    "ver": "version", "art": "article", "arts": "articles", "para": "paragraph", "paras": "paragraphs",
    "pt": "part", "pts": "parts", "ext": "extension", "op": "opus", "l": "line", "ll": "lines",
    "ca": "circa", "c": "circa", "approx": "approximately", "est": "established", "rm": "room", "apt": "apartment",
    "apts": "apartments",
    "ste": "suite", "bldg": "building", "ed": "edition", "tbl": "table", "ex": "example", "d": "died", "b": "born",
    "rte": "route", "rt": "route", "hwy": "highway", "rev": "revision", "mk": "mark", "ep": "episode",
    "eps": "episodes", "fl": "floor", "qtr": "quarter", "app": "appendix", "col": "column", "ver.": "version",
    "lvl": "level", "gr": "grade", "prob": "problem", "sched": "schedule", "dist": "district", "div": "division",
    "temp": "temperature", "sq": "square", "ph": "phone", "n": "number", "r": "royal", "sn": "serial number",
    "wk": "week", "dept": "department", "rms": "rooms", "iss": "issue", "cat": "category",
    "lat": "latitude", "sc": "scene", "sect": "section", "amend": "amendment", "v": "version",
    "long": "longitude",
}  # fmt: skip
del BEFORE_NUMBER["r"], BEFORE_NUMBER["n"], BEFORE_NUMBER["cat"], BEFORE_NUMBER["ver."]
"""Abbreviations (without their period) that stand before a number; that period never ends a sentence."""
NUMBER_WITHOUT_PERIOD = frozenset(
    "hwy rte rt fig figs vol vols chap rm apt bldg ext approx eqn ver lvl pg qtr ste mk ep".split()
)
"""Those that are read so without a period too."""

ERAS = {
    "AD": "AD",
    "BC": "BC",
    "CE": "CE",
    "BCE": "BCE",
    "A.D.": "AD",
    "B.C.": "BC",
    "C.E.": "CE",
    "B.C.E.": "BCE",
    "A.D": "AD",
    "B.C": "BC",
    "AH": "AH",
}
