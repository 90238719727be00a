"""Direct and mixed speech as news prints it: which words, of what type, by whom, by which cue.

Every body is made up in the manner of news on the crisis of 2013-15, and stood here with what was expected before the
rules that find it were written. The shipped authority is used, because who speaks is part of the question.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from archive.authority.cities import open_cities
from archive.authority.files import read_authority
from archive.authority.gazetteer import Gazetteer
from archive.tagging.pipeline import Tagger
from archive.tagging.values import Article, Quote
from tests.support.cities import CACHE

Expected = tuple[str, str, str, str]
"""Type, words that the span holds, the speaker's actor ("~words": no actor, these printed words), words of the cue."""

DAY = date(2014, 6, 20)


@cache
def tagger() -> Tagger:
    cities = open_cities(CACHE)
    authority = read_authority(None, cities)
    return Tagger(authority, Gazetteer(authority, cities))


def marked(body: str, on: date = DAY) -> list[Quote]:
    tags = tagger().tag(Article(body, "", "en", on))
    return [quote for quote in tags.quotes if quote.type != "indirect"]


def described(quote: Quote, body: str, words: str, cue: str) -> Expected:
    """The quote in the shape of `Expected`, its words shortened to those asked for where they are in it."""
    content = body[quote.start : quote.end]
    printed = body[quote.speaker_start : quote.speaker_end] if quote.speaker_start is not None else ""
    by = body[quote.cue_start : quote.cue_end] if quote.cue_start is not None else ""
    return (
        quote.type,
        words if words in content else content,
        quote.actor or f"~{printed}",
        cue if cue and cue in by else by,
    )


def check(body: str, expected: list[Expected], on: date = DAY) -> None:
    quotes = marked(body, on)
    wanted = [*expected, *[("", "", "", "")] * (len(quotes) - len(expected))]
    assert [described(q, body, w[1], w[3]) for q, w in zip(quotes, wanted, strict=False)] == expected


SHORT_PHRASES: list[tuple[str, list[Expected]]] = [
    (
        'The European Union, Catherine Ashton said on Tuesday, felt "deep concern" at the blocking of Kiev\'s airports.',
        [("mixed", '"deep concern"', "catherine-ashton", "said")],
    ),
    (
        'French President Francois Hollande saw "a first step" in the release of the observers.',
        [("mixed", '"a first step"', "francois-hollande", "saw")],
    ),
    (
        'William Hague expressed "grave doubts" about the vote and flew home to London.',
        [("mixed", '"grave doubts"', "william-hague", "expressed")],
    ),
    (
        'Polish Foreign Minister Radoslaw Sikorski spoke of a "moment of truth" for the whole Union.',
        [("mixed", '"moment of truth"', "radoslaw-sikorski", "spoke")],
    ),
    (
        'Barack Obama warned that Russia would pay "a heavy cost" if its troops stayed in Crimea.',
        [("mixed", '"a heavy cost"', "barack-obama", "warned")],
    ),
    (
        'Sergey Lavrov described the new ministers in Kiev as "a government of victors".',
        [("mixed", '"a government of victors"', "sergey-lavrov", "described")],
    ),
    (
        'Yatsenyuk called it "a robbery on an international scale" and left the room.',
        [("direct", '"a robbery on an international scale"', "arseniy-yatsenyuk", "called")],
    ),
    (
        'Arseniy Yatsenyuk read the letter twice and called it "an ultimatum, nothing else".',
        [("mixed", '"an ultimatum, nothing else"', "arseniy-yatsenyuk", "called")],
    ),
    (
        'The cease-fire was "not worth the paper", John McCain told CNN on Sunday.',
        [("mixed", '"not worth the paper"', "john-mccain", "told")],
    ),
    (
        'NATO Secretary General Anders Fogh Rasmussen welcomed the pull-back as "a step in the right direction".',
        [("mixed", '"a step in the right direction"', "anders-fogh-rasmussen", "welcomed")],
    ),
    (
        'Steinmeier condemned the storming as "wholly unacceptable", his ministry said.',
        [
            ("mixed", '"wholly unacceptable"', "~his ministry", "said"),
            ("mixed", '"wholly unacceptable"', "frank-walter-steinmeier", "condemned"),
        ],
    ),
    (
        'Angela Merkel demanded "deeds, not only words" from Moscow.',
        [("mixed", '"deeds, not only words"', "angela-merkel", "demanded")],
    ),
    (
        'David Cameron promised Kiev "every support" short of arms.',
        [("mixed", '"every support"', "david-cameron", "promised")],
    ),
    (
        'Dmitry Peskov dismissed the report as "utter nonsense".',
        [("mixed", '"utter nonsense"', "dmitry-peskov", "dismissed")],
    ),
    (
        'The deputies, in the words of Oleh Tyahnybok, had "voted for slavery".',
        [("mixed", '"voted for slavery"', "oleh-tyahnybok", "in the words of")],
    ),
    (
        'According to Samantha Power, the convoy was "a provocation dressed as charity".',
        [("mixed", '"a provocation dressed as charity"', "samantha-power", "According to")],
    ),
    (
        'Talks would begin "within days, not weeks", according to the OSCE.',
        [("mixed", '"within days, not weeks"', "osce", "according to")],
    ),
    (
        'Vladimir Putin accused the Kiev government of "waging war on its own people".',
        [("mixed", '"waging war on its own people"', "vladimir-putin", "accused")],
    ),
    (
        'Vitali Klitschko urged the crowd to "stand firm until the morning".',
        [("direct", '"stand firm until the morning"', "vitali-klitschko", "urged")],
    ),
    (
        'Jen Psaki said that the United States was "watching closely" and that it had "more tools".',
        [("mixed", '"watching closely"', "jen-psaki", "said"), ("mixed", '"more tools"', "jen-psaki", "said")],
    ),
]
"""A few words in marks inside a sentence. Two clauses joined under one verb may be one span or two: see below."""

PLAIN: list[tuple[str, list[Expected]]] = [
    (
        '"We shall not give up one metre of our land," said Oleksandr Turchynov, who also leads the parliament.',
        [("direct", "We shall not give up", "oleksandr-turchynov", "said")],
    ),
    (
        '"The border is open to those who flee," said Lavrov. Sergey Lavrov spoke in Moscow.',
        [("direct", "The border is open", "sergey-lavrov", "said")],
    ),
    (
        "“Nobody has invited these men,” – Andriy Deshchytsia, foreign minister of Ukraine.",
        [("direct", "Nobody has invited these men", "andriy-deshchytsia", "–")],
    ),
    (
        '"It was our house and they burnt it," the mayor of the town, Nelya Shtepa, told reporters on Friday.',
        [("direct", "It was our house", "nelya-shtepa", "told")],
    ),
    (
        'Asked whether he would run for president, Petro Poroshenko said: "Let us first win the peace."',
        [("direct", "Let us first win the peace", "petro-poroshenko", "said")],
    ),
    (
        "Vladimir Putin spoke to journalists for an hour outside Moscow. Asked about the fate of Viktor Yanukovych, "
        'he replied: "I have sympathy for nobody in that house."',
        [("direct", "I have sympathy for nobody", "vladimir-putin", "replied")],
    ),
    (
        "John Kerry met Sergey Lavrov in Paris for four hours on Wednesday. When a reporter asked about Viktor Yanukovych, "
        'he answered: "He has left, and history has moved on."',
        [("direct", "He has left", "john-kerry", "answered")],
    ),
    (
        'Yulia Tymoshenko was carried to the stage in a wheelchair. "You are heroes," she told the square.',
        [("direct", "You are heroes", "yulia-tymoshenko", "told")],
    ),
    (
        'Angela Merkel telephoned Vladimir Putin on Sunday evening. "We are in close contact," she told reporters in Berlin.',
        [("direct", "We are in close contact", "angela-merkel", "told")],
    ),
    (
        'Angela Merkel telephoned Vladimir Putin on Sunday evening. "We have our differences," he said later in Sochi.',
        [("direct", "We have our differences", "vladimir-putin", "said")],
    ),
    (
        'Mykola Azarov was quoted as saying: "The treasury is empty and will be empty tomorrow."',
        [("direct", "The treasury is empty", "mykola-azarov", "saying")],
    ),
    (
        'Mykola Azarov was quoted by Interfax as saying that there was "no money for tents".',
        [("mixed", '"no money for tents"', "mykola-azarov", "saying")],
    ),
    (
        'The Foreign Ministry in Moscow said in a statement: "These threats will not remain without an answer."',
        [("direct", "These threats will not remain", "foreign-ministry-of-russia", "said")],
    ),
    (
        'In a statement, the State Department said: "The United States condemns this act in the strongest terms."',
        [("direct", "The United States condemns", "state-department", "said")],
    ),
    (
        '"No member of our mission was harmed," the OSCE said on Twitter.',
        [("direct", "No member of our mission", "osce", "said")],
    ),
    (
        'Carl Bildt wrote on Twitter: "Dark hours in Kiev. Even darker for those who gave the order."',
        [("direct", "Dark hours in Kiev", "carl-bildt", "wrote")],
    ),
    (
        'Arsen Avakov announced the end of the operation on Facebook. "Kharkiv is calm, the metro runs," he wrote.',
        [("direct", "Kharkiv is calm", "arsen-avakov", "wrote")],
    ),
    (
        'Dmitry Medvedev also wrote on his page: "Gas has a price, and debts have to be paid."',
        [("direct", "Gas has a price", "dmitry-medvedev", "wrote")],
    ),
    (
        '"What happens on Sunday," said Catherine Ashton, "will be recognised by nobody in Europe."',
        [
            ("direct", "What happens on Sunday", "catherine-ashton", "said"),
            ("direct", "will be recognised by nobody", "catherine-ashton", "said"),
        ],
    ),
    (
        '"We were promised peace," Denis Pushilin said in Donetsk on Monday. "We were given shells."',
        [
            ("direct", "We were promised peace", "denis-pushilin", "said"),
            ("direct", "We were given shells", "denis-pushilin", "said"),
        ],
    ),
    (
        'Barack Obama spoke from the White House lawn. "There is still a path out of this. It is not too late to take it."',
        [("direct", "There is still a path out of this. It is not too late", "barack-obama", "")],
    ),
    (
        'Oleksandr Turchynov was brief. "The army is ready."',
        [("direct", "The army is ready", "oleksandr-turchynov", "")],
    ),
    (
        'Moscow was unmoved: "We see no reason to change our position on the referendum."',
        [("direct", "We see no reason", "government-of-russia", "")],
    ),
    (
        'Washington said that the annexation was "a breach of every rule".',
        [("mixed", '"a breach of every rule"', "government-of-united-states", "said")],
    ),
    (
        'The Kremlin called the sanctions "a road to nowhere".',
        [("mixed", '"a road to nowhere"', "kremlin", "called")],
    ),
    (
        '"The aid will cross when our inspectors have seen it," a spokesman for the National Security and Defence Council, '
        "Andriy Lysenko, said.",
        [("direct", "The aid will cross", "andriy-lysenko", "said")],
    ),
    (
        '"We will answer in kind," a spokeswoman for the Russian Foreign Ministry said.',
        [("direct", "We will answer in kind", "foreign-ministry-of-russia", "said")],
    ),
    (
        'Poroshenko\'s spokesman said: "The president will sign it tonight." Petro Poroshenko flew to Minsk.',
        [("direct", "The president will sign it tonight", "~Poroshenko's spokesman", "said")],
    ),
    (
        '"I came for my son," said one woman in the queue at the barracks.',
        [("direct", "I came for my son", "~one woman", "said")],
    ),
    (
        'A soldier at the gate, who gave only his first name, said: "We have no order to shoot."',
        [("direct", "We have no order to shoot", "~soldier", "said")],
    ),
    (
        '"Is this the Europe we wanted?" asked Laurent Fabius.',
        [("direct", "Is this the Europe we wanted?", "laurent-fabius", "asked")],
    ),
    (
        '"Shame!" the crowd shouted as Viktor Yanukovych passed.',
        [("direct", "Shame!", "~crowd", "shouted")],
    ),
    (
        "Valentyn Nalyvaichenko, the head of the security service, told a news briefing in Kiev: “Snipers were brought in "
        "from abroad.”",
        [("direct", "Snipers were brought in", "valentyn-nalyvaichenko", "told")],
    ),
]

OVER_SENTENCES: list[tuple[str, list[Expected]]] = [
    (
        'Vladimir Putin addressed both houses on Tuesday. "Crimea is our common heritage. It must be under a strong hand," '
        "he told them.",
        [("direct", "Crimea is our common heritage. It must be under a strong hand", "vladimir-putin", "told")],
    ),
    (
        'Viktor Yanukovych read from a sheet. "I have not fled.\n\n"I was forced to leave my country.\n\n'
        '"I will return when it is safe," he said.\n\nNobody clapped.',
        [("direct", "I was forced to leave my country", "viktor-yanukovych", "said")],
    ),
    (
        "John Kerry said in London: “We talked for six hours.\n\n“We did not agree.”\n\nHe left for Andrews after dark.",
        [("direct", "We did not agree", "john-kerry", "said")],
    ),
    (
        'Samantha Power told the Council: "This is a tale told to cover a theft. The theft is plain to see.\n\n'
        "Vitaly Churkin spoke next and rejected the charge.",
        [("direct", "The theft is plain to see.", "samantha-power", "told")],
    ),
    (
        "Yulia Tymoshenko said: \"He told me 'leave tonight' and I stayed.\"",
        [("direct", "and I stayed", "yulia-tymoshenko", "said")],
    ),
    (
        "Pavlo Klimkin said: “They call this a ‘humanitarian’ convoy. I call it an invasion.”",
        [("direct", "I call it an invasion", "pavlo-klimkin", "said")],
    ),
    (
        "‘We are not afraid of courts,’ said Alexander Borodai in Donetsk.",
        [("direct", "We are not afraid of courts", "alexander-borodai", "said")],
    ),
    (
        "William Hague told the House that Russia's case was ‘a sham’ from end to end.",
        [("mixed", "‘a sham’", "william-hague", "told")],
    ),
    (
        'Pavel Gubarev, whom police had arrested in March, was freed on Wednesday. He thanked "those who did not forget" '
        'and called the vote in the east "our second birth".',
        [
            ("direct", '"those who did not forget"', "pavel-gubarev", "thanked"),
            ("mixed", '"our second birth"', "pavel-gubarev", "called"),
        ],
    ),
]

WHO: list[tuple[str, list[Expected]]] = [
    (
        "Russian Foreign Minister Sergey Lavrov received the envoys in Moscow on Friday. The minister said the West was "
        '"deaf to reason".',
        [("mixed", '"deaf to reason"', "sergey-lavrov", "said")],
    ),
    (
        "German Chancellor Angela Merkel spoke in the Bundestag on Thursday. The chancellor called the situation "
        '"very serious".',
        [("mixed", '"very serious"', "angela-merkel", "called")],
    ),
    (
        'The Ukrainian Defence Ministry counted fourteen dead near Volnovakha. "The men were asleep," the ministry said.',
        [("direct", "The men were asleep", "defence-ministry-of-ukraine", "said")],
    ),
    (
        'Human Rights Watch published its findings on Monday. "Cluster munitions were fired into the city," the group said.',
        [("direct", "Cluster munitions were fired", "human-rights-watch", "said")],
    ),
    (
        "The EU's ministers met in Luxembourg without an agreement. Radoslaw Sikorski, who had wanted more, said the list "
        'was "a mouse born of a mountain".',
        [("mixed", '"a mouse born of a mountain"', "radoslaw-sikorski", "said")],
    ),
    (
        "Vitaly Churkin walked out of the chamber. His American colleague, Samantha Power, followed him with her eyes. "
        '"He knows that we know," she said.',
        [("direct", "He knows that we know", "samantha-power", "said")],
    ),
    (
        'Poland\'s prime minister, Donald Tusk, promised help. "Our door is open," the prime minister said in Warsaw.',
        [("direct", "Our door is open", "donald-tusk", "said")],
    ),
    (
        "Ukraine's acting president spoke late on Sunday. Oleksandr Turchynov said that troops would be used and that there "
        'was "no other language left".',
        [("mixed", '"no other language left"', "oleksandr-turchynov", "said")],
    ),
    (
        "Petro Poroshenko won in the first round on May 25. On Monday he said his first trip would be to Donbas and that "
        'he would not talk "with bandits".',
        [("mixed", '"with bandits"', "petro-poroshenko", "said")],
    ),
    (
        "Sergey Aksyonov asked Moscow for help on Saturday, and Vladimir Putin's office answered within hours that the "
        'request would "not be left without attention".',
        [("mixed", '"not be left without attention"', "~Vladimir Putin's office", "answered")],
    ),
    (
        'Vladimir Konstantinov opened the session. Deputies sang. Its speaker said later that there was "no way back".',
        [("mixed", '"no way back"', "~Its speaker", "said")],
    ),
    (
        "Victoria Nuland, the assistant secretary of state, handed out bread on the square. In a call with Geoffrey Pyatt, "
        'which was leaked, she used "colourful words" about the EU.',
        [],
    ),
]

MORE: list[tuple[str, list[Expected]]] = [
    (
        "BRUSSELS, March 6 — Herman Van Rompuy opened the meeting with a minute of silence. European leaders agreed on "
        'three steps, of which the last, he said, would have "far-reaching consequences" for relations with Russia.',
        [("mixed", '"far-reaching consequences"', "herman-van-rompuy", "said")],
    ),
    (
        "DONETSK, April 8 — The men in the regional building had proclaimed a republic. Serhiy Taruta, the governor, was "
        'not impressed. "This is theatre," he said, "and the tickets are paid for elsewhere."',
        [
            ("direct", "This is theatre", "serhiy-taruta", "said"),
            ("direct", "and the tickets are paid for", "serhiy-taruta", "said"),
        ],
    ),
    (
        "Anders Fogh Rasmussen accused Russia of massing troops on the border. Moscow's ambassador to NATO answered that "
        'this was "a fairy tale for taxpayers".',
        [("mixed", '"a fairy tale for taxpayers"', "~Moscow's ambassador", "answered")],
    ),
    (
        "Alexander Zakharchenko signed for the rebels. The ceasefire, he told reporters in Minsk, was a chance, but "
        '"the road is long".',
        [("mixed", '"the road is long"', "alexander-zakharchenko", "told")],
    ),
    (
        "In Geneva the four ministers sat for seven hours. John Kerry called it a good day's work; Sergey Lavrov spoke of "
        '"a compromise of sorts".',
        [("direct", '"a compromise of sorts"', "sergey-lavrov", "spoke")],
    ),
    (
        'Pavlo Lazarenko was not there. Yulia Tymoshenko, freed an hour before, was, and wept. "Until you finish this, '
        'nobody has the right to leave," she told those below.',
        [("direct", "Until you finish this", "yulia-tymoshenko", "told")],
    ),
    (
        'Russia\'s Defence Ministry called the pictures "a montage", and Igor Konashenkov, its spokesman, advised the '
        "Pentagon to look at the dates.",
        [("mixed", '"a montage"', "defence-ministry-of-russia", "called")],
    ),
    (
        'The White House said in a statement that Joe Biden had told Viktor Yanukovych of his "deep concern" and asked him '
        "to pull back the riot police.",
        [("mixed", '"deep concern"', "white-house", "said")],
    ),
    (
        'Viktor Yanukovych, in Rostov-on-Don, said that he was "the lawful president" still and that he would fight. Asked '
        'by a Ukrainian journalist whether he was ashamed, he replied: "I am ashamed, and I ask forgiveness."',
        [
            ("mixed", '"the lawful president"', "viktor-yanukovych", "said"),
            ("direct", "I am ashamed", "viktor-yanukovych", "replied"),
        ],
    ),
    (
        'A spokesman for Catherine Ashton said she was "following every hour". Catherine Ashton was in Kiev on Monday.',
        [("mixed", '"following every hour"', "~spokesman", "said")],
    ),
    (
        "The separatists in Sloviansk kept seven observers of the OSCE. Vyacheslav Ponomaryov, who calls himself mayor, "
        'said they were "guests, not hostages".',
        [("mixed", '"guests, not hostages"', "vyacheslav-ponomaryov", "said")],
    ),
    (
        "Gazprom put an end to the discount on Tuesday. Alexei Miller, the head of the company, said Ukraine owed $1.7 "
        'billion and that "nobody gives gas for nothing".',
        [("mixed", '"nobody gives gas for nothing"', "alexei-miller", "said")],
    ),
    (
        "Amnesty International published satellite images on Sunday. They showed, the organisation said, that the war had "
        'become "an international one".',
        [("mixed", '"an international one"', "amnesty-international", "said")],
    ),
    (
        'The IMF praised the cabinet for its "strong start" and released the first tranche.',
        [("mixed", '"strong start"', "imf", "praised")],
    ),
    (
        'Ihor Tenyukh, the acting defence minister, offered to resign. "If the chamber is unhappy with my work, I shall '
        'go," the minister told deputies.',
        [("direct", "If the chamber is unhappy", "ihor-tenyukh", "told")],
    ),
    (
        'Steinmeier, no friend of sanctions, warned in Berlin against "a spiral that nobody controls any longer".',
        [("direct", '"a spiral that nobody controls any longer"', "frank-walter-steinmeier", "warned")],
    ),
    (
        'Carl Bildt, on Twitter: "Shots in the centre of Kiev. Where is the president?"',
        [("direct", "Shots in the centre", "carl-bildt", "")],
    ),
    (
        'The words of Dmytro Yarosh were few. "We do not hand in our arms. Not now," he said on Friday.',
        [("direct", "We do not hand in our arms", "dmytro-yarosh", "said")],
    ),
    (
        '"Enough!" cried Inna Bohoslovska, and tore her party card in two.',
        [("direct", "Enough!", "inna-bohoslovska", "cried")],
    ),
    (
        'What Vladimir Putin called "the reunion" was called annexation in every capital of Europe.',
        [("direct", '"the reunion"', "vladimir-putin", "called")],
    ),
    (
        'The mission of the EU was, as Radoslaw Sikorski put it, "to stop a massacre".',
        [("direct", '"to stop a massacre"', "radoslaw-sikorski", "put")],
    ),
    (
        "Barack Obama met Arseniy Yatsenyuk in the Oval Office. The American president praised him and said the referendum "
        'was one "we completely reject".',
        [("mixed", '"we completely reject"', "barack-obama", "said")],
    ),
    (
        "Barack Obama met Arseniy Yatsenyuk in the Oval Office for an hour on Wednesday. His guest spoke of a fight for "
        'freedom. "We fight for our independence," Yatsenyuk said, and added: "We will never surrender."',
        [
            ("direct", "We fight for our independence", "arseniy-yatsenyuk", "said"),
            ("direct", "We will never surrender", "arseniy-yatsenyuk", "added"),
        ],
    ),
    (
        'Refat Chubarov, the leader of the Mejlis, urged Tatars to stay at home. The vote, he said, was "a circus, a '
        'tragedy", and its result "known in advance".',
        [("mixed", '"a circus, a tragedy"', "refat-chubarov", "said")],
    ),
    (
        "Vitaly Churkin held up a letter. In it, he told the Council, Viktor Yanukovych had asked for Russian troops "
        '"to restore law and order".',
        [("mixed", '"to restore law and order"', "vitaly-churkin", "told")],
    ),
    (
        'According to a letter read out by Vitaly Churkin, Ukraine was "on the brink of civil war".',
        [("direct", '"on the brink of civil war"', "~letter", "According to")],
    ),
    (
        'Oleksandr Turchynov told parliament that the security forces were "helpless" in the two regions; some units, he '
        'said, "help the terrorists".',
        [
            ("mixed", '"helpless"', "oleksandr-turchynov", "told"),
            ("direct", '"help the terrorists"', "oleksandr-turchynov", "said"),
        ],
    ),
    (
        'Didier Burkhalter flew to Moscow with a plan. "The clock is running," the Swiss president said.',
        [("direct", "The clock is running", "didier-burkhalter", "said")],
    ),
    (
        'Arseniy Yatsenyuk wrote to Brussels that Kiev was ready. The letter spoke of "tears and blood" as the price.',
        [("direct", '"tears and blood"', "arseniy-yatsenyuk", "spoke")],
    ),
    (
        "Mark Rutte said: 'I want to know who did this. And I want it soon.' He spoke in The Hague.",
        [("direct", "I want to know who did this", "mark-rutte", "said")],
    ),
    (
        'Frans Timmermans addressed the Security Council. He described how the "last glances" of the passengers haunted him.',
        [("mixed", '"last glances"', "frans-timmermans", "described")],
    ),
    (
        'Navi Pillay found "credible evidence of torture", and her office in Geneva said it would go on counting.',
        [("direct", '"credible evidence of torture"', "navi-pillay", "found")],
    ),
    (
        "Christine Lagarde was more careful: there was, she said, 'no room for slippage'.",
        [("direct", "'no room for slippage'", "christine-lagarde", "said")],
    ),
    (
        'Tony Abbott promised to "shirtfront" the Russian president in Brisbane.',
        [("mixed", '"shirtfront"', "tony-abbott", "promised")],
    ),
    (
        'Vladimir Putin was asked about a peace plan. He had sketched one on the plane, he said, and "it is here, in my '
        'notebook".',
        [("direct", '"it is here, in my notebook"', "vladimir-putin", "said")],
    ),
    (
        'At a rally in Moscow a column marched behind a banner that said "Hands off Ukraine". Boris Nemtsov, at its head, '
        'called the war "his war", meaning Vladimir Putin.',
        [("mixed", '"his war"', "boris-nemtsov", "called")],
    ),
    (
        'Mikhail Khodorkovsky spoke on the Maidan on Sunday. "I was shown what the authorities did here," he told the '
        'crowd, and his voice broke. "More than a hundred killed."',
        [
            ("direct", "I was shown what", "mikhail-khodorkovsky", "told"),
            ("direct", "More than a hundred killed", "mikhail-khodorkovsky", "told"),
        ],
    ),
    (
        'Natalia Poklonskaya, the new prosecutor, told Rossiya-24 that she "would not let anyone harm" the peninsula.',
        [("mixed", '"would not let anyone harm"', "natalia-poklonskaya", "told")],
    ),
    (
        'Leonid Kravchuk warned the chamber that the country was "on the verge of civil war" and asked deputies to act.',
        [("mixed", '"on the verge of civil war"', "leonid-kravchuk", "warned")],
    ),
    (
        'Berlin wanted no weapons sent. "There is no military solution," Merkel said after the meeting with Barack Obama, '
        "who said he had not decided.",
        [("direct", "There is no military solution", "angela-merkel", "said")],
    ),
    (
        'Paris regretted "a missed opportunity"; Rome and Madrid kept silent.',
        [("direct", '"a missed opportunity"', "government-of-france", "regretted")],
    ),
    (
        'It was the third such "humanitarian convoy" in a month to cross the border without an inspection.',
        [],
    ),
    (
        'Ukraine calls the operation in the east "anti-terrorist"; the front runs along the Donets.',
        [("mixed", '"anti-terrorist"', "government-of-ukraine", "calls")],
    ),
    (
        'Victoria Nuland\'s remark, "yes, we feed them", was on every channel by the evening.',
        [("direct", "yes, we feed them", "victoria-nuland", "remark")],
    ),
]


THIRD: list[tuple[str, list[Expected]]] = [
    (
        "KIEV, Jan. 25 — Viktor Yanukovych offered the post of prime minister to Arseniy Yatsenyuk on Saturday. "
        "Vitali Klitschko was to be his deputy for the humanities.\n\nThe president, a statement on his website said, was "
        'ready to debate with Klitschko in public.\n\nKlitschko answered from the stage at midnight. "This is a poisoned '
        'offer," he shouted.',
        [("direct", "This is a poisoned offer", "vitali-klitschko", "shouted")],
    ),
    (
        "SIMFEROPOL, Feb. 28 — Armed men held both airports of the peninsula on Friday. Arsen Avakov called it an armed "
        'invasion. Oleksandr Turchynov went further: Russia, he said, was "provoking a conflict" in the manner of Abkhazia.',
        [("mixed", '"provoking a conflict"', "oleksandr-turchynov", "said")],
    ),
    (
        "MOSCOW, April 17 — Vladimir Putin took questions for four hours. He used the old name of the south-east, "
        '"Novorossiya", and hoped he would not have to use "the right" that the upper house had given him.',
        [("mixed", '"the right"', "vladimir-putin", "hoped")],
    ),
    (
        "Ban Ki-moon came to Kiev on Friday. The secretary general praised the restraint of the Ukrainian forces and said "
        'he was "deeply worried" by small incidents.',
        [("mixed", '"deeply worried"', "ban-ki-moon", "said")],
    ),
    (
        "Andriy Parubiy read the order at eleven. Nobody moved. Later, on Facebook, the secretary of the council thanked "
        'those who "did what was impossible".',
        [("mixed", '"did what was impossible"', "andriy-parubiy", "thanked")],
    ),
    (
        "Jean-Claude Juncker has no illusions. His commission, he told Bild, would pay, but Kiev had to move first: "
        '"No reforms, no money."',
        [("mixed", "No reforms, no money", "jean-claude-juncker", "told")],
    ),
    (
        'Heidi Tagliavini said little. "We have a document," was all that she told the cameras.',
        [("direct", "We have a document", "heidi-tagliavini", "told")],
    ),
    (
        'The Dutch Safety Board wrote that the aircraft had been hit by "a large number of high-energy objects".',
        [("mixed", '"a large number of high-energy objects"', "dutch-safety-board", "wrote")],
    ),
    (
        'In its report the Dutch Safety Board spoke only of "high-energy objects" and named no weapon.',
        [("mixed", '"high-energy objects"', "dutch-safety-board", "spoke")],
    ),
    (
        'Igor Girkin said in a video that he could find "barely a thousand" volunteers in the whole region. The commander '
        'asked men to be ashamed: "Where are you?"',
        [
            ("mixed", '"barely a thousand"', "igor-girkin", "said"),
            ("direct", "Where are you?", "igor-girkin", "asked"),
        ],
    ),
    (
        'Alexander Hug of the OSCE counted cars at the crossing. The deputy chief monitor said that the "so-called '
        'ceasefire" had been broken eighty times.',
        [("mixed", "so-called ceasefire", "alexander-hug", "said")],
    ),
    (
        'Elmar Brok spoke of "Europe\'s shame" on Deutschlandfunk; Martin Schulz chose softer words.',
        [("mixed", '"Europe\'s shame"', "elmar-brok", "spoke")],
    ),
    (
        'Hillary Clinton compared the issue of passports with the 1930s. "If this sounds familiar, it is what Hitler did," '
        "she said in California, as quoted by a local paper.",
        [("direct", "If this sounds familiar", "hillary-clinton", "said")],
    ),
    (
        '"Glory to Ukraine!" the square called out, and the answer came back from the hill.',
        [("direct", "Glory to Ukraine", "~square", "called")],
    ),
    (
        'Thousands on the square chanted "Out with the gang" until Vitali Klitschko took the microphone.',
        [("direct", "Out with the gang", "~Thousands", "chanted")],
    ),
    (
        'Wladimir Klitschko and Vitali Klitschko stood on the stage. "My brother has no fear," Wladimir Klitschko said.',
        [("direct", "My brother has no fear", "wladimir-klitschko", "said")],
    ),
    (
        "Stefan Fule wrote on Twitter that talks were suspended. The commissioner's arguments, as he put it, had met "
        '"no echo in reality".',
        [("mixed", '"no echo in reality"', "stefan-fule", "put")],
    ),
    (
        "Sergei Glazyev warned Kiev that signing would be suicide. That drew laughter in Yalta. Radoslaw Sikorski laughed "
        'too, but later he called the adviser "an economist of the year 1974".',
        [("mixed", '"an economist of the year 1974"', "radoslaw-sikorski", "called")],
    ),
    (
        'Leonid Slutsky told Interfax the list was a joke. The deputy said his colleagues would "wear it as an order".',
        [("mixed", '"wear it as an order"', "leonid-slutsky", "said")],
    ),
    (
        'A pensioner on Lenin Square, Raisa Petrenko, was counting coins. The state, she said, had "forgotten us".',
        [("mixed", '"forgotten us"', "~she", "said")],
    ),
    (
        "Rinat Akhmetov asked his workers to sound the sirens at noon. In a video address the businessman asked whether "
        'anybody knew "a single leader" of the republic.',
        [("mixed", '"a single leader"', "rinat-akhmetov", "asked")],
    ),
    (
        'Turkey\'s foreign minister, Ahmet Davutoglu, came to Kiev. He promised the Tatars that they were "not alone".',
        [("mixed", '"not alone"', "ahmet-davutoglu", "promised")],
    ),
    (
        'Putin\'s spokesman, Dmitry Peskov, said the president was "shocked" by the news from Paris.',
        [("mixed", '"shocked"', "dmitry-peskov", "said")],
    ),
    (
        "Merkel's telephone call with Barack Obama became known on Monday. In it, the New York Times wrote, she had said "
        'of Vladimir Putin that he lived "in another world".',
        [
            ("mixed", '"in another world"', "new-york-times", "wrote"),
            ("mixed", '"in another world"', "angela-merkel", "had said"),
        ],
    ),
    (
        'Oleksandr Yanukovych denied it all. So did his father. "My sons are honest men," the former president, Viktor '
        "Yanukovych, told the BBC.",
        [("direct", "My sons are honest men", "viktor-yanukovych", "told")],
    ),
    (
        "Russia's Federation Council will vote on Saturday. Its speaker, Valentina Matviyenko, has said that sending "
        '"a limited contingent" could not be ruled out.',
        [("mixed", '"a limited contingent"', "valentina-matviyenko", "said")],
    ),
    (
        'Samantha Power called the convoy "a Trojan horse". Vitaly Churkin, who spoke after her, called that "hysteria".',
        [
            ("mixed", '"a Trojan horse"', "samantha-power", "called"),
            ("mixed", '"hysteria"', "vitaly-churkin", "called"),
        ],
    ),
    (
        'Ihor Kolomoyskyi, who had called Vladimir Putin "a schizophrenic of short stature", was wanted in Moscow.',
        [("mixed", '"a schizophrenic of short stature"', "ihor-kolomoyskyi", "called")],
    ),
    (
        'Mikheil Saakashvili cheered the crowd on. "You have," he told it in Ukrainian, "already won."',
        [
            ("direct", "You have", "mikheil-saakashvili", "told"),
            ("direct", "already won", "mikheil-saakashvili", "told"),
        ],
    ),
    (
        'According to the SBU, the caller, a man with the call sign "Bes", reported to Moscow that a plane had been hit.',
        [],
    ),
    (
        'The "Euromaidan SOS" group and the "Svoboda" party looked for the missing.',
        [],
    ),
    (
        'The ministers signed what the Poles called the "Association" and the Russians a provocation.',
        [],
    ),
    (
        'Students read Shevchenko\'s "Testament" aloud at the monument.',
        [],
    ),
    (
        'An editorial in "Die Welt" asked for patience.',
        [],
    ),
    (
        'The rebels call their state "Novorossiya". Its flag is that of nobody else.',
        [],
    ),
    (
        'Workers hung a sheet with the words "We are peaceful people" from a balcony.',
        [],
    ),
]


THAT: list[tuple[str, list[Expected]]] = [
    (
        'Herman Van Rompuy said in a statement that the accord "recognises the hopes" of Ukrainians.',
        [("mixed", '"recognises the hopes"', "herman-van-rompuy", "said")],
    ),
    (
        'Pavlo Klimkin told a news conference in Kiev on Monday that talks had been "frank and useless".',
        [("mixed", '"frank and useless"', "pavlo-klimkin", "told")],
    ),
    (
        'Angela Merkel told lawmakers in Berlin that Russia was using "the law of the jungle".',
        [("mixed", '"the law of the jungle"', "angela-merkel", "told")],
    ),
    (
        'Francois Hollande wrote in a letter to Vladimir Putin that the convoy "would be an invasion" without consent.',
        [("mixed", '"would be an invasion"', "francois-hollande", "wrote")],
    ),
    (
        'The European Commission issued a statement that talks on gas had been "constructive".',
        [("mixed", '"constructive"', "european-commission", "statement")],
    ),
    (
        'Vitaly Churkin said at an emergency session of the Security Council that Kiev was "playing with fire".',
        [("mixed", '"playing with fire"', "vitaly-churkin", "said")],
    ),
    (
        'Arsen Avakov said on his Facebook page that nine men "will answer for it".',
        [("mixed", '"will answer for it"', "arsen-avakov", "said")],
    ),
]
"""The clause is far from its verb, and the parser hangs it on the noun between."""


NOT_SPEECH = [
    'The so-called "people\'s mayor" of Sloviansk was seen near the town hall with two guards.',
    'Soldiers without badges, known as "little green men", stood before the gate.',
    'The newspaper "Kommersant" printed the list on Friday, and "Vedomosti" followed a day later.',
    'The frigate "Hetman Sahaidachny" returned to Odessa on Wednesday under a Ukrainian flag.',
    'Deputies of the party "Fatherland" walked out before the vote.',
    'The chess book "My Sixty Games" lay on the desk of Arsen Avakov.',
    'A film called "Winter" was shown on the square in the evening.',
    'They marched to the song "Plyve Kacha" behind six coffins.',
    'The operation was named "Spring" by the staff in Kiev.',
    'Streets were blocked by "titushki" in tracksuits through the night.',
    'Igor Girkin, who is known by his nickname "Strelkov", left Sloviansk at night.',
    'The "Heavenly Hundred" were mourned in every church of Lviv.',
    'The battalion "Donbas" took the crossroads at noon.',
    'Posters reading "Crimea with Russia" hung on every lamp post.',
    'The word "federalisation" has no single meaning in the draft.',
    'An 11" gun and a 9" pipe were found in the cellar.',
    'The group "Eight" became seven in March.',
    'The "Right Sector" movement closed its camp in the city.',
]


@pytest.mark.parametrize(
    ("body", "expected"), [*SHORT_PHRASES[:-1], *PLAIN, *OVER_SENTENCES, *WHO, *MORE, *THIRD, *THAT]
)
def test_speech(body: str, expected: list[Expected]) -> None:
    check(body, expected)


@pytest.mark.parametrize("body", NOT_SPEECH)
def test_names_and_doubts_in_marks_are_no_speech(body: str) -> None:
    assert [body[quote.start : quote.end] for quote in marked(body)] == []


def test_two_phrases_under_one_verb_have_its_speaker() -> None:
    body, expected = SHORT_PHRASES[-1]
    quotes = marked(body)
    for _, words, actor, _ in expected:
        assert actor in {quote.actor for quote in quotes if words in body[quote.start : quote.end]}
