"""Lists of names that decide how a roman numeral or a reference is read."""

from __future__ import annotations

REGNAL = frozenset(
    (
        "Henry Charles Louis Elizabeth George William Edward James Richard Philip Mary Anne Victoria "
        "Catherine Peter Nicholas Alexander Paul Ivan Frederick Wilhelm Friedrich Napoleon Francis Ferdinand "
        "Joseph Leopold Albert Baudouin Felipe Alfonso Carlos Juan Philippe Henri Charlemagne "
        "Otto Rudolf Maximilian Umberto Vittorio Emmanuel Gustav Gustaf Carl Karl Oscar Haakon Harald Olav "
        "Magnus Christian Erik Margrethe Frederik Beatrix Willem Wilhelmina Juliana Bela Stephen Ladislaus "
        "Sigismund Casimir Boleslaw Stanislaus Matthias Mehmed Murad Selim Suleiman Bayezid Abdul Hamid "
        "Abdulhamid "
        "Xerxes Darius Cyrus Artaxerxes Ptolemy Cleopatra Ramses Ramesses Rameses Seti Amenhotep Thutmose "
        "Tutmose Hadrian Constantine Theodosius Justinian Valentinian Leo Basil Michael Manuel Alexios John "
        "Pius Benedict Gregory Innocent Urban Clement Boniface Sixtus Julius Adrian Celestine Eugene Martin "
        "Callixtus Honorius Alexander "
        "Pedro Afonso Sancho Robert Malcolm David Kenneth Donald Duncan Eric Edgar Ethelred Aethelred Harold "
        "Canute Edmund Alfred Abdullah Hussein Faisal Fuad Farouk Mohammed Muhammad Hassan Rama Bhumibol "
        "Kamehameha Akbar Yazid Menelik Haile Selassie Amadeus Amadeo Isabella Isabel Joanna Maria Theodore "
        "Philip Baldwin Geoffrey Tiberius Nebuchadnezzar Tiglath Sargon "
        "Nicolas Wenceslas Wenceslaus Casimir Vladimir Yaroslav Vasily Feodor Boris Simeon Tewodros Bohemond "
        "Guy Roger Manfred Conrad Lothair Lothar Pepin Childeric Clovis Dagobert Hugh Odo Philibert Victor"
    ).split()
)
"""Names of rulers and popes: after them a roman numeral is an ordinal."""

BEFORE_CARDINAL_ROMAN = frozenset(
    (
        "amend chapter part section act scene volume vol book article title appendix figure fig table phase type "
        "stage level grade class category tier step unit module lesson exhibit schedule annex paragraph "
        "war bowl olympiad symphony concerto sonata opus episode season series mark mk model version apollo "
        "gemini saturn form rule canto psalm amendment factor column cranial nerve schedule item clause "
        "vatican page pages p pp "
        "ch chap sec art wrestlemania division group zone area region block corps army fleet sector room "
        "track level year no number day round game match"
    ).split()
)
"""Words that a roman numeral follows as a plain number."""
STRONG_BEFORE_ROMAN = frozenset(
    "art amend chapter part section act scene volume vol article title appendix phase war bowl stage type class "
    "tier exhibit schedule annex amendment canto level grade step unit module lesson symphony sonata "
    "concerto mark mk factor division year episode apollo group "
    "category book form rule table figure fig".split()
)
"""Those after which a single letter is a numeral too."""

FIRST_NAMES = frozenset(
    (
        "James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew "
        "Anthony Mark Donald Steven Paul Andrew Joshua Kenneth Kevin Brian George Edward Ronald Timothy "
        "Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin "
        "Samuel "
        "Gregory Frank Alexander Raymond Patrick Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry "
        "Douglas Zachary Peter Kyle Walter Ethan Jeremy Harold Keith Christian Roger Noah Gerald Carl Terry "
        "Sean Austin Arthur Lawrence Jesse Dylan Bryan Joe Jordan Billy Bruce Albert Willie Gabriel Logan "
        "Alan Juan "
        "Wayne Roy Ralph Randy Eugene Vincent Russell Elijah Louis Bobby Philip Johnny Martin Davis Loudon "
        "Hank Thurston Griffin Trey Adlai Cornelius Theodore Fred Ford Luther Ted Bill Tom Bob Jim Sam Ben "
        "Max Leo Oscar Hugh Howard Harry"
    ).split()
)
"""Common given names: `John Smith III` is a person, the third."""

BOOKS = {
    "Gen": "Genesis", "Exod": "Exodus", "Ex": "Exodus", "Lev": "Leviticus", "Num": "Numbers",
    "Deut": "Deuteronomy", "Josh": "Joshua", "Judg": "Judges", "Sam": "Samuel", "Chron": "Chronicles",
    "Neh": "Nehemiah", "Esth": "Esther", "Ps": "Psalm", "Pss": "Psalms", "Prov": "Proverbs",
    "Eccl": "Ecclesiastes", "Isa": "Isaiah",
    "Jer": "Jeremiah", "Lam": "Lamentations", "Ezek": "Ezekiel", "Dan": "Daniel", "Hos": "Hosea", "Mic": "Micah",
    "Hab": "Habakkuk", "Zeph": "Zephaniah", "Hag": "Haggai", "Zech": "Zechariah", "Mal": "Malachi",
    "Matt": "Matthew", "Mt": "Matthew", "Mk": "Mark", "Lk": "Luke", "Jn": "John", "Rom": "Romans",
    "Cor": "Corinthians", "Gal": "Galatians", "Eph": "Ephesians", "Phil": "Philippians", "Col": "Colossians",
    "Thess": "Thessalonians", "Tim": "Timothy", "Philem": "Philemon", "Heb": "Hebrews", "Jas": "James",
    "Pet": "Peter", "Rev": "Revelation",
} | {name: name for name in (
        "Genesis Exodus Leviticus Numbers Deuteronomy Joshua Judges Ruth Samuel Kings Chronicles Ezra "
        "Nehemiah Esther Job Psalm Psalms Proverbs Ecclesiastes Isaiah Jeremiah Lamentations Ezekiel Daniel "
        "Hosea Joel Amos Obadiah Jonah Micah Nahum Habakkuk Zephaniah Haggai Zechariah Malachi Matthew Mark "
        "Luke John Acts Romans "
        "Corinthians Galatians Ephesians Philippians Colossians Thessalonians Timothy Titus Philemon Hebrews "
        "James Peter Jude Revelation Qur'an Quran Koran Surah Sura"
).split()}  # fmt: skip
"""Books of scripture by how they are written."""
NUMBERED_BOOKS = frozenset("Samuel Kings Chronicles Corinthians Thessalonians Timothy Peter John".split())
"""Those that `1`, `2` or `3` stands before."""
