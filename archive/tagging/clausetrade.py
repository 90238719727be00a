"""Figures of trade: who sells, buys or uses wares is named as a market, not as one who acts."""

from __future__ import annotations

from archive.tagging import clausewords as w
from archive.tagging.clausetree import children
from archive.tagging.recognise import Parsed, Token


def names_ware(parsed: Parsed, noun: Token) -> bool:
    """ "gas for Ukraine", "the price of gas for Ukraine", also where the parser ties them to the verb."""
    if noun.pos == "VERB":
        return any(names_ware(parsed, thing) for thing in children(parsed, noun, "dobj"))
    of = (thing for prep in children(parsed, noun, "prep") for thing in children(parsed, prep, "pobj"))
    return noun.pos == "NOUN" and (noun.lemma in w.WARES or any(thing.lemma in w.WARES for thing in of))


def is_market(parsed: Parsed, verb: Token) -> bool:
    """Does the verb name its subject as a market?

    Who delivers wares by their name promises; a number is a figure. Who "would rather" has a mind.
    """
    if verb.lemma not in w.TRADE or not is_of_wares(parsed, verb):
        return False
    if any(child.lower == "rather" for child in children(parsed, verb, "advmod")):
        return False
    return verb.lemma != "deliver" or not any(thing.lemma in w.WARES for thing in children(parsed, verb, "dobj"))


def is_of_wares(parsed: Parsed, verb: Token) -> bool:
    """Is it a ware that is sold, bought, delivered, or nothing named?"""
    things = list(children(parsed, verb, "dobj", "nsubjpass"))
    if verb.dep in ("relcl", "acl"):
        things.append(parsed.tokens[verb.head])
    if verb.lemma == "pay":  # a price, and no debt
        return any(thing.lower in ("what", "more", "less", "much") for thing in things)
    named = [thing for thing in things if thing.pos != "PRON"]
    if verb.lemma in w.NOT_ONLY_TRADE:
        return any(_is_amount(parsed, thing) for thing in named)
    return not named or any(thing.lemma in w.GOODS for thing in named)


def _is_amount(parsed: Parsed, thing: Token) -> bool:
    """A ware, or a number of it: "most of its water", "a little", but not "more of the blame"."""
    below = (prep for prep in children(parsed, thing, "prep") if prep.lower == "of")
    of = [ware for prep in below for ware in children(parsed, prep, "pobj")]
    return thing.lemma in w.GOODS and (not of or any(ware.lemma in w.GOODS for ware in of))


def ships_arms(parsed: Parsed, noun: Token) -> bool:
    """ "the sale of ships to Moscow", but not of gas: no ware of trade is named."""
    if noun.lemma not in ("sale", "shipment", "supply"):
        return False
    of = [thing for prep in children(parsed, noun, "prep") for thing in children(parsed, prep, "pobj")]
    things = [thing for thing in (*of, *children(parsed, noun, "compound", "amod")) if thing.pos == "NOUN"]
    return bool(things) and not any(thing.lemma in w.GOODS for thing in things)


def moves_land_or_goods(parsed: Parsed, verb: Token) -> bool:
    """Is what is given a land or a ware: "transferred Crimea to Ukraine", "gas to sell to China"?"""
    if verb.lemma in ("transfer", "give", "restore", "hand", "leave") and any(
        thing.pos == "PROPN" for thing in children(parsed, verb, "dobj", "nsubjpass")
    ):
        return True
    return verb.lemma in ("sell", "supply", "deliver") and is_of_wares(parsed, verb)
