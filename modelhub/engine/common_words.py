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
a about above according across actual after again all also always amber an and annual another any apollo are arrow as aspen at
atlas aurora automatic available average azure back base baseline basic be beacon beam because been before being below best
better between beyond big blank blue bolt both bridge bright brief broad bronze build by calm can careful careless cedar central
certain change cheap clean clear close cloud coarse cobalt code cold comet common compact complete concise control copy coral
core correct cosmic crystal cyan daily dark dawn deep default dense detail detailed different direct do documented does dolphin
double draft dream due dusk each eagle early earth echo edge either eight element ember empty end enough entry equal essential
even every exact example exclusive expert extra falcon false fast few fine first five flame flash flat flow for forest form
former forward four fox free fresh from full fusion future general generic giant given global gold golden good gradient grand
granite graph great green grid group guide half hand harbor harbour hard has have hawk head heavy helper here high historical
home horizon horse host house how human humans hybrid ice if important in inclusive index inner instant internal into iris iron
is island it its jade jet just key kind known lake large last latest lead leaf least left legacy less light lightning like
line linear link lion list little live local logic long lotus low lower luna lunar made magic main major many maple map mark
mars master may medium mega member mercury merlin meteor micro middle mini minor mint mist modern month moon more morning most
mountain must name named native nebula never new next night nine no noble none normal north not nova now number oak object ocean
of off often old olive on once one only open optimal or orange orbit original orion other our out outer over own owner pair
panda pearl per person phase phoenix pilot pine pioneer pixel plain planet plus polar prime primary prism pro project pulse pure
purple quick quiet rain raven raw ready real red reference reliable report required reviewed rich right river robin rock rose
rough round ruby rule rules safe same sapphire scale schema second see sequence set seven shadow sharp shell short sigma signal
silver simple single six size sky slow small smart smooth snow solar solid some sonic source south spark special spectrum
spring sprint square stable standard star start state static steel stone storm stream strong such summit sun super swift table
tall team ten test text than that the their then there these they thin this those three through thunder tide tiger time
tiny titan to today top total tower trace trail tree true trust turbo two type ultra under unit upper up urban us use used user
using valid value various vector verified very vision vista wave way web well west when where whether which while white who
whole wide wild will wind winter wise with within without wolf wonder work world written writer year yellow yes zen zero zone
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
