"""Words that show a name to be a body's: a firm, a club, a newspaper, an office of the state."""

from .offices import BODIES_OF_COUNTRIES, OFFICES, ORGANISATIONS
from .word_lists import word_set

COMPANY_WORDS = word_set(
    """
    company corporation corp inc ltd plc llc group holdings industries motors airlines airways air railways
    rail docks foods ferries lines bank brothers partners systems technologies energy media pharma telecom
    fc fk united rovers wanderers athletic
    """
)
"""Last words of the names of companies and clubs, from which a text makes "the company" and "the club"."""

NAME_ENDINGS = (
    COMPANY_WORDS
    | (ORGANISATIONS - OFFICES - word_set("fm front mission command press post times house society crown"))
    | word_set(
        """
        inc. ltd. corp. co co. gmbh ag sa s.a spa s.p.a oy oyj ab as asa kg nv n.v bv b.v llp pty sons
        freight shipping logistics cargo haulage transport transit trucking couriers airline shipyard
        shipyards shipbuilders marine maritime offshore drilling mining minerals metals steel cement chemicals
        plastics petroleum oil gas power electric solar nuclear hydro utilities water pipelines refineries
        insurance assurance capital finance financial investments securities ventures equity savings banking
        pharmaceuticals biotech diagnostics therapeutics healthcare medical devices software
        computing robotics electronics semiconductors networks digital labs studios pictures records
        publishing books entertainment games gaming toys
        seafood fisheries seafoods dairy dairies meats poultry farms brewery breweries distillers distillery
        vineyards bakery bakeries beverages supermarkets stores retail outfitters textiles mills
        pumps turbines engines tyres tires tools machinery aerospace aviation aircraft automotive cars
        construction engineering homes properties estates developments hotels resorts cruises tours travel
        consulting consultants solutions products supplies trading traders exports imports enterprises works
        rovers wanderers athletic city albion hotspur harriers rangers wolves tigers lions eagles hawks sharks
        courier chronicle observer gazette tribune examiner mirror bulletin dispatch sentinel inquirer
        echo mercury argus advertiser broadcasting weekly daily
        relief aid watch rescue action appeal directorate secretariat inspectorate constabulary archive
        archives laboratories synod diocese parish monastery abbey convent mosque synagogue
        """
    )
)
"""Last words of names that are hardly ever a person's surname, or only behind a given name."""
FIRM_NAME_ENDINGS = word_set(
    """
    inc inc. ltd ltd. plc llc llp corp corp. gmbh ag oy oyj asa nv n.v bv b.v lines ferries airways airlines
    freight shipping logistics cargo haulage shipyards shipbuilders foods seafood mining minerals petroleum
    energy pharma pharmaceuticals insurance holdings industries technologies systems
    """
)
"""Last words that show a firm's name as surely as "Ltd"."""

_STATE_BODIES = word_set(
    """
    ministry department embassy consulate army navy military cabinet presidency treasury directorate
    parliament senate congress
    """
)
_STATE_BODIES_OF_TWO_WORDS = frozenset(
    ("air force", "armed forces", "coast guard", "border guard", "national guard", "security council")
)


def is_state_body(name: str) -> bool:
    """Recognise a body that belongs to a state and speaks for it: "Ministry of Fisheries", "Coast Guard"."""
    words = [word.rstrip(".,'’") for word in name.lower().removeprefix("the ").split()]
    if " ".join(words) in BODIES_OF_COUNTRIES:
        return True
    links = [index for index, word in enumerate(words) if word in ("of", "for", "in", "at", "to")]
    head = words[: links[0]] if links and links[0] else words
    return bool(head) and (head[-1] in _STATE_BODIES or " ".join(head[-2:]) in _STATE_BODIES_OF_TWO_WORDS)
