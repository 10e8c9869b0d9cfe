"""Homographs that a part of speech alone does not tell apart, each with its senses and the rules that choose one."""

from __future__ import annotations

from frontend_text.english.pronunciation.homograph.sense_rules import Homograph, noun_and_verb, rule
from frontend_text.english.pronunciation.homograph.sentence import BE, HAVE, MODALS

_NUMBERS = "two three four five six seven eight nine ten several many some few the both these those"
_HIS = "a an my your his her its our their the this that"

HOMOGRAPHS: dict[str, Homograph] = {
    "read": Homograph(
        {"past": ("VBD", None), "present": ("VB", None)},
        (
            rule("present", before="a an good quick interesting great each every"),
            rule("present", reaching="to"),
            rule("past", auxiliary=" ".join(HAVE | BE)),
            rule("present", auxiliary=" ".join(MODALS)),
            rule("present", begins=True),
            rule("past", before="well widely", tag="JJ VBN"),
            rule("past", reaching="he she it"),
            rule("past", kind_before="NN NNP"),
            rule("present", near="every always usually often daily weekly each nowadays whenever"),
            rule("past", near="yesterday ago last once twice somewhere earlier previously recently already when then"),
            rule("past", past=True),
            rule("present", reaching="you who that they"),
            rule("past", reaching="i we", after="the a an your my his her their this that it about in somewhere one"),
            rule("present"),
        ),
    ),
    "lead": Homograph(
        {"metal": ("NN", "lˈɛd"), "go": ("", None)},
        (
            rule("metal", after="pencil pencils pipe pipes paint paints poisoning acid acetate shot bullet bullets "
                                 "sinker weight weights roof roofing sheet sheets foil ore mine mines mining exposure "
                                 "levels contamination apron glass crystal solder oxide balloon batteries battery"),
            rule("metal", before="of from", tag="NN", near="made pipes pipe paint traces metal weight kilos pounds "
                                                       "tons bullets levels amount amounts sheets lump ounce "
                                                       "ounces full"),
            rule("metal", near="mercury zinc copper tin arsenic cadmium toxic poison poisoned poisonous metal metals "
                                "melted molten melts ore paint pipes solder", verb=False,
                  unless_before="the a her his our their its your my"),
            rule("metal", before="with by from like as in than", unless_after="in of at on and the",
                  tag="NN", near="lined heavy heavier turned gold filled legs"),
            rule("metal", begins=True, after="is was has melts", verb=False),
            rule("go"),
        ),
    ),
    "live": Homograph(
        {"verb": ("VB", None), "adj": ("JJ", None)},
        (
            rule("adj", before="go goes went going gone broadcast streamed stream streaming performed recorded aired "
                                "shown watch watched held kept remain remains stay back covered sung played "
                                "reported reporting"),
            rule("adj", before="is are was were 's 're it's be been being"),
            rule("adj", after="music wire show shows data concert concerts audience broadcast stream streaming "
                               "performance performances album chat ammunition bait birth births recording feed event "
                               "events coverage action video tv television version session oak bands band "
                               "entertainment updates animals fire rounds results",
                 unless_before="to they we who i you"),
            rule("verb", reaching="to i you we they who that people can will would could should must may might"),
            rule("verb", before="long"),
            rule("adj", before=_HIS, tag_after="NN JJ"),
            rule("verb", verb=True),
            rule("verb", tag_after="IN RB", unless_after="from at on via"),
            rule("adj"),
        ),
    ),
    "wind": Homograph(
        {"turn": ("VB", None), "air": ("NN", None)},
        (
            rule("turn", after="up down", tag="VB"),
            rule("turn", begins=True, after="the up it your back down"),
            rule("turn", verb=True),
            rule("turn", kind_before="NNS", after="through around along up down past between across"),
            rule("air"),
        ),
    ),
    "bow": Homograph(
        {"bend": ("VB", None), "knot": ("NN", None)},
        (
            rule("knot", after="and", near="arrow arrows"),
            rule("knot", near="arrow arrows violin violinist cello cellist fiddle ribbon hair archer archery string "
                               "quiver tie necktie gift"),
            rule("bend", verb=True),
            rule("bend", near="ship boat stern waves deck vessel sail sailed sailor yacht anchor ferry hull sea "
                               "captain dolphins starboard port ships wave"),
            rule("bend", before="a final deep low slight polite little the", near="take took taking takes gave made "
                                                                                  "applause stage audience curtain"),
            rule("bend", before="from", second_before="stern"),
            rule("knot"),
        ),
    ),
    "bass": Homograph(
        {"music": ("JJ", None), "fish": ("NN", None)},
        (
            rule("fish", before="sea striped largemouth smallmouth black freshwater white grilled baked rock spotted"),
            rule("fish", near="fish fishing lake river caught catch catching angler anglers pond bait trout fillet "
                               "salmon fillets hook lure lures aquarium perch restaurant stocked reeled",
                  unless_after="guitar drum player line lines clef"),
            rule("music"),
        ),
    ),
    "tear": Homograph(
        {"rip": ("VB", None), "cry": ("NN", None)},
        (
            rule("rip", verb=True),
            rule("cry", after="gas drop drops duct ducts stained jerker"),
            rule("cry", near="eye eyes cheek cheeks cry cried crying shed wept weep face sad sadness funeral"),
            rule("rip", before="and", second_before="wear"),
            rule("rip", after="in along through near down across up at was apart", tag="NN VB"),
            rule("rip", near="jacket shirt fabric trousers jeans muscle ligament tendon paper rotator cartilage "
                              "retina sail curtain meniscus sew repair surgery"),
            rule("cry"),
        ),
    ),
    "tears": Homograph(
        {"rip": ("VB", "tˈɛɹz"), "cry": ("NN", None)},
        (
            rule("cry", before="in to of with into the his her my their your our through and no bitter"),
            rule("rip", after="through up down apart off open away easily at into it the"),
            rule("rip", near="muscle ligament tendon fabric cartilage meniscus rips cuts", verb=True),
            rule("rip", near="muscle ligament tendon cartilage meniscus"),
            rule("rip", reaching="it he she that which", verb=True),
            rule("cry"),
        ),
    ),
    "minute": Homograph(
        {"tiny": ("JJ", None), "time": ("NN", None)},
        (
            rule("tiny", after="detail details traces trace particles particle amounts amount quantities quantity "
                                "differences difference fragments fragment changes variations inspection examination "
                                "crystals hole holes doses specks speck creatures organisms fraction fractions cracks "
                                "scratches bubbles fibres fibers droplets insects plants animals shells adjustments"),
            rule("tiny", before="so very extremely too incredibly almost rather such quite", unless_after="of to",
                  tag_after=". , : IN CC"),
            rule("tiny", before="is are was were", after=". , ; and but", unless_before="a the"),
            rule("time"),
        ),
    ),
    "content": Homograph(
        {"adj": ("JJ", None), "noun": ("NN", None)},
        (
            rule("noun", before=f"{_HIS} of new fat water alcohol sugar online digital original user more all any "
                                 "free video adult generated"),
            rule("adj", reaching="am is are was were be been being feel feels felt seem seems seemed look looks "
                                  "looked remain remained remains stay became quite very i'm 'm 're "
                                  "perfectly not seeming"),
            rule("adj", after="with to", tag="JJ"),
            rule("adj", before="not"),
            rule("adj", before="and", tag="JJ", tag_after=". , ''"),
            rule("noun"),
        ),
    ),
    "resume": Homograph(
        {"go": ("VB", None), "cv": ("NN", "ɹˈɛzəmˌA")},
        (
            rule("cv", before=f"{_HIS} updated one-page impressive strong job sample attached"),
            rule("go", verb=True),
            rule("cv", near="job interview hire hiring employer employers recruiter cover letter skills career cv"),
            rule("go", tag="VB"),
            rule("cv"),
        ),
    ),
    "polish": Homograph(
        {"nation": ("", "pˈOlɪʃ"), "shine": ("", "pˈɑlɪʃ")},
        (
            rule("shine", capital=False),
            rule("nation", begins=False),
            rule("shine", after="your the my his her it up off them our their this that with and"),
            rule("nation"),
        ),
    ),
    "does": Homograph(
        {"deer": ("NNS", "dˈOz"), "verb": ("", None)},
        (
            rule("deer", near="buck bucks fawn fawns deer stag stags herd hunters hunter antlers",
                 before=f"{_NUMBERS} of"),
            rule("deer", before="young pregnant two three four five six", unless_after="not n't it he she"),
            rule("verb"),
        ),
    ),
    "dove": Homograph(
        {"jump": ("VBD", None), "bird": ("NN", None)},
        (
            rule("bird", before=f"{_HIS} white mourning turtle grey gray wild rock peace one every each", tag_after=
                  "NN VB . , IN MD CC TO RB RP POS"),
            rule("jump", reaching="he she they we i who it you and then"),
            rule("jump", after="into in for off under headfirst down to after right deep straight through back "
                                "underwater beneath behind from toward towards 10 five"),
            rule("bird"),
        ),
    ),
    "close": Homograph(
        {"shut": ("VB", None), "near": ("JJ", None)},
        (
            rule("near", before="so too very how as this that pretty quite stay stand get got gets getting come came "
                                 "comes keep keeps kept up bit is are was were be been hold held fairly really live "
                                 "lives lived living sit sat stood extremely particularly", unless_after="the"),
            rule("near", after="to friend friends friendship call second range relationship ties family attention eye "
                                "together contact enough by up-up", unless_before="we they you i to will can"),
            rule("shut", before="the at market", after="of on ."),
            rule("shut", before="a the", near="bring brought draw drew drawing came come coming draws",
                  tag_after=". , IN"),
            rule("shut", verb=True),
            rule("near"),
        ),
    ),
    "used": Homograph(
        {"accustomed": ("VBD", None), "put to use": ("VBN", None)},
        (
            rule("put to use", unless_after="to"),
            rule("accustomed", before="get got getting gets become became becoming grown grew quite"),
            rule("accustomed", before="is are was were be been 'm 's 're am not so i'm", second_before="i you he she "
                  "we they people am is are was were 'm 're not"),
            rule("accustomed", reaching="i you he she we they it there who people never and 've"),
            rule("put to use", reaching="is are was were be been being can"),
            rule("accustomed", tag="VBD"),
            rule("put to use"),
        ),
    ),
    "row": Homograph(
        {"quarrel": ("NN", "ɹˈW"), "line": ("", None)},
        (
            rule("quarrel", after="over broke erupted about", unless_before="front back last first each every"),
            rule("quarrel", before="blazing heated furious bitter angry political diplomatic public huge almighty "
                                    "flaming terrible", unless_after="of"),
            rule("line"),
        ),
    ),
    "invalid": Homograph(
        {"person": ("NN", None), "not valid": ("JJ", None)},
        (
            rule("person", before="an the", after=". , for who since and ; ? ! in", tag_after=". , IN WP CC :"),
            rule("person", after="mother father wife husband aunt uncle sister brother child parent parents son "
                                  "daughter relative relatives chair"),
            rule("not valid"),
        ),
    ),
    "learned": Homograph(
        {"wise": ("JJ", None), "got to know": ("VBD", None)},
        (
            rule("got to know", after="behavior behaviour response responses skill skills weights parameters "
                                       "helplessness features lesson lessons representation representations"),
            rule("wise", before="a most very", tag_after="NN JJ ,"),
            rule("wise", before=_HIS, tag_after="NN JJ"),
            rule("wise", after="men man judge judges counsel friend society societies professor scholar scholars"),
            rule("got to know"),
        ),
    ),
    "blessed": Homograph(
        {"holy": ("JJ", "blˈɛsᵻd"), "gave a blessing": ("", None)},
        (
            rule("holy", after="virgin mother sacrament lady trinity saint mary are is be assurance event relief "
                                "thing minute day peace"),
            rule("holy", before="the every single whole a", tag_after="NN JJ", unless_after="hash reference object"),
            rule("gave a blessing"),
        ),
    ),
    "aged": Homograph(
        {"old": ("JJ", "ˈAʤᵻd"), "so old": ("", None)},
        (
            rule("so old", after="cheese cheddar beef whiskey whisky rum wine gouda balsamic care"),
            rule("old", before=_HIS, tag_after="NN JJ"),
            rule("old", before="the", tag_after=". , VB MD CC"),
            rule("so old"),
        ),
    ),
    "wound": Homograph(
        {"turned": ("VBD", None), "hurt": ("NN", None)},
        (
            rule("hurt", reaching=f"{_HIS} to no gunshot knife stab bullet head open flesh deep old"),
            rule("turned", reaching="he she they we i it who and which"),
            rule("turned", after="up around round through down along its his her the tightly about into their back "
                                  "past"),
            rule("hurt"),
        ),
    ),
    "number": Homograph(
        {"more numb": ("JJR", "nˈʌməɹ"), "count": ("", None)},
        (
            rule("more numb", before="grew felt getting became feel", near="feet fingers lips toes hands legs cold"),
            rule("count"),
        ),
    ),
    "graduate": Homograph(
        {"verb": ("VB", None), "noun": ("NN", None)},
        (
            rule("noun", after="school student students degree degrees program programs programme studies course "
                                "courses work assistant schools level", tag="NN JJ VB"),
            rule("verb", verb=True),
            rule("noun"),
        ),
    ),
    "pasty": Homograph(
        {"pale": ("JJ", None), "pie": ("NN", None)},
        (
            rule("pale", before="looked look looks looking was is so too rather pale was were very white"),
            rule("pale", after="face skin complexion white and"),
            rule("pie"),
        ),
    ),
    "putting": Homograph(
        {"golf": ("NN", "pˈʌTɪŋ"), "place": ("", None)},
        (
            rule("golf", after="green greens stroke stance"),
            rule("golf", near="golf golfer birdie green greens putter par tee caddie", before=_HIS),
            rule("place"),
        ),
    ),
    "moped": Homograph(
        {"sulked": ("VBD", None), "bike": ("NN", None)},
        (
            rule("bike", before=f"{_HIS} electric old by"),
            rule("sulked", after="about around all for and in through over", unless_before="by"),
            rule("bike"),
        ),
    ),
    "nice": Homograph(
        {"town": ("NNP", "nˈis"), "kind": ("", None)},
        (
            rule("town", capital=True, begins=False, before="in to from near of at around via outside and for",
                  unless_after="day people guy guys"),
            rule("kind"),
        ),
    ),
    "reading": Homograph(
        {"town": ("NNP", "ɹˈɛdɪŋ"), "act": ("", None)},
        (
            rule("town", capital=True, begins=False, before="in to from near at outside via around for"),
            rule("act"),
        ),
    ),
    "august": Homograph(
        {"grand": ("JJ", "ɔɡˈʌst"), "month": ("NNP", "ˈɔɡəst")},
        (rule("grand", capital=False, tag_before="DT JJ PRP$ IN RB", tag_after="NN JJ"), rule("month")),
    ),
    "export": noun_and_verb("ˈɛkspˌɔɹt", "ɪkspˈɔɹt"),
    "exports": noun_and_verb("ˈɛkspˌɔɹts", "ɪkspˈɔɹts"),
    "transfer": noun_and_verb("tɹˈænsfəɹ", "tɹænsfˈɜɹ"),
    "transfers": noun_and_verb("tɹˈænsfəɹz", "tɹænsfˈɜɹz"),
    "combat": noun_and_verb("kˈɑmbˌæt", "kəmbˈæt"),
    "protest": noun_and_verb("pɹˈOtˌɛst", "pɹətˈɛst"),
    "protests": noun_and_verb("pɹˈOtˌɛsts", "pɹətˈɛsts"),
}  # fmt: skip
