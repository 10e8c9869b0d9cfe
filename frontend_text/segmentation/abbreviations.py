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
_TITLES = {
    "de": "max. min. Frau. Herr. Kap. Bhf. Hbf. Bd. Aufl. Anm. Nrn. Mo. Di. Mi. Do. Sa. So. "
    "Abt. Dipl.-Ing. zzgl. abzgl. exkl. "
    "Tab. insb. bspw.",
    "es": "máx. mín. s. ss. p. pp. Ref. sr. sra. srta. dr. dra. dña. prof. ing. Arq. Sto. Sta. Avda. Av. Pza. "
    "Plza. Ctra. Pág. Núm. Mons. Excmo. "
    "Gob. N.º C. lic. pza. plza. avda.",
    "fr": "max. min. env. M. Mgr. Me. bd. Bd. boul. Boul. av. Av. pl. Pl. r. rte. Réf. tél. Tél. apt. bât. imp.",
    "it": "max. min. sec. pp. rif. sig. sigg. sig.ra sig.na dott. Dott. dott.ssa Dott.ssa prof. Prof. prof.ssa "
    "avv. Avv. ing. Ing. arch. Arch. "
    "geom. rag. on. On. mons. Mons. S. p.za P.za p.zza P.zza v.le V.le c.so C.so l.go "
    "L.go F.lli f.lli gent.mo gent.ma "
    "egr. spett. Spett. Gent.mo Gent.ma Egr. N.",
    "pt": "máx. mín. séc. pp. sr. sra. srta. srs. sras. dr. dra. prof. profa. eng. Av. R. r. al. Al. pça. Pça. "
    "rod. Rod. Sto. Sta. Exmo. "
    "Cia. Pág. Tel. N.º Nº.",
    "nl": "max. min. dhr. Dhr. mw. Mw. mevr. Mevr. dr. Dr. drs. Drs. ir. Ir. ing. Ing. prof. "
    "Prof. mr. Mr. ds. Ds. St. nr. Nr. "
    "blz. tel. Tel. bijv. bv. o.a. d.w.z. ca. incl. excl. t.a.v. i.p.v. m.b.t. resp. str. Str. hfst. art. fig.",
    "sv": "dr. hr. fr. ing. S:t S:ta tfn. Tel. Tfn. sid. jfr. ev. fr.o.m. t.o.m. p.g.a. pga. s.k. f.d. kl. Kl.",
    "hu": "özv. Özv. ifj. Ifj. id. Id. prof. u. krt. ker. em. fsz. fej. köt. old. ld. Tel. sz. bp. Bp. Kr.",
    "ru": "макс. г. гг. ул. пр. просп. пл. пер. д. кв. к. стр. корп. обл. р-н. им. т. тт. тел. "
    "Тел. см. рис. гл. п. пп. ст. "
    "г-н г-жа акад. проф. доц. напр. т.е. т.к. ок. св. мин. млн. млрд. тыс. руб. коп.",
    "uk": "макс. мін. м. р. рр. вул. пр. просп. пл. пров. буд. кв. стор. с. обл. р-н. ім. т. "
    "тел. Тел. див. рис. гл. п. ст. акад. "
    "проф. доц. напр. бл. св. млн. млрд. тис. грн. коп.",
    "pl": "maks. min. p. pp. ul. al. pl. os. nr. tel. Tel. ok. np. tzn. tzw. m.in. prof. dr. "
    "Dr. mgr. inż. hab. św. ks. bp. gen. "
    "płk. im. godz. str. "
    "rozdz. rys. art. ust. pkt. poz. woj. pow. gm. tys. mln. mld. zob. por. jw. min. maks. śp. pn. Sp. a.d.",
    "tr": "Dr. Prof. Doç. Yrd. Av. Sn. Sok. Cad. Mah. Apt. No. Tel. bkz. vb. vs. örn. yy. sf. s. Hz. St.",
    "ca": "Sr. Sra. Dr. Dra. pàg. núm. av. tel.",
    "cs": "Dr. Ing. Mgr. prof. ul. č. tel. např. tzv. tj. atd. str. nám. tř. sv. r. stol.",
    "da": "Dr. hr. fr. nr. tlf. Tlf. f.eks. bl.a. ca. kl. kap. osv. pga. s. St.",
    "nb": "Dr. nr. tlf. Tlf. f.eks. bl.a. ca. kl. kap. osv. pga. s. St.",
    "fi": "esim. ks. n. noin. nro. puh. Puh. s. klo. ym. jne. mm. ns. prof. tri. os.",
    "ro": "dl. d-na. Dr. nr. str. bd. tel. pag. ex. etc. cca. Sf.",
    "el": "κ. κα. δρ. τηλ. οδ. αρ. π.χ. κλπ. σελ. λεωφ.",
    "ar": "د. أ. م. ص. أ.د. ت. ق.م.",
    "hi": "डॉ. डा. प्रो. श्री. पं. कु. पृ. सं. क्र. नं. ता. दि. स्व. रु. ई. Dr.",
    "bg": "г. ул. бул. тел. бр. стр. т.е. напр. др. проф. инж. гр. св.",
}
"""More of them, of the languages that the reader has tables for."""
for _language, _words in _TITLES.items():
    NEVER_END[_language] = f"{NEVER_END.get(_language, '')} {_words}"
NEVER_END_SETS = {language: frozenset(words.split()) for language, words in NEVER_END.items()}
"""Language -> abbreviations."""

_STREET = {"de": "str.", "nl": "str."}
"""Endings of words that are cut short: Hauptstr."""


def never_ends(language: str, word: str) -> bool:
    """Whether a word with a period is an abbreviation that something follows."""
    street = _STREET.get(language)
    return word in NEVER_END_SETS.get(language, ()) or bool(street and word.endswith(street))


ORDINAL_PERIOD = frozenset(("de", "hu", "tr", "cs", "da", "nb", "fi", "sk", "hr", "sl"))
"""Languages that write `3.` for third: a period after a short number seldom ends a sentence."""
