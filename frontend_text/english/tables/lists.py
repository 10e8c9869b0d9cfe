"""Word lists that decide between readings."""

from __future__ import annotations

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

DOMAIN_WORDS = frozenset(
    (
        "com org net edu gov mil io info biz app dev blog shop online site store news wiki coop museum name "
        "tech cloud live page jobs"
    ).split()
)
"""Last parts of internet names that are read as words; all others of two or three letters are spelled."""
FILE_ENDINGS = frozenset(
    (
        "py js ts jsx tsx html htm css json yaml yml toml xml csv tsv txt md rst pdf doc docx xls xlsx ppt "
        "pptx png jpg jpeg gif svg webp bmp mp3 mp4 wav flac ogg avi mov mkv zip tar gz bz2 7z rar exe dll "
        "so sh bat ps1 c h cc cpp hpp java kt rs go rb php pl sql db "
        "ini cfg conf env log lock ipynb r m swift scala lua dart vue pth pt onnx bin iso dmg apk deb rpm "
        "jar war class o a lib tex bib proto"
    ).split()
)

SERVICE_NUMBERS = frozenset("911 112 999 988 311 411 211 511 811 611 711 101 111 116 117 118".split())
DIAL_WORDS = frozenset(
    (
        "call dial text phone ring tel telephone fax cell mobile hotline helpline lifeline number whatsapp "
        "sms reach contact hotlines emergency"
    ).split()
)
CODE_WORDS = frozenset(
    (
        "code pin otp passcode password passcodes zip postcode serial account card ending ends id pnr "
        "confirmation verification authentication 2fa mfa tracking ssn routing reference ref extension ext "
        "otps cvv cvc imei digits combination"
    ).split()
)
"""Before them numbers are said digit by digit."""
FLIGHT_WORDS = frozenset("flight flights delayed boarding gate departs departing".split())

RATING_WORDS = frozenset(
    (
        "give gives gave given giving rate rated rates rating ratings score scored scores scoring got gets "
        "get stars review reviews solid pain grade graded average perfect imdb"
    ).split()
)
PRESSURE_WORDS = frozenset("bp pressure systolic hypertension".split())
DATE_WORDS = frozenset(
    (
        "on by due until till since from before after dated date dates deadline week begins starts start "
        "ends end starting ending born expires effective scheduled posted updated published between through "
        "for today tomorrow arriving"
    ).split()
)
SCALE_WORDS = frozenset("scale ratio odds ratios proportion dilution dilute mix mixed mixture zoom gear".split())

COUNTED_AFTER_M = frozenset(
    (
        "users people views dollars followers subscribers downloads likes copies records rows customers "
        "visitors players jobs euros pounds parameters tokens residents voters streams shares members "
        "accounts units sales fans homes acres barrels lines"
    ).split()
)
K_STAYS = frozenset(
    (
        "run race walk swim resolution video tv display monitor screen film fun runner runners row ultra uhd "
        "blu stream streaming charity training"
    ).split()
)
