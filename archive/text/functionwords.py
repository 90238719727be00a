"""Words that hold sentences together and say nothing of what a text is about, in the languages that are stemmed.

They are searched for like any other; in ranking they weigh nothing beside words that do. Left out on purpose, though
they are as common: words that are names or dates in another use and whose form is the same ("us" is what U.S. folds
to, "may" a month, "who" an agency, "will" a first name; in Ukrainian «але» stays in, in Russian «мая» is no form of a
function word).
"""

from __future__ import annotations

_ENGLISH = """
a about above after again all also although among an and any are as at be because been before being below between both
but by can could did do does doing down during each either for from further had has have having he her here hers him
his how however i if in into is it its itself me might more most must my neither no nor not of off on once only or
other our ours out over own per same shall she should since so some such than that the their theirs them then there
these they this those through thus to too toward towards under until up upon very was we were what when where whether
which while whom whose why with within without would yet you your
"""
_RUSSIAN = """
а без бы был была были было быть в вам вас весь во вот все всего всех вы где да для до его ее если есть еще же за здесь
и из или им их к как ко когда которая которого которое которой которые который которых кто ли либо между меня мне может
мы на над надо нам нас не него нее нет ни них но о об однако он она они оно от очень по под после потому почему при про
с сам свой себя со так также такие такой там те тем то того тоже той только том тот ту ты у уже хотя чего чем через что
чтобы эта эти этих это этого этой этом этот эту я
"""
_UKRAINIAN = """
а або адже але б без би був була були було бути в вам вас весь ви від він вона вони воно все всі всіх де для до є ж за
з зі із і й її його їй їм їх та так також такий такі там те тим то того тоді той тому тільки ти у уже хоч хто це цей ці
ця цього цьому цю чи чого через що щоб як яка який яких які якого якій якщо я між мене мені ми може на над нам нас не
неї немає ні них ніж о об однак по під після при про проти саме себе свій со своєї коли куди ще
"""

FUNCTION_WORDS = frozenset(f"{_ENGLISH} {_RUSSIAN} {_UKRAINIAN}".split())
"""Forms (`analysis.forms`), not stems."""
