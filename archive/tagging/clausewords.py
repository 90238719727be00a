"""The words that tell a land from those who act for it, in English: lemmas as the language model gives them.

Language only, no name and no sentence of a test. `clauses` says what each list is asked.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATES = _words("""lie border surround contain include cover remain see house boast grow hang jut
slope consist comprise encompass measure span stretch sit belong share record accede feature abound break fall
collapse disintegrate vanish disappear exist wake awake awaken sleep burn bleed freeze prosper stagnate shrink
thrive slide descend drift stand live""")
"""Verbs whose subject is described as land or as a whole, though the grammar makes it active."""

TRADE = _words("""sell buy purchase import export produce consume mine smelt refine trade get receive draw deliver
take use pay""")
"""Who does these is named as a market, a row in a table of trade."""

NOT_ONLY_TRADE = _words("get receive draw take use")
"""Verbs of trade that are said of much else."""

WARES = _words("""gas oil coal grain wheat electricity power meat pork beef fruit vegetable apple
milk cheese fish food steel metal uranium fuel petrol good goods product cement timber energy water
sugar nickel tobacco coffee tea rice cotton copper gold silver iron diamond wine wool rubber cocoa textile""")
GOODS = WARES | _words("""all most half third quarter fifth percent % barrel tonne ton metre meter what
much rest lot share more less little""")
"""Wares, or how much of them."""
FRACTIONS = _words("half third quarter fifth sixth seventh eighth ninth tenth percent %")

TERRITORY = _words("""leave visit enter reach cross tour invade annex occupy bomb bombard seize conquer
liberate capture devastate flood hit strike divide unite partition split inhabit colonize colonise settle
surround include cover see have rule attack join evacuate rebuild destroy shake ravage sweep explore locate
situate find found establish name call know populate govern ruin rename reunite incorporate cede border host
hold abandon transfer shell storm besiege encircle retake recapture take lose put tear plunge flee quit pass
patrol guard seal blockade connect link separate absorb swallow control run cut keep rock grip engulf break
return move turn proclaim dissolve federalise federalize adapt destabilise destabilize protect drag describe
bypass skirt""")
"""Verbs that take the land as object (or as subject of the passive)."""

GOING = _words("leave depart head set sail go come travel fly march embark bind make move escape flee emigrate home")
MINDED = _words("""ready willing unwilling prepared concerned keen eager responsible guilty opposed
worried determined reluctant able unable committed interested wrong right hostile sympathetic aware afraid
confident due next bound obliged entitled silent neutral innocent furious angry alarmed grateful free complicit
party adamant open alone isolated absent cautious wary sceptical skeptical firm envious hopeful displeased pleased
unhappy happy content discontent relieved outspoken enthusiastic impatient patient suspicious distrustful jealous
indignant outraged offended annoyed irritated dismayed disappointed satisfied dissatisfied delighted glad sorry proud
ashamed embarrassed anxious uneasy undecided divided unanimous resolute stubborn intransigent uncompromising obstinate
unyielding unmoved unimpressed unconvinced convinced certain sure doubtful hesitant slow quick prompt careful prudent
discreet reserved frank blunt clear explicit polite cool lukewarm indifferent curious optimistic pessimistic cynical
sincere insincere honest dishonest generous stingy helpful cooperative critical supportive loyal disloyal faithful
friendly unfriendly unapologetic defiant conciliatory bellicose belligerent aggressive threatening vague evasive
mistaken powerless helpless inactive""")
"""What only those who act can be."""
OPPOSED = _words("opposed worried concerned interested committed determined prepared isolated dismayed alarmed")
"""Minds whose lemma may be a verb's."""

PARTIES = _words("""member ally successor rival champion winner loser party signatory enemy partner
opponent foe adversary aggressor supporter backer sponsor donor guarantor victim holder finalist runner
contender neighbour neighbor team side creditor debtor mediator broker guarantee lender
buyer host applicant organiser organizer initiator""")
"""What only those who act can be: "Russia is the successor", "its rival, Iran"."""

ABOUT = {
    "at": _words("war odd odds fault peace loggerheads pain mercy"),
    "in": _words("""talk favor favour breach arrears default violation contact negotiation debt position agreement hurry
    mood doubt despair league cahoots denial mind"""),
    "of": _words("opinion mind view"),
    "on": _words("path side track course guard"),
    "under": _words("pressure obligation"),
    "to": _words("blame"),
}
"""What only those who act can be at, in, of, on or under: "at war", "in breach"."""

DEEDS = _words("""decision refusal position stance demand claim role response reaction support
pledge offer threat aggression intervention plan effort attempt ambition concern strategy statement request call
warning commitment involvement action proposal application handling conduct occupation war independence enemy
ally rival neighbour neighbor partner adversary win victory defeat loss honour honor entry participation
membership attitude will consent security export import trade debt invasion attack raid intention approach
resolve representative delegation envoy squad team goal captain coach player fan side debut manager striker
defender goalkeeper kicker match game tour try score cap record sanction aid help initiative programme program
policy answer isolation wish desire overture talk takeover arrears diplomacy accession admission readmission
withdrawal surrender capitulation spokesperson spokesman mission cause act foundation conquest jurisdiction
administration dominion arrear vision dissatisfaction opinion view veto vote resolution protest accusation
denial rejection recognition approval condemnation annexation meddling interference backing control urging
behest insistence instigation order permission appeal promise assurance word argument explanation expense behalf
objection reply ultimatum choice readiness willingness failure leadership abstention lease silence doubt fear
anger criticism complaint praise signature ban boycott blockade assault offensive operation crackdown
bombardment shelling seizure declaration assessment aspiration motive aim purpose tactic agenda push suspension
step complicity protection patronage rule
hegemony hand tone calculation exit hope ability capacity determination reluctance pressure influence bid
move grip guarantee obligation
apology neutrality preoccupation priority blitz rebuff midfielder winger skipper friendship hesitation
appearance innings""")
"""What is somebody's doing or standing, not a land's: "Moscow's refusal", "the proposal of France"."""

OWNED = _words("""ceasefire truce draft version agreement deal timetable invitation approval notice ceremony paper
note letter budget sense understanding interpretation reading""")
"""Deeds that are somebody's only with an 's: "Kyiv's truce", but "the Ukraine ceasefire"."""

ABOUT_IT = _words("talk war conflict attack")
NAMED_AFTER = ABOUT_IT | _words("vote decision statement agreement mission plan protest attack resolution accord")
"""Deeds that are called after where they are or what about, when a name stands bare before them: "the Ukraine talks",
and after a town more of them: "the Geneva agreement"."""

UNDERGONE = _words("""handling accession occupation invasion annexation conquest tour recognition
administration liberation independence takeover attack raid loss control assault offensive
bombardment shelling seizure blockade suspension""")
"""Deeds that are done to the land of which they are: "the occupation of France" is no doing of France."""

TIES = _words("""relation relationship tie talk agreement treaty deal pact alliance negotiation
dialogue cooperation dispute tension conflict confrontation summit accord meeting standing engagement war game
match draw dealing issue association discussion contact partnership standoff rivalry peace truce ceasefire rift
feud trust understanding row quarrel fighting clash
armistice final""")
UNITING = _words("""border frontier boundary fill cover union unification reunification merger share
merge unite reunite together link connection compare annexation integration integrate""")
"""With these, "with" tells what a land lies beside or is joined to."""

GIVEN = _words("""offer transfer loss capitulation successor gift handover aid help support loan
delivery payment concession threat challenge warning message appeal ultimatum response attitude remark hostility
loyalty allegiance sanction pressure embargo debut independence order report permission answer accusation demand
blow setback insult lesson signal letter note boost request promise assurance guarantee credit word reply
objection resistance dependence reliance rebuke favour favor proposal capture negotiator
rebuff apology tribute fall""")
MEASURES = _words("sanction pressure embargo ban restriction dependence reliance ultimatum duty penalty war measure")
"""What is laid on those who act."""

GIVE = _words("""provide give restore transfer loan supply grant offer lose propose submit deliver
pay lend award donate present hand surrender yield appeal turn look respond reply listen matter owe deny promise
guarantee pledge sell leave
apologise apologize cede lease""")
PRESS = _words("impose pressure press call rely depend count blame urge inflict lean")
LANDS = _words("country nation state republic land province region")
"""What a land is one of."""
PLACES = _words(
    "part place scene centre center home battlefield symbol city town province capital region colony corridor"
)
"""What a land can become or be taken for."""
BEATING = _words("win victory triumph advantage rule influence power control lead prevail beat")
ATTITUDES = _words("""mild soft tough hard harsh friendly hostile loyal sympathetic generous lenient
kind cold grateful indebted acceptable unacceptable obedient subservient allied opposed fair unfair""")
AMID = _words("mediate negotiate broker choose decide balance fight clash sign conclude agree")
"""Verbs with "between": there are two sides."""
ASKED = _words("demand expect hear want seek learn distance protect shield request require turn secede")
"""Verbs with "from": the answer is somebody's."""
WORDS = _words("""nothing more less much little anything something everything compensation apology explanation
concession gesture commitment statement step sign money cash""")
"""What is asked of those who act."""

NOT_FOR = _words("""flight train visa map ticket status constitution monitor commissioner minister
committee pipeline route corridor road autonomy mission observer envoy ambassador plan referendum search battle""")
"""With these, "for" tells where."""

SORT = _words("united undivided federal whole neutral democratic unitary european")
"""A land that is wished for: "a united Ukraine"."""

POSSESSIONS = _words("""population people inhabitant border coast coastline shore river mine city town
village airport port road bridge climate area site community municipality region district railway station church
school university museum park hospital resident government parliament president constitution army soldier ship
currency resource reserve island winter minority majority
republic lake monarch king queen emperor""")
FEASTS = _words("birthday day anniversary holiday minute mourning christmas easter festival feast")
FORCES = _words("army soldier ship troop force")
"""What a land has, and a capital only as the name of those who rule."""
WANTS = _words("dark cold hungry dry bankrupt without mad wild")
"""What a land goes."""
SEEN_IN_MIND = _words("""reason threat danger chance opportunity hand trap need sense point risk sign thing way
advantage benefit alternative proof provocation plot matter problem attempt motive ground cause basis future""")
"""What those who act see."""
"""What a people keeps or marks, and no government does for it."""

TWO_OBJECTS = _words("send give lend grant offer pay owe promise deny show cost bring")
"""Verbs that are followed by whom, then what."""

OF_REGIONS = _words("entry admission accession withdrawal secession return status security membership")
"""Deeds that are a country's own, but befall a region: "Crimea's entry into Russia"."""

SPORT = _words("""team side squad captain coach player fan striker defender goalkeeper kicker midfielder forward bowler
batsman manager debut cap supporter
winger prop hooker flanker skipper international goalscorer wicketkeeper lineup line-up""")
"""What a town or a nation without a government has in sport."""

PLAYS = _words("play appear debut score captain row box swim")
"""Who does these "for" a town does it for its team."""

LED = _words("""led backed brokered sponsored supported funded controlled mediated imposed
appointed approved friendly run financed drafted dominated installed proposed allied ruled organised organized
armed leaning""")
"""What is said with a hyphen of those who act: "Moscow-led"."""

STYLES = _words("""kingdom republic city state principality duchy empire union commonwealth federation emirate
sultanate province oblast county""")
"""What a land calls itself: "the Kingdom of Poland" plays the part of its first word."""

BODIES = _words("union federation commonwealth city state empire")
"""Styles that are also what bodies and firms after a name are called: "the Luhansk Energy Union"."""

AMOUNTS = _words("whole all rest most much half third quarter %")
"""Parts of a land, or of its people: who does something with "the whole of Spain" is Spain."""

MEETS = _words("beat defeat thrash trounce outplay outclass face meet overcome edge crush")
EARNED = _words("cap goal try debut appearance run century wicket")
"""What a player earns "for" his team."""

FIXTURES = _words("final semi-final semifinal quarter-final quarterfinal fixture friendly derby qualifier replay match")
MOVING = _words("""move shock stun horrify divide grip conquer shake outrage anger dismay
electrify captivate fascinate transfix rock scandalise scandalize thrill enrage""")
MOVERS = _words("""book song film speech news murder scandal death case affair trial story play novel poem killing
verdict series revelation image photograph interview sermon programme show""")
"""What moves people: books, news, deaths."""

GROUPS = _words("group pool")
"""What teams are drawn into."""

MEMBERS = _words("member participating signatory founding founder allied competing belligerent participant")
"""Of lands: that they act together."""

SAID = _words("""proposal order instruction demand answer reply response request call warning offer suggestion idea
initiative opposition objection criticism praise support help aid word directive advice pressure assurance invitation
permission decision refusal apology declaration""")
"""What comes from those who act."""

CALAMITIES = _words("""smog fog snow flood storm fire earthquake bomb hurricane drought famine winter cyclone typhoon
tornado rain epidemic plague landslide eruption tsunami wildfire volcano""")
"""What befalls a land."""

HOUSED = _words("agency headquarters museum base office university institution embassy court plant port zoo")
"""What stands in a land that "hosts" it."""

BROKEN = _words("promise law word rule vow oath silence taboo record")
"""What those who act break."""

CONTESTS = _words("beat defeat thrash trounce win lose draw play qualify score victory match game tie lift take meet")
"""What teams do and undergo, and states too."""

OF_SPORT = _words("""cup final semi-final semifinal striker goalkeeper midfielder winger innings wicket medal bronze
referee half-time rugby football cricket hockey basketball handball scrum championship qualifier tournament playoff
play-off hat-trick""")
"""What a sentence of sport speaks of."""

FELT = _words("mourn weep grieve rejoice")
"""What a people does."""

PRICED = _words("close open end finish fall rise gain slip slide climb drop lose plunge jump")
"""What prices of a day do."""
