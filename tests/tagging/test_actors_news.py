"""Persons and bodies as news prints them: short forms, institutions by nation, owners, lists, machines, buildings.

Every body is made up in the manner of news on the crisis of 2013-15, with the names that a careful reader would mark,
in reading order. The shipped authority is used: which body is meant is the question. Places that act are not asked for
here (test_readings).
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from archive.authority.cities import open_cities
from archive.authority.files import read_authority
from archive.authority.gazetteer import Gazetteer
from archive.authority.names import fold
from archive.tagging.pipeline import Tagger
from archive.tagging.values import Article
from tests.support.cities import CACHE


@cache
def tagger() -> Tagger:
    cities = open_cities(CACHE)
    authority = read_authority(None, cities)
    return Tagger(authority, Gazetteer(authority, cities))


@cache
def actors() -> dict[str, set[str]]:
    authority = read_authority(None, open_cities(CACHE))
    return {a.id: {fold(t) for t in (a.name, *(n.text for n in a.names))} for a in authority.actors.values()}


def marked(body: str, day: str) -> list[tuple[str, str, str]]:
    """Words, actor's id and full name of every person and body, bare offices left out."""
    tags = tagger().tag(Article(body, "", "en", date.fromisoformat(day)))
    return [
        (m.text, m.actor, m.name)
        for m in tags.mentions
        if m.kind in ("person", "organisation") and not (m.kind == "person" and m.text[:1].islower())
    ]


def agrees(found: tuple[str, str, str], expected: tuple[str, str]) -> bool:
    text, actor, name = found
    return text == expected[0] and fold(expected[1]) in (actors()[actor] if actor else {fold(name)})


CASES = [
    (
        "2014-06-27",
        "BRUSSELS, June 27 — The European Union gave Russia until Monday. The Union's leaders will meet "
        "again, and the Commission is to draw up a list.",
        [("European Union", "European Union"), ("Union", "European Union"), ("Commission", "European Commission")],
    ),
    (
        "2014-04-30",
        "WASHINGTON, April 30 — The International Monetary Fund approved a loan of $17 billion for "
        "Ukraine. The Fund said it would review the programme in July.",
        [("International Monetary Fund", "International Monetary Fund"), ("Fund", "International Monetary Fund")],
    ),
    (
        "2014-03-27",
        "WASHINGTON, March 27 — The House of Representatives passed an aid bill by 399 to 19. The Senate "
        "passed its own, and the House is expected to take it up next week.",
        [
            ("House of Representatives", "United States House of Representatives"),
            ("Senate", "United States Senate"),
            ("House", "United States House of Representatives"),
        ],
    ),
    (
        "2014-05-02",
        "KIEV, May 2 — The Foreign Ministry said Ukraine would answer. The Interior Ministry and the "
        "Security Service sent men to Odessa.",
        [
            ("Foreign Ministry", "Ministry of Foreign Affairs of Ukraine"),
            ("Interior Ministry", "Ministry of Internal Affairs of Ukraine"),
            ("Security Service", "Security Service of Ukraine"),
        ],
    ),
    (
        "2014-05-02",
        "MOSCOW, May 2 — Russia's Foreign Ministry condemned the attack. The Ministry called it a crime; "
        "the Defence Ministry said nothing.",
        [
            ("Russia's Foreign Ministry", "Ministry of Foreign Affairs of Russia"),
            ("Ministry", "Ministry of Foreign Affairs of Russia"),
            ("Defence Ministry", "Ministry of Defence of Russia"),
        ],
    ),
    (
        "2014-07-24",
        "KIEV, July 24 — Prime Minister Arseniy Yatsenyuk resigned after the coalition broke up. The "
        "Communists were shouted down, and Svoboda and UDAR walked out.",
        [
            ("Arseniy Yatsenyuk", "Arseniy Yatsenyuk"),
            ("Communists", "Communist Party of Ukraine"),
            ("Svoboda", "Svoboda"),
            ("UDAR", "UDAR"),
        ],
    ),
    (
        "2014-09-04",
        "NEWPORT, Sept. 4 — NATO leaders met in Wales. The Alliance will keep troops in the east, Anders "
        "Fogh Rasmussen said.",
        [("NATO", "NATO"), ("Alliance", "NATO"), ("Anders Fogh Rasmussen", "Anders Fogh Rasmussen")],
    ),
    (
        "2014-10-27",
        "KIEV, Oct. 27 — Yulia Tymoshenko's party came sixth and Vitali Klitschko's UDAR did not run. "
        "Serhiy Lyovochkin's faction lost seats.",
        [
            ("Yulia Tymoshenko", "Yulia Tymoshenko"),
            ("Vitali Klitschko", "Vitali Klitschko"),
            ("UDAR", "UDAR"),
            ("Serhiy Lyovochkin", "Serhiy Lyovochkin"),
        ],
    ),
    (
        "2014-02-05",
        "KIEV, Feb. 5 — President Viktor Yanukovych's administration denied it. Azarov's government had "
        "resigned in January.",
        [("Viktor Yanukovych", "Viktor Yanukovych"), ("Azarov", "Mykola Azarov")],
    ),
    (
        "2014-07-18",
        "HRABOVE, July 18 — Malaysia Airlines Flight MH17 was carrying 298 people. The Boeing 777 was "
        "hit by a Buk missile. Boeing sent two men.",
        [("Malaysia Airlines", "Malaysia Airlines"), ("Boeing", "Boeing")],
    ),
    (
        "2014-06-14",
        "KIEV, June 14 — Rebels shot down an Ilyushin Il-76 with a Kalashnikov and an Igla missile; Grad "
        "rockets and a T-64 tank were seen.",
        [],
    ),
    (
        "2014-03-05",
        "KIEV, March 5 — Ukraine's government asked for help. The Ukrainian army was on alert, and the "
        "parliament of Crimea refused to meet envoys. Germany's government and the French parliament "
        "said nothing.",
        [
            ("Ukraine's government", "Government of Ukraine"),
            ("Ukrainian army", "Armed Forces of Ukraine"),
            ("parliament of Crimea", "Supreme Council of Crimea"),
            ("Germany's government", "Government of Germany"),
            ("French parliament", "Parliament of France"),
        ],
    ),
    (
        "2014-03-05",
        "SEVASTOPOL, March 5 — Ukrainian troops and Russian soldiers faced each other; a Ukrainian "
        "military aircraft flew over. A Russian navy ship lay across the bay.",
        [("Russian navy", "Russian Navy")],
    ),
    (
        "2014-03-20",
        "MOSCOW, March 20 — The list names the brothers Arkady and Boris Rotenberg, and Gennady "
        "Timchenko. Standard & Poor's lowered its outlook; Moody's did not.",
        [
            ("Arkady", "Arkady Rotenberg"),
            ("Boris Rotenberg", "Boris Rotenberg"),
            ("Gennady Timchenko", "Gennady Timchenko"),
            ("Standard & Poor's", "Standard & Poor's"),
            ("Moody's", "Moody's"),
        ],
    ),
    (
        "2014-08-20",
        "DONETSK, Aug. 20 — The Donbas and Azov battalions attacked Ilovaisk, the army said. The Aidar "
        "Battalion stayed at Luhansk.",
        [("Donbas", "Donbas Battalion"), ("Azov", "Azov Battalion"), ("Aidar Battalion", "Aidar Battalion")],
    ),
    (
        "2014-01-22",
        "KIEV, Jan. 22 — The U.S. Embassy cancelled visas. The German embassy urged calm.",
        [("U.S. Embassy", "Embassy of the United States in Kyiv"), ("German embassy", "Embassy of Germany in Kyiv")],
    ),
    (
        "2014-08-27",
        "DONETSK, Aug. 27 — Leaders of the Donetsk People's Republic said so. Alexander Zakharchenko, "
        "prime minister of the Donetsk People's Republic, and the Luhansk People's Republic's Igor "
        "Plotnitsky agreed.",
        [
            ("Donetsk People's Republic", "Donetsk People's Republic"),
            ("Alexander Zakharchenko", "Alexander Zakharchenko"),
            ("Donetsk People's Republic", "Donetsk People's Republic"),
            ("Luhansk People's Republic", "Luhansk People's Republic"),
            ("Igor Plotnitsky", "Igor Plotnitsky"),
        ],
    ),
    (
        "2014-01-20",
        "KIEV, Jan. 20 — The commanders of the Maidan met Vitali Klitschko. The Maidan rejected the "
        "deal. People slept on the Maidan and a stage stood in the Maidan.",
        [("Maidan", "Euromaidan"), ("Vitali Klitschko", "Vitali Klitschko"), ("Maidan", "Euromaidan")],
    ),
    (
        "2014-03-18",
        "MOSCOW, March 18 — Vladimir Putin spoke in the Kremlin. The Kremlin said the treaty was in "
        "force. Kremlin spokesman Dmitry Peskov agreed.",
        [
            ("Vladimir Putin", "Vladimir Putin"),
            ("Kremlin", "Kremlin"),
            ("Kremlin", "Kremlin"),
            ("Dmitry Peskov", "Dmitry Peskov"),
        ],
    ),
    (
        "2014-02-20",
        "KIEV, Feb. 20 — European Union foreign ministers Frank-Walter Steinmeier and Radoslaw Sikorski "
        "held talks. EU ambassadors met in Brussels.",
        [
            ("European Union", "European Union"),
            ("Frank-Walter Steinmeier", "Frank-Walter Steinmeier"),
            ("Radoslaw Sikorski", "Radosław Sikorski"),
            ("EU", "European Union"),
        ],
    ),
    (
        "2014-06-27",
        "BRUSSELS, June 27 — The presidents of the European Council and Commission, Herman Van Rompuy "
        "and Jose Manuel Barroso, signed.",
        [
            ("European Council", "European Council"),
            ("Commission", "European Commission"),
            ("Herman Van Rompuy", "Herman Van Rompuy"),
            ("Jose Manuel Barroso", "José Manuel Barroso"),
        ],
    ),
    (
        "2013-12-18",
        "MOSCOW, Dec. 18 — The Customs Union of Russia, Belarus and Kazakhstan has lower tariffs.",
        [("Customs Union", "Eurasian Customs Union")],
    ),
    (
        "2014-04-13",
        "SLOVYANSK, April 13 — Arsen Avakov wrote on Facebook that a SBU officer was killed. Avakov blamed Russia.",
        [
            ("Arsen Avakov", "Arsen Avakov"),
            ("Facebook", "Facebook"),
            ("SBU", "Security Service of Ukraine"),
            ("Avakov", "Arsen Avakov"),
        ],
    ),
    (
        "2014-03-16",
        "SIMFEROPOL, March 16 — On Lenin Square a statue of Lenin stood; Bohdan Khmelnytsky Street was closed.",
        [("Lenin", "Vladimir Lenin")],
    ),
    (
        "2014-09-17",
        "BRUSSELS, Sept. 17 — The Security Council met in New York. Samantha Power told the Council that "
        "Russia lied. Vitaly Churkin vetoed it.",
        [
            ("Security Council", "United Nations Security Council"),
            ("Samantha Power", "Samantha Power"),
            ("Council", "United Nations Security Council"),
            ("Vitaly Churkin", "Vitaly Churkin"),
        ],
    ),
    (
        "2014-12-04",
        "WASHINGTON, Dec. 4 — The House voted 411 to 10 to condemn Russia, and Speaker John Boehner praised it.",
        [("House", "United States House of Representatives"), ("John Boehner", "John Boehner")],
    ),
    (
        "2014-08-07",
        "MOSCOW, Aug. 7 — Dmitry Medvedev banned food imports. The Agriculture Ministry and the central "
        "bank will watch prices. Rosselkhoznadzor agreed.",
        [
            ("Dmitry Medvedev", "Dmitry Medvedev"),
            ("Agriculture Ministry", "Ministry of Agriculture of Russia"),
            ("Rosselkhoznadzor", "Rosselkhoznadzor"),
        ],
    ),
    (
        "2014-10-16",
        "MILAN, Oct. 16 — The German chancellor, Angela Merkel, arrived. Merkel's spokesman Steffen "
        "Seibert said talks with Mr. Putin would be hard.",
        [
            ("Angela Merkel", "Angela Merkel"),
            ("Merkel", "Angela Merkel"),
            ("Steffen Seibert", "Steffen Seibert"),
            ("Putin", "Vladimir Putin"),
        ],
    ),
    (
        "2014-11-02",
        "DONETSK, Nov. 2 — The self-proclaimed Donetsk People's Republic voted. Roman Lyagin, head of "
        "its election commission, said the People's Republic had won.",
        [
            ("Donetsk People's Republic", "Donetsk People's Republic"),
            ("Roman Lyagin", "Roman Lyagin"),
            ("People's Republic", "Donetsk People's Republic"),
        ],
    ),
    (
        "2014-11-03",
        "KIEV, Nov. 3 — The Opposition Bloc, the Petro Poroshenko Bloc, Oleh Lyashko's Radical Party, "
        "Samopomich and the People's Front of Arseniy Yatsenyuk won seats.",
        [
            ("Opposition Bloc", "Opposition Bloc"),
            ("Petro Poroshenko Bloc", "Petro Poroshenko Bloc"),
            ("Oleh Lyashko", "Oleh Lyashko"),
            ("Radical Party", "Radical Party of Oleh Lyashko"),
            ("Samopomich", "Self Reliance"),
            ("People's Front", "People's Front"),
            ("Arseniy Yatsenyuk", "Arseniy Yatsenyuk"),
        ],
    ),
    (
        "2014-05-26",
        "DONETSK, May 26 — Sergei Prokofiev International Airport was stormed. Fighters of the Vostok "
        "battalion came by truck, and the Ukrainian air force sent Sukhoi Su-25 jets and Mi-24 "
        "helicopters.",
        [("Vostok battalion", "Vostok Battalion"), ("Ukrainian air force", "Ukrainian Air Force")],
    ),
    (
        "2014-12-17",
        "MOSCOW, Dec. 17 — The Central Bank raised its rate. The Bank's governor, Elvira Nabiullina, "
        "said the Finance Ministry would sell dollars.",
        [
            ("Central Bank", "Central Bank of Russia"),
            ("Bank", "Central Bank of Russia"),
            ("Elvira Nabiullina", "Elvira Nabiullina"),
            ("Finance Ministry", "Ministry of Finance of Russia"),
        ],
    ),
    (
        "2015-02-12",
        "MINSK, Feb. 12 — Francois Hollande and Merkel left the Palace of Independence. Alexander "
        "Lukashenko served coffee.",
        [
            ("Francois Hollande", "François Hollande"),
            ("Merkel", "Angela Merkel"),
            ("Alexander Lukashenko", "Alexander Lukashenko"),
        ],
    ),
    (
        "2014-04-17",
        "GENEVA, April 17 — Ukraine, Russia, the United States and the EU agreed. The OSCE's monitors "
        "were to help; the Organization sent Tim Guldimann.",
        [
            ("EU", "European Union"),
            ("OSCE", "Organization for Security and Co-operation in Europe"),
            ("Organization", "Organization for Security and Co-operation in Europe"),
            ("Tim Guldimann", "Tim Guldimann"),
        ],
    ),
    (
        "2014-02-21",
        "WARSAW, Feb. 21 — Poland's Sikorski told the opposition to sign. Polish Foreign Ministry "
        "spokesman Marcin Wojciechowski confirmed it.",
        [
            ("Sikorski", "Radosław Sikorski"),
            ("Polish Foreign Ministry", "Ministry of Foreign Affairs of Poland"),
            ("Marcin Wojciechowski", "Marcin Wojciechowski"),
        ],
    ),
    (
        "2014-02-25",
        "KIEV, Feb. 25 — Oleksandr Turchynov, named acting president by the Rada, met Catherine Ashton. "
        "Berkut was dissolved. Ex-Berkut officers fled.",
        [
            ("Oleksandr Turchynov", "Oleksandr Turchynov"),
            ("Rada", "Verkhovna Rada"),
            ("Catherine Ashton", "Catherine Ashton"),
            ("Berkut", "Berkut"),
            ("Berkut", "Berkut"),
        ],
    ),
    (
        "2014-09-24",
        "NEW YORK, Sept. 24 — Barack Obama told the United Nations General Assembly that Russia's "
        "aggression would cost it. The Obama administration agreed. The Assembly applauded.",
        [
            ("Barack Obama", "Barack Obama"),
            ("United Nations General Assembly", "United Nations General Assembly"),
            ("Obama", "Barack Obama"),
            ("Assembly", "United Nations General Assembly"),
        ],
    ),
    (
        "2014-03-21",
        "WASHINGTON, March 21 — The Treasury froze the assets of Bank Rossiya. Visa and MasterCard "
        "stopped serving it. President Obama's order names Vladimir Yakunin, head of Russian Railways.",
        [
            ("Treasury", "US Department of the Treasury"),
            ("Bank Rossiya", "Bank Rossiya"),
            ("Visa", "Visa Inc."),
            ("MasterCard", "MasterCard"),
            ("Obama", "Barack Obama"),
            ("Vladimir Yakunin", "Vladimir Yakunin"),
            ("Russian Railways", "Russian Railways"),
        ],
    ),
    (
        "2014-12-01",
        "ANKARA, Dec. 1 — Vladimir Putin said that South Stream would not be built. Gazprom had laid "
        "Nord Stream with German partners; Bulgaria's government had stopped the works.",
        [
            ("Vladimir Putin", "Vladimir Putin"),
            ("Gazprom", "Gazprom"),
            ("Bulgaria's government", "Government of Bulgaria"),
        ],
    ),
    (
        "2014-03-24",
        "SEVASTOPOL, March 24 — The landing ship Konstantin Olshansky was taken and the frigate Hetman "
        "Sahaidachny had sailed to Odessa. The Black Sea Fleet has held the bay; the Fleet's commander "
        "is Aleksandr Vitko.",
        [("Black Sea Fleet", "Black Sea Fleet"), ("Fleet", "Black Sea Fleet"), ("Aleksandr Vitko", "Aleksandr Vitko")],
    ),
    (
        "2014-11-12",
        "BRUSSELS, Nov. 12 — General Philip Breedlove said that NATO had seen columns of Russian tanks, "
        "T-72s and Grad launchers. A spokesman for the Russian Defence Ministry, Igor Konashenkov, "
        "denied it; the Ministry called it empty talk.",
        [
            ("Philip Breedlove", "Philip Breedlove"),
            ("NATO", "NATO"),
            ("Russian Defence Ministry", "Ministry of Defence of Russia"),
            ("Igor Konashenkov", "Igor Konashenkov"),
            ("Ministry", "Ministry of Defence of Russia"),
        ],
    ),
    (
        "2014-02-18",
        "KIEV, Feb. 18 — Protesters set fire to the headquarters of the Party of Regions. The Party's "
        "deputies fled. Outside the Verkhovna Rada, Berkut fired on the crowd.",
        [("Party of Regions", "Party of Regions"), ("Party", "Party of Regions"), ("Berkut", "Berkut")],
    ),
    (
        "2014-09-16",
        "STRASBOURG, Sept. 16 — The European Parliament and the Verkhovna Rada ratified the Association "
        "Agreement at the same hour. Martin Schulz, president of the European Parliament, spoke to "
        "Poroshenko by video. The Rada rose to its feet.",
        [
            ("European Parliament", "European Parliament"),
            ("Verkhovna Rada", "Verkhovna Rada"),
            ("Martin Schulz", "Martin Schulz"),
            ("European Parliament", "European Parliament"),
            ("Poroshenko", "Petro Poroshenko"),
            ("Rada", "Verkhovna Rada"),
        ],
    ),
    (
        "2014-04-07",
        "DONETSK, April 7 — Men in the seized building proclaimed a Donetsk People's Republic. The new "
        "republic asked the Russian government for help; Ukraine's Security Service opened a case.",
        [
            ("Donetsk People's Republic", "Donetsk People's Republic"),
            ("Russian government", "Government of Russia"),
            ("Ukraine's Security Service", "Security Service of Ukraine"),
        ],
    ),
    (
        "2014-07-30",
        "LONDON, July 30 — David Cameron's office said Britain's Foreign Office would brief the European "
        "Union's ambassadors. The Foreign Office declined to comment.",
        [
            ("David Cameron", "David Cameron"),
            ("Foreign Office", "Foreign and Commonwealth Office"),
            ("European Union", "European Union"),
            ("Foreign Office", "Foreign and Commonwealth Office"),
        ],
    ),
    (
        "2014-08-26",
        "MINSK, Aug. 26 — Alexander Lukashenko received Putin and Poroshenko in the Palace of "
        "Independence. Nursultan Nazarbayev and three commissioners of the European Union sat with them: "
        "Catherine Ashton, Guenther Oettinger and Karel De Gucht.",
        [
            ("Alexander Lukashenko", "Alexander Lukashenko"),
            ("Putin", "Vladimir Putin"),
            ("Poroshenko", "Petro Poroshenko"),
            ("Nursultan Nazarbayev", "Nursultan Nazarbayev"),
            ("European Union", "European Union"),
            ("Catherine Ashton", "Catherine Ashton"),
            ("Guenther Oettinger", "Günther Oettinger"),
            ("Karel De Gucht", "Karel De Gucht"),
        ],
    ),
    (
        "2014-05-06",
        "KIEV, May 6 — The Communists left the chamber after Turchynov's speech. Petro Symonenko, leader "
        "of the Communist Party, said his party would not return. Svoboda's Oleh Tyahnybok called for a "
        "ban.",
        [
            ("Communists", "Communist Party of Ukraine"),
            ("Turchynov", "Oleksandr Turchynov"),
            ("Petro Symonenko", "Petro Symonenko"),
            ("Communist Party", "Communist Party of Ukraine"),
            ("Svoboda", "Svoboda"),
            ("Oleh Tyahnybok", "Oleh Tyahnybok"),
        ],
    ),
    (
        "2014-03-04",
        "MOSCOW, March 4 — The Russian central bank sold dollars and the Moscow exchange fell. Elvira "
        "Nabiullina's bank raised its rate; the Finance Ministry cancelled a sale of bonds.",
        [
            ("Russian central bank", "Central Bank of Russia"),
            ("Moscow exchange", "Moscow Exchange"),
            ("Elvira Nabiullina", "Elvira Nabiullina"),
            ("Finance Ministry", "Ministry of Finance of Russia"),
        ],
    ),
    (
        "2014-05-24",
        "SLOVYANSK, May 24 — The Italian photographer Andrea Rocchelli and Andrei Mironov, who worked "
        "for Memorial, were killed. Italy's Foreign Ministry confirmed it.",
        [
            ("Andrea Rocchelli", "Andrea Rocchelli"),
            ("Andrei Mironov", "Andrei Mironov"),
            ("Memorial", "Memorial"),
            ("Italy's Foreign Ministry", "Ministry of Foreign Affairs of Italy"),
        ],
    ),
    (
        "2014-01-28",
        "KIEV, Jan. 28 — President Yanukovych accepted Azarov's resignation. Serhiy Arbuzov, the first "
        "deputy prime minister, will lead the cabinet. The Azarov government had lasted four years.",
        [
            ("Yanukovych", "Viktor Yanukovych"),
            ("Azarov", "Mykola Azarov"),
            ("Serhiy Arbuzov", "Serhiy Arbuzov"),
            ("Azarov", "Mykola Azarov"),
        ],
    ),
    (
        "2014-07-17",
        "DONETSK, July 17 — The Malaysian airliner, a Boeing 777-200ER, fell near Grabovo. Separatists "
        "shot down an An-26 and two Su-25 jets in the days before. Eurocontrol and the International "
        "Civil Aviation Organization said the route was open.",
        [
            ("Eurocontrol", "Eurocontrol"),
            ("International Civil Aviation Organization", "International Civil Aviation Organization"),
        ],
    ),
    (
        "2014-10-05",
        "VIENNA, Oct. 5 — The OSCE Special Monitoring Mission said that the Mission's drones had been "
        "shot at. Ertugrul Apakan leads it; Alexander Hug is his deputy.",
        [
            ("OSCE Special Monitoring Mission", "OSCE Special Monitoring Mission to Ukraine"),
            ("Mission", "OSCE Special Monitoring Mission to Ukraine"),
            ("Ertugrul Apakan", "Ertuğrul Apakan"),
            ("Alexander Hug", "Alexander Hug"),
        ],
    ),
    (
        "2014-03-01",
        "MOSCOW, March 1 — The Federation Council voted to let the president use the army in Ukraine. "
        "Valentina Matviyenko chairs the Council. The State Duma's speaker, Sergei Naryshkin, had asked "
        "for it.",
        [
            ("Federation Council", "Federation Council"),
            ("Valentina Matviyenko", "Valentina Matviyenko"),
            ("Council", "Federation Council"),
            ("State Duma", "State Duma"),
            ("Sergei Naryshkin", "Sergei Naryshkin"),
        ],
    ),
    (
        "2015-01-11",
        "KIEV, Jan. 11 — Christine Lagarde of the IMF met Natalie Jaresko and Yatsenyuk. The Fund's "
        "mission came on Thursday. The World Bank and the EBRD may lend, and the Bank's Qimiao Fan was "
        "there.",
        [
            ("Christine Lagarde", "Christine Lagarde"),
            ("IMF", "International Monetary Fund"),
            ("Natalie Jaresko", "Natalie Jaresko"),
            ("Yatsenyuk", "Arseniy Yatsenyuk"),
            ("Fund", "International Monetary Fund"),
            ("World Bank", "World Bank"),
            ("EBRD", "European Bank for Reconstruction and Development"),
            ("Bank", "World Bank"),
            ("Qimiao Fan", "Qimiao Fan"),
        ],
    ),
    (
        "2014-04-15",
        "KIEV, April 15 — The CIA confirmed that John Brennan had been in Kiev. White House spokesman "
        "Jay Carney spoke of a routine visit. In the White House, aides said nothing of the kind.",
        [
            ("CIA", "Central Intelligence Agency"),
            ("John Brennan", "John Brennan"),
            ("White House", "White House"),
            ("Jay Carney", "Jay Carney"),
        ],
    ),
    (
        "2014-08-11",
        "GENEVA, Aug. 11 — The International Committee of the Red Cross will lead a convoy. The "
        "Committee wants guarantees, and Russia's Emergencies Ministry loaded Kamaz lorries.",
        [
            ("International Committee of the Red Cross", "International Committee of the Red Cross"),
            ("Committee", "International Committee of the Red Cross"),
            ("Russia's Emergencies Ministry", "Ministry of Emergency Situations of Russia"),
        ],
    ),
    (
        "2014-06-25",
        "MOSCOW, June 25 — The upper house withdrew the mandate on Wednesday. German Foreign Minister "
        'Frank-Walter Steinmeier and his Austrian colleague, Sebastian Kurz, welcomed it. "A first '
        'step," Steinmeier wrote on Twitter.',
        [
            ("Frank-Walter Steinmeier", "Frank-Walter Steinmeier"),
            ("Sebastian Kurz", "Sebastian Kurz"),
            ("Steinmeier", "Frank-Walter Steinmeier"),
            ("Twitter", "Twitter"),
        ],
    ),
    (
        "2014-02-22",
        "KHARKIV, Feb. 22 — Mikhail Dobkin and Gennady Kernes left the congress. Opponents of the Maidan "
        "had packed the hall; on the Maidan in Kiev a coffin was carried past. The Maidan has won, said "
        "a deputy.",
        [
            ("Mikhail Dobkin", "Mykhailo Dobkin"),
            ("Gennady Kernes", "Hennadiy Kernes"),
            ("Maidan", "Euromaidan"),
            ("Maidan", "Euromaidan"),
        ],
    ),
    (
        "2014-11-15",
        "BRISBANE, Nov. 15 — Tony Abbott and Stephen Harper met Putin at the G20. The Australian navy "
        "watched four Russian warships. The Group's statement did not mention Ukraine.",
        [
            ("Tony Abbott", "Tony Abbott"),
            ("Stephen Harper", "Stephen Harper"),
            ("Putin", "Vladimir Putin"),
            ("G20", "Group of Twenty"),
            ("Australian navy", "Australian Navy"),
            ("Group", "Group of Twenty"),
        ],
    ),
    (
        "2014-06-05",
        "BRUSSELS, June 5 — The G7 met without Russia, in the building of the European Council, whose "
        "president, Herman Van Rompuy, was host. Cameron and Francois Hollande were to see Putin in "
        "France; Obama was not.",
        [
            ("G7", "Group of Seven"),
            ("European Council", "European Council"),
            ("Herman Van Rompuy", "Herman Van Rompuy"),
            ("Cameron", "David Cameron"),
            ("Francois Hollande", "François Hollande"),
            ("Putin", "Vladimir Putin"),
            ("Obama", "Barack Obama"),
        ],
    ),
    (
        "2014-03-07",
        "SIMFEROPOL, March 7 — Unidentified men kept the OSCE's observers out at Armyansk. Crimea's "
        "parliament had asked to join Russia; its speaker, Vladimir Konstantinov, flew to Moscow and was "
        "cheered in the Duma.",
        [
            ("OSCE", "Organization for Security and Co-operation in Europe"),
            ("Crimea's parliament", "Supreme Council of Crimea"),
            ("Vladimir Konstantinov", "Volodymyr Konstantynov"),
            ("Duma", "State Duma"),
        ],
    ),
    (
        "2014-09-30",
        "DONETSK, Sept. 30 — A shell struck School No. 57 and a bus on Kyivskyi Avenue. The "
        "International Committee of the Red Cross lost Laurent DuPasquier on Oct. 2.",
        [
            ("International Committee of the Red Cross", "International Committee of the Red Cross"),
            ("Laurent DuPasquier", "Laurent DuPasquier"),
        ],
    ),
    (
        "2014-07-22",
        "THE HAGUE, July 22 — Dutch Foreign Minister Frans Timmermans told the Security Council of his "
        "grief. Prime Minister Mark Rutte said the Netherlands would lead the inquiry with the Dutch "
        "Safety Board; the Board has 24 men in Kiev.",
        [
            ("Frans Timmermans", "Frans Timmermans"),
            ("Security Council", "United Nations Security Council"),
            ("Mark Rutte", "Mark Rutte"),
            ("Dutch Safety Board", "Dutch Safety Board"),
            ("Board", "Dutch Safety Board"),
        ],
    ),
    (
        "2014-05-11",
        "DONETSK, May 11 — Denis Pushilin and Roman Lyagin counted the votes. Kiev's Foreign Ministry "
        "called it a farce. Rinat Akhmetov's Metinvest sent its workers on patrol in Mariupol.",
        [
            ("Denis Pushilin", "Denis Pushilin"),
            ("Roman Lyagin", "Roman Lyagin"),
            ("Foreign Ministry", "Ministry of Foreign Affairs of Ukraine"),
            ("Rinat Akhmetov", "Rinat Akhmetov"),
            ("Metinvest", "Metinvest"),
        ],
    ),
    (
        "2014-12-16",
        "WASHINGTON, Dec. 16 — House and Senate had passed the Ukraine Freedom Support Act. Josh "
        "Earnest, the White House spokesman, said Obama would sign. Senators John McCain and Bob Corker "
        "had pressed for it; McCain wants Javelin missiles.",
        [
            ("House", "United States House of Representatives"),
            ("Senate", "United States Senate"),
            ("Josh Earnest", "Josh Earnest"),
            ("White House", "White House"),
            ("Obama", "Barack Obama"),
            ("John McCain", "John McCain"),
            ("Bob Corker", "Bob Corker"),
            ("McCain", "John McCain"),
        ],
    ),
    (
        "2014-03-14",
        "LONDON, March 14 — The Kerry-Lavrov talks lasted six hours. Lavrov's deputy, Grigory Karasin, "
        "stayed in Moscow.",
        [
            ("Kerry", "John Kerry"),
            ("Lavrov", "Sergey Lavrov"),
            ("Lavrov", "Sergey Lavrov"),
            ("Grigory Karasin", "Grigory Karasin"),
        ],
    ),
    (
        "2014-02-20",
        "KIEV, Feb. 20 — Interfax-Ukraine reported, citing the Interior Ministry, that 67 policemen were "
        "held. Interior Minister Vitaliy Zakharchenko signed the order; Zakharchenko later spoke on "
        "Channel 5.",
        [
            ("Interfax-Ukraine", "Interfax-Ukraine"),
            ("Interior Ministry", "Ministry of Internal Affairs of Ukraine"),
            ("Vitaliy Zakharchenko", "Vitaliy Zakharchenko"),
            ("Zakharchenko", "Vitaliy Zakharchenko"),
            ("Channel 5", "Channel 5"),
        ],
    ),
    (
        "2014-03-04",
        'BELBEK, March 4 — Colonel Yuli Mamchur led unarmed men to the airfield. "America is with us," '
        "he shouted. Mamchur's deputy, Oleh Podovalov, spoke with the Russians.",
        [("Yuli Mamchur", "Yuliy Mamchur"), ("Mamchur", "Yuliy Mamchur"), ("Oleh Podovalov", "Oleh Podovalov")],
    ),
    (
        "2014-06-19",
        "LUXEMBOURG, June 19 — EU-Ukraine trade will open. EU Enlargement Commissioner Stefan Fuele and "
        "EU Energy Commissioner Guenther Oettinger spoke for the Commission.",
        [
            ("EU", "European Union"),
            ("EU", "European Union"),
            ("Stefan Fuele", "Štefan Füle"),
            ("EU", "European Union"),
            ("Guenther Oettinger", "Günther Oettinger"),
            ("Commission", "European Commission"),
        ],
    ),
    (
        "2014-04-21",
        "MOSCOW, April 21 — Pavel Durov said on VKontakte that Igor Sechin and Alisher Usmanov now owned "
        "it. Mail.ru Group did not comment.",
        [
            ("Pavel Durov", "Pavel Durov"),
            ("VKontakte", "VKontakte"),
            ("Igor Sechin", "Igor Sechin"),
            ("Alisher Usmanov", "Alisher Usmanov"),
            ("Mail.ru Group", "Mail.ru Group"),
        ],
    ),
    (
        "2014-07-08",
        "SLOVYANSK, July 8 — Igor Strelkov, whose real name is Girkin, had left by night. Strelkov's men "
        "went to Donetsk. Ukraine's National Guard and the army raised the flag.",
        [
            ("Igor Strelkov", "Igor Girkin"),
            ("Girkin", "Igor Girkin"),
            ("Strelkov", "Igor Girkin"),
            ("Ukraine's National Guard", "National Guard of Ukraine"),
        ],
    ),
    (
        "2014-09-03",
        "PARIS, Sept. 3 — President Francois Hollande put off the delivery of the Mistral-class ship "
        "Vladivostok, built by DCNS at Saint-Nazaire. The Elysee named no date. Jean-Yves Le Drian, the "
        "defence minister, agreed.",
        [
            ("Francois Hollande", "François Hollande"),
            ("DCNS", "DCNS"),
            ("Elysee", "Élysée Palace"),
            ("Jean-Yves Le Drian", "Jean-Yves Le Drian"),
        ],
    ),
    (
        "2014-10-29",
        "KIEV, Oct. 29 — Lists were led by Hanna Hopko of Self Reliance, Yuriy Lutsenko of the "
        "Poroshenko Bloc and Nadiya Savchenko of Fatherland. Savchenko, held in Moscow, was elected.",
        [
            ("Hanna Hopko", "Hanna Hopko"),
            ("Self Reliance", "Self Reliance"),
            ("Yuriy Lutsenko", "Yuriy Lutsenko"),
            ("Poroshenko Bloc", "Petro Poroshenko Bloc"),
            ("Nadiya Savchenko", "Nadiya Savchenko"),
            ("Fatherland", "Batkivshchyna"),
            ("Savchenko", "Nadiya Savchenko"),
        ],
    ),
    (
        "2014-02-09",
        "SOCHI, Feb. 9 — Thomas Bach opened the Games with Putin. The International Olympic Committee "
        "said that the Committee had no view on Ukraine.",
        [
            ("Thomas Bach", "Thomas Bach"),
            ("Putin", "Vladimir Putin"),
            ("International Olympic Committee", "International Olympic Committee"),
            ("Committee", "International Olympic Committee"),
        ],
    ),
    (
        "2014-11-26",
        "KIEV, Nov. 26 — The new Rada met. Volodymyr Groysman became its speaker, and Yatsenyuk's "
        "People's Front and Poroshenko's party signed with Samopomich.",
        [
            ("Rada", "Verkhovna Rada"),
            ("Volodymyr Groysman", "Volodymyr Groysman"),
            ("Yatsenyuk", "Arseniy Yatsenyuk"),
            ("People's Front", "People's Front"),
            ("Poroshenko", "Petro Poroshenko"),
            ("Samopomich", "Self Reliance"),
        ],
    ),
    (
        "2014-03-19",
        "SEVASTOPOL, March 19 — Serhiy Haiduk, the commander of Ukraine's navy, was led away. The navy's "
        "headquarters fell within hours; Ukraine's acting defence minister, Ihor Tenyukh, was stopped on "
        "the road.",
        [("Serhiy Haiduk", "Serhiy Hayduk"), ("Ukraine's navy", "Ukrainian Navy"), ("Ihor Tenyukh", "Ihor Tenyukh")],
    ),
    (
        "2014-09-12",
        "BRUSSELS, Sept. 12 — The EU's sanctions hit Rosneft, Transneft and Gazprom Neft, and five "
        "banks: Sberbank, VTB, Gazprombank, VEB and Rosselkhozbank. Oboronprom and Uralvagonzavod, "
        "makers of tanks, are listed too.",
        [
            ("EU", "European Union"),
            ("Rosneft", "Rosneft"),
            ("Transneft", "Transneft"),
            ("Gazprom Neft", "Gazprom Neft"),
            ("Sberbank", "Sberbank"),
            ("VTB", "VTB"),
            ("Gazprombank", "Gazprombank"),
            ("VEB", "Vnesheconombank"),
            ("Rosselkhozbank", "Russian Agricultural Bank"),
            ("Oboronprom", "Oboronprom"),
            ("Uralvagonzavod", "Uralvagonzavod"),
        ],
    ),
]


@pytest.mark.parametrize(("day", "body", "expected"), CASES)
def test_who_is_named(day: str, body: str, expected: list[tuple[str, str]]) -> None:
    found = marked(body, day)
    assert [text for text, _, _ in found] == [text for text, _ in expected]
    assert [f for f, e in zip(found, expected, strict=True) if not agrees(f, e)] == []


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("The convoy of Kamaz lorries stopped and a Boeing 777 flew over it.", "Boeing"),
        ("The launchers were Grads and one Buk, said the mayor of the town.", "Buk"),
        ('The band played a song called "The Story of Kerry" in the camp.', "Kerry"),
        ("Veterans of the Battle of Stalingrad laid wreaths.", "Stalingrad"),
        ("They walked along Lenin Street to the court.", "Lenin"),
        ("The destroyer USS Donald Cook entered the Black Sea.", "Donald Cook"),
        ("A Ukrainian military aircraft was shot down.", "Ukrainian military"),
        ("They stood in the Crimean parliament building all night.", "Crimean parliament"),
    ],
)
def test_who_is_not_named(body: str, text: str) -> None:
    assert [m for m in marked(body, "2014-06-20") if text in m[0]] == []


@pytest.mark.parametrize(
    ("body", "text", "actor"),
    [
        ("The Kremlin rejected the plan.", "Kremlin", "kremlin"),
        ("Officials in the Kremlin rejected the plan.", "Kremlin", "kremlin"),
        ("Talks in the Kremlin went on until midnight.", "Kremlin", ""),
        ("Activists of the Maidan refused the offer.", "Maidan", "euromaidan"),
        ("Thousands slept on the Maidan that night.", "Maidan", ""),
    ],
)
def test_a_building_and_a_square_act_only_where_people_do(body: str, text: str, actor: str) -> None:
    assert {a for t, a, _ in marked(body, "2014-02-20") if t == text} == ({actor} if actor else set())
