"""Families of words: "interference" also finds "interfered", "nuclear" also "denuclearised".

PostgreSQL's stemmer makes one of the forms of a word ("attack", "attacked"), but not of the words that are
made from it. A list, because by rules of endings alone "nation" would find "nationalise", and "general"
"generation". British and American spellings are a family too.
"""

from collections.abc import Iterator

from .demonyms import STRIPPED

FAMILIES = """
accuse accusation, acquire acquisition, admit admission, advise advice, adviser advisor, aggression
aggressive aggressor, allege allegation, ally alliance, analyse analyze analysis analyst, announce
announcement, appoint appointment, approve approval, argue argument, assassinate assassination assassin,
attribute attribution, authorise authorize authorisation authorization, believe belief, betray betrayal,
bomb bomber bombard bombardment, bribe bribery, candidate candidacy, centre center, chemical chemistry
chemist, coerce coercion, collude collusion, colour color, comply compliance, conclude conclusion, condemn
condemnation, confirm confirmation, conspire conspiracy conspirator, consult consultation, cooperate
cooperation, corrupt corruption, create creation, crime criminal criminality, criticise criticize criticism
critic, cyber cyberspace cybersecurity cyberattack, deceive deception, decide decision, defence defense
defend defensive defender, democracy democratic, deny denial, depart departure, deploy deployment, deport
deportation, destabilise destabilize destabilisation destabilization, destroy destruction destructive,
detain detention detainee, deteriorate deterioration, dictator dictatorship, die death dead deadly, diplomat
diplomacy diplomatic, disarm disarmament, discuss discussion, divide division, dominate domination, economy
economic, elect election electoral elector, employ employment employer, encourage encouragement, endorse
endorsement, escalate escalation de-escalate de-escalation, evacuate evacuation evacuee, evade evasion,
exclude exclusion, execute execution, expel expulsion, explode explosion explosive, extend extension,
extreme extremist extremism, fail failure, favour favor, finance financial, fraud fraudulent, genocide
genocidal, govern government governance, grow growth, guarantee guarantor, guilt guilty, hack hacker,
harbour harbor, honour honor, hostile hostility, immigrate immigration immigrant migrate migration migrant,
impeach impeachment, improve improvement, inflate inflation, inspect inspection inspector, interfere
interference, interpret interpretation, intervene intervention, invade invasion invader, investigate
investigation investigator, involve involvement, isolate isolation, judgement judgment, justify
justification, kidnap kidnapper, kill killer killing, labour labor, lawful law unlawful, legal legality
illegal, legislate legislation legislator legislative, liberate liberation, lie liar, lose loss, meddle
meddler, murder murderer, negotiate negotiation negotiator, neutral neutrality, nuclear denuclearise
denuclearize denuclearisation denuclearization, obey obedience, observe observation observer, occupy
occupation occupier, offence offense, oppose opposition opponent, organise organize organisation
organization, partner partnership, peace peaceful, poison poisoning poisonous, pollute pollution, poor
poverty, president presidency presidential, prevent prevention, produce production producer, programme
program, prohibit prohibition, propose proposal, prosecute prosecution prosecutor, protect protection,
protest protester protestor, prove proof proven, provoke provocation provocative, punish punishment, radical
radicalise radicalize, react reaction, rebel rebellion, recognise recognize recognition, recommend
recommendation, reconcile reconciliation, reduce reduction, refuse refusal, remove removal, resign
resignation, resist resistance, respond response, responsible responsibility, restore restoration, restrict
restriction, retaliate retaliation retaliatory, reveal revelation, revolt revolution revolutionary, rocket
rocketry, sabotage saboteur, secret secrecy, separatist separatism, settle settlement, slander slanderous,
sovereign sovereignty, stabilise stabilize stabilisation stabilization stable stability, starve starvation,
strategy strategic, strike struck stricken, suggest suggestion, support supporter, survive survival
survivor, suspect suspicion suspicious, sympathy sympathise sympathize, tension tense, terror terrorism
terrorist terrorise terrorize, theft thief steal stole stolen, threat threaten, tolerate tolerance, torture
torturer, toxic toxin, translate translation translator, treason traitor, tyranny tyrant, vaccine vaccinate
vaccination, verify verification, victory victorious, violate violation, violence violent, weak weaken
weakness, weapon weaponry, withdraw withdrawal withdrew
"""
"""Words that mean the same in a search: families between commas.

Each word is listed once, in its plainest form. Two words belong together if a claim with one of them
answers a search for the other.
"""

MOST_LETTERS = 40


def _list_forms(word: str) -> Iterator[str]:
    """Yield the forms in which a word may be typed; forms that do not exist do no harm."""
    stem = word.removesuffix("e")
    doubled = word + word[-1]
    yield from (word, f"{word}s", f"{word}es", f"{word}ed", f"{word}d", f"{word}ing", f"{stem}ing")
    yield from (f"{doubled}ed", f"{doubled}ing")
    if word.endswith("y"):
        yield from (f"{word[:-1]}ies", f"{word[:-1]}ied")


def _map_families() -> dict[str, tuple[str, ...]]:
    families: dict[str, tuple[str, ...]] = {}
    for family in FAMILIES.split(","):
        words = family.split()
        # The stemmer makes "interf" of "interfered" and "interfer" of "interfere".
        wanted = tuple(dict.fromkeys(form for word in words for form in (word, _make_past(word))))
        families |= {form: wanted for word in words for form in _list_forms(word)}
    return families


def _make_past(word: str) -> str:
    return f"{word}d" if word.endswith("e") else word


MEMBERS = _map_families()


def find_family(word: str) -> tuple[str, ...]:
    """Find the words of the same family as `word`; () if none is listed."""
    bare = word.strip(STRIPPED).casefold()
    return MEMBERS.get(bare, ()) if len(bare) <= MOST_LETTERS else ()
