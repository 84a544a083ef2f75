"""Ordinary English words that a model may be named after and that documentation of tables is full of."""

from modelhub.engine.schema_rules.vocabulary import (
    ADJECTIVES,
    ATTRIBUTE_HEADS,
    ENTITIES,
    MONEY,
    OTHER_WORDS,
    PARTICIPLES,
)

_ORDINARY = """
a about above according across actual after again all also always an and annual anonymous another any are arrow as at
author authors automatic available average back base baseline basic be beam because been before being below best
better between beyond big blank blue both bridge brief bright broad bronze build by can careful careless central
certain change cheap clean clear close cloud code cold column columns committee common compact company complete
concise control copy core correct daily dark data deep default dense detail detailed different direct do docs
documentation documented does double draft due each early earth edge eight either element empty end enough entry equal
essential even every everyone exact example exclusive expert experts extra false fast few fine first five flat flow
for forest form former forward four free fresh from full future general generated generic given global gold golden
good granite great green grid group guide half hand hard has have head heavy helper here high historical home host
house how human humans if important in inclusive index inner instant internal into is island it its just key kind
known lake large last latest lead least left legacy less light like line linear link list little live local logic long
low lower made main major manual manually many map mark master may medium member micro middle mini minor modern month
more most mountain must name named native never new next night nine no none normal north not now number object of off
official often old olive on once one only open optimal or orange original other our out outer over own owner pair
people per person phase pixel plain plus primary pro project pure purple quick quiet raw ready real red reference
reliable report required reviewed rich right rock rough round rule rules safe same scale schema second see sequence
set seven sharp short signal silver simple single six size slow small smart smooth solid some someone source south
special spring sprint square stable staff standard start state static strong such summit super table tables tall team
ten test text texts than that the their then there these they thin this those three through time tiny to today top
total tower trace trail tree true trust two type ultra under unit up upper urban us use used user using valid value
various vector vendor verified very vision way web well west when where whether which while white who whole wide wild
will wise with within without work world writer writers written year yellow yes zero zone
"""

COMMON_WORDS = (
    frozenset(_ORDINARY.split())
    | ENTITIES
    | ATTRIBUTE_HEADS
    | MONEY
    | frozenset(PARTICIPLES)
    | ADJECTIVES
    | OTHER_WORDS
)
