"""Languages whose numbers espeak-ng reads itself: around them signs and units are named, groups of digits parted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from frontend_text.reading.locale import Locale
from frontend_text.reading.numerals import Number
from frontend_text.reading.tables import Currency, Noun

_COLUMNS = "minus plus percent degrees per_hour to at dot slash dash equals and euro dollar pound phone".split()
_TABLE = """
da minus plus procent grader_Celsius i_timen til snabel-a punktum skråstreg bindestreg er_lig_med og euro dollar pund \
tlf|tlf\\.|telefon\\w*|ring
nb minus pluss prosent grader_Celsius i_timen til krøllalfa punktum skråstrek bindestrek er_lik og euro dollar pund \
tlf|tlf\\.|telefon\\w*|ring
cs minus plus procent stupňů_Celsia za_hodinu až zavináč tečka lomítko pomlčka rovná_se a eur dolarů liber \
tel|tel\\.|telefon\\w*|volejte
sk mínus plus percent stupňov_Celzia za_hodinu až zavináč bodka lomka pomlčka rovná_sa a eur dolárov libier \
tel|tel\\.|telefón\\w*|volajte
ro minus plus la_sută grade_Celsius pe_oră până_la arond punct bară cratimă egal și euro dolari lire \
tel|tel\\.|telefon\\w*|sunați
ca menys més per_cent graus_Celsius per_hora a arrova punt barra guionet és_igual_a i euros dòlars lliures \
tel|tel\\.|telèfon\\w*|truqueu|trucar
fi miinus plus prosenttia celsiusastetta tunnissa – ät piste kautta viiva on ja euroa dollaria puntaa \
puh|puh\\.|puhelin\\w*|soita
el μείον συν τοις_εκατό βαθμούς_Κελσίου την_ώρα έως παπάκι τελεία κάθετος παύλα ίσον και ευρώ δολάρια λίρες \
τηλ|τηλ\\.|τηλέφωνο|καλέστε
bg минус плюс процента градуса_Целзий в_час до кльомба точка наклонена_черта тире равно_на и евро долара лири \
тел|тел\\.|телефон\\w*|обадете
hr minus plus posto stupnjeva_Celzija na_sat do et točka kosa_crta crtica jednako i eura dolara funti \
tel|tel\\.|telefon\\w*|nazovite
sr минус плус одсто степени_Целзијуса на_сат до ет тачка коса_црта цртица једнако и евра долара фунти \
тел|тел\\.|телефон\\w*|позовите
sl minus plus odstotkov stopinj_Celzija na_uro do afna pika poševnica vezaj je_enako in evrov dolarjev funtov \
tel|tel\\.|telefon\\w*|pokličite
lt minus plius procentų laipsnių_Celsijaus per_valandą iki eta taškas pasvirasis_brūkšnys brūkšnelis lygu ir eurų \
dolerių svarų tel|tel\\.|telefon\\w*|skambinkite
lv mīnus plus procenti grādi_pēc_Celsija stundā līdz et punkts slīpsvītra defise ir_vienāds_ar un eiro dolāri mārciņas \
tālr|tālr\\.|tālrunis|zvaniet
et miinus pluss protsenti kraadi_Celsiuse_järgi tunnis kuni ätt punkt kaldkriips sidekriips on ja eurot dollarit naela \
tel|tel\\.|telefon\\w*|helista
id minus plus persen derajat_Celsius per_jam sampai et titik garis_miring strip sama_dengan dan euro dolar pound \
telp|telp\\.|telepon|hubungi
ms tolak tambah peratus darjah_Celsius sejam hingga alias titik garis_miring sempang sama_dengan dan euro dolar paun \
tel|tel\\.|telefon|hubungi
fa منفی مثبت درصد درجه_سانتیگراد در_ساعت تا ات نقطه ممیز خط_تیره مساوی و یورو دلار پوند تلفن|شماره|تماس
is mínus plús prósent gráður_á_Celsíus á_klukkustund til hjá punktur skástrik bandstrik jafnt_og og evrur dalir pund \
sími|s\\.|hringdu
"""
"""One line a language, blanks in words written `_`; the last column is a pattern of words before telephone numbers."""
_DOT_DECIMAL = frozenset(("ms",))


class DigitLocale(Locale):
    """Numbers stay digits; in times, dates and telephone numbers blanks part them, so that no sign is read between."""

    own: ClassVar[Mapping[str, str]] = {}
    """The language's words by column."""

    def cardinal(self, n: int, form: str = "") -> str:
        return str(n)

    def digits(self, digits: str) -> str:
        return " ".join(digits)

    def number(self, number: Number, form: str = "") -> str:
        if number.code:
            return self.digits(number.code)
        return f"{number.whole}{number.mark}{number.decimals}" if number.decimals else str(number.whole)

    def count(self, number: Number, noun: Noun, case: str = "") -> str:
        return f"{self.number(number)} {noun.forms[0]}"

    def counts(self, word: str) -> bool:
        return word[:1].islower()

    def date(self, day: int | None, month: int, year: int | None, context: str = "") -> str:
        return " ".join(str(part) for part in (day, month, year) if part)

    def clock(self, hour: int, minute: int, second: int | None, named: bool) -> str:
        return " ".join(str(part) for part in (hour, minute or None, second) if part is not None)

    def roman(self, n: int, numeral: str, before: str, after: str) -> str | None:
        return None

    def telephone(self, country: str, groups: Sequence[str]) -> str:
        said = [self.digits(group) for group in groups]
        return ", ".join([f"{self.plus} {self.digits(country)}", *said] if country else said)


def _locale(row: str) -> tuple[str, type[DigitLocale]]:
    language, *cells = row.replace("\\\n", " ").split()
    said = {name: cell.replace("_", " ") for name, cell in zip(_COLUMNS, cells, strict=True)}
    kilometres = {"bg": "километра", "sr": "километара", "el": "χιλιόμετρα", "fa": "کیلومتر"}.get(language, "kilometer")
    unit_of = {
        "%": Noun((said["percent"],)),
        "°C": Noun((said["degrees"],)),
        "° C": Noun((said["degrees"],)),
        "ºC": Noun((said["degrees"],)),
        "km/h": Noun((f"{'km' if kilometres == 'kilometer' else kilometres} {said['per_hour']}",)),
        "км/ч": Noun((f"{kilometres} {said['per_hour']}",)),
    }
    attributes: dict[str, object] = {
        "__doc__": f"The language `{language}`.",
        "own": said,
        "decimal": "." if language in _DOT_DECIMAL else ",",
        "minus": said["minus"],
        "plus": said["plus"],
        "to": said["to"],
        "units": unit_of,
        "money": {
            symbol: Currency(Noun((said[name],)))
            for symbols, name in (("€ EUR", "euro"), ("$ USD US$", "dollar"), ("£ GBP", "pound"))
            for symbol in symbols.split()
        },
        "signs": {
            "@": said["at"], "&": said["and"], "%": said["percent"], "+": said["plus"], "=": said["equals"],
            "€": said["euro"], "$": said["dollar"], "£": said["pound"],
        },
        "electronic": {
            "@": said["at"], ".": said["dot"], "/": said["slash"], "-": said["dash"], ":": "", "_": "", "?": "",
            "=": said["equals"], "&": said["and"], "%": said["percent"], "+": said["plus"],
        },
        "phone_cues": said["phone"],
    }  # fmt: skip
    return language, type(f"DigitLocale_{language}", (DigitLocale,), attributes)


DIGIT_LOCALES = dict(_locale(row) for row in _TABLE.strip().replace("\\\n", "").splitlines())
"""Language code -> class."""
