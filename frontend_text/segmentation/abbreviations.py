"""Abbreviations whose period does not end a sentence, by language (English has its own, finer rules)."""

from __future__ import annotations

NEVER_END = {
    "de": "z.B. d.h. u.a. z.T. i.d.R. bzw. ca. Dr. Prof. Hr. Hrn. Fr. Nr. Str. St. vgl. Abs. Art. Bd. S. Abb. "
    "Tel. inkl. "
    "evtl. ggf. max. min. Mio. Mrd. Jan. Feb. Mär. Apr. Aug. Sept. Okt. Nov. Dez. Ing. Dipl. geb. gest. sog. o.g.",
    "es": "Sr. Sra. Srta. Sres. Dr. Dra. D. Dña. Ud. Uds. Vd. núm. nro. n.º pág. págs. p.ej. etc. av. Avda. "
    "tel. ej. fig. "
    "cap. vol. art. Prof. Lic. Ing. Gral. ene. feb. mar. abr. jun. jul. ago. sept. oct. nov. dic. EE.UU. aprox.",
    "fr": "M. MM. Mme. Mlle. Dr. Pr. St. Ste. p.ex. c.-à-d. env. n. no. p. pp. vol. chap. fig. art. av. boul. "
    "tél. janv. "
    "févr. avr. juil. sept. oct. nov. déc. éd. cf. J.-C.",
    "hu": "dr. Dr. pl. ún. ill. kb. u. stb. id. ifj. Prof. sz. old. kft. zrt. tel. u.n. vö. jan. febr. márc. "
    "ápr. máj. jún. "
    "júl. aug. szept. okt. nov. dec.",
    "it": "Sig. Sigg. Sig.ra Dott. Dr. Prof. Avv. Ing. n. nr. pag. pagg. p.es. es. fig. cap. vol. art. tel. "
    "ecc. gen. feb. "
    "mar. apr. mag. giu. lug. ago. set. ott. nov. dic. ca.",
    "pt": "Sr. Sra. Srta. Dr. Dra. D. V.Exa. Prof. Profa. Eng. n. n.º nº. pág. p.ex. fig. cap. vol. art. av. "
    "tel. jan. fev. "
    "mar. abr. mai. jun. jul. ago. set. out. nov. dez. aprox.",
    "sv": "t.ex. bl.a. dvs. d.v.s. m.m. m.fl. o.s.v. osv. ca. nr. s. kap. fig. tel. dr. Dr. prof. Prof. kl. "
    "jan. feb. apr. "
    "aug. sept. okt. nov. dec. inkl. exkl. resp. st.",
    "vi": "TP. Tp. TS. ThS. GS. PGS. BS. Q. P. Đ. v.v.",
}
NEVER_END_SETS = {language: frozenset(words.split()) for language, words in NEVER_END.items()}
"""Language -> abbreviations."""

ORDINAL_PERIOD = frozenset(("de", "hu"))
"""Languages that write `3.` for third: a period after a short number seldom ends a sentence."""
