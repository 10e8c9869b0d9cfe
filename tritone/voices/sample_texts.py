"""A sentence in each language, to hear a voice and to measure how loud it is."""

from __future__ import annotations

_TEXTS = {
    "ar": "الطقس جميل اليوم، والقطار يغادر في الساعة التاسعة والنصف.",
    "ca": "Avui fa bon temps, i el tren surt a dos quarts de deu.",
    "cs": "Dnes bude hezky a vlak odjíždí v půl desáté.",
    "da": "Vejret bliver fint i dag, og toget kører klokken halv ti.",
    "de": "Heute wird das Wetter schön, und der Zug fährt um halb zehn.",
    "el": "Σήμερα ο καιρός είναι καλός και το τρένο φεύγει στις εννιάμισι.",
    "en": "The weather will be fine today, and the train leaves at half past nine.",
    "es": "Hoy hará buen tiempo y el tren sale a las nueve y media.",
    "fa": "امروز هوا خوب است و قطار ساعت نه و نیم حرکت می‌کند.",
    "fi": "Tänään on kaunis sää, ja juna lähtee puoli kymmeneltä.",
    "fr": "Il fera beau aujourd'hui, et le train part à neuf heures et demie.",
    "hi": "आज मौसम अच्छा रहेगा और गाड़ी साढ़े नौ बजे चलेगी।",
    "hu": "Ma szép idő lesz, és a vonat fél tízkor indul.",
    "it": "Oggi farà bel tempo e il treno parte alle nove e mezza.",
    "ja": "今日は天気がよく、電車は九時半に出発します。",
    "ko": "오늘은 날씨가 좋고 기차는 아홉 시 반에 출발합니다.",
    "nl": "Het wordt vandaag mooi weer, en de trein vertrekt om half tien.",
    "no": "Det blir fint vær i dag, og toget går klokken halv ti.",
    "pl": "Dzisiaj będzie ładna pogoda, a pociąg odjeżdża o wpół do dziesiątej.",
    "pt": "Hoje vai fazer bom tempo e o trem parte às nove e meia.",
    "ro": "Astăzi va fi vreme frumoasă, iar trenul pleacă la nouă și jumătate.",
    "ru": "Сегодня будет хорошая погода, а поезд отправляется в половине десятого.",
    "sv": "Det blir fint väder i dag, och tåget går klockan halv tio.",
    "tr": "Bugün hava güzel olacak ve tren dokuz buçukta kalkıyor.",
    "uk": "Сьогодні буде гарна погода, а потяг вирушає о пів на десяту.",
    "vi": "Hôm nay trời đẹp, và tàu khởi hành lúc chín giờ rưỡi.",
    "zh": "今天天气很好，火车九点半出发。",
}
_OF_ANY_LANGUAGE = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10."


def sample_text(language: str) -> str:
    """Something to say in a language (BCP 47); numbers where we know none of its words."""
    return _TEXTS.get(language.lower().partition("-")[0], _OF_ANY_LANGUAGE)
