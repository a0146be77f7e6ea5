"""Demonyms: the names of the people of a place, and other names of the place.

PostgreSQL's stemmer makes one of "attack" and "attacked", but not of "Syria" and "Syrian", nor of "France"
and "French". A list, because by their endings alone "guard" would find "guardian".
"""

GROUPS = """
Afghanistan Afghan, Africa African, Albania Albanian, Algeria Algerian, Angola Angolan,
America American United_States U.S. USA, Arabia Arab Arabian, Argentina Argentine Argentinian,
Armenia Armenian, Asia Asian,
Australia Australian, Austria Austrian, Azerbaijan Azerbaijani Azeri, Bahrain Bahraini,
Bangladesh Bangladeshi, Belarus Belarusian, Belgium Belgian, Bolivia Bolivian, Bosnia Bosnian,
Brazil Brazilian, Britain British Briton United_Kingdom UK U.K., Bulgaria Bulgarian, Burma Burmese Myanmar,
Cambodia Cambodian, Cameroon Cameroonian, Canada Canadian, Catalonia Catalan, Chad Chadian,
Chechnya Chechen, Chile Chilean, China Chinese, Colombia Colombian, Congo Congolese, Crimea Crimean,
Croatia Croatian Croat, Cuba Cuban, Cyprus Cypriot, Czechia Czech, Denmark Danish Dane, Ecuador Ecuadorian,
Egypt Egyptian, England English, Eritrea Eritrean, Estonia Estonian, Ethiopia Ethiopian, Europe European,
Fiji Fijian, Finland Finnish, France French, Gaza Gazan, Georgia Georgian, Germany German, Ghana Ghanaian,
Greece Greek, Guatemala Guatemalan, Guinea Guinean, Haiti Haitian, Honduras Honduran, Hungary Hungarian,
Iceland Icelandic, India Indian, Indonesia Indonesian, Iran Iranian, Iraq Iraqi, Ireland Irish,
Israel Israeli, Italy Italian, Jamaica Jamaican, Japan Japanese, Jordan Jordanian, Kazakhstan Kazakh,
Kenya Kenyan, Korea Korean, Kosovo Kosovar, Kurdistan Kurdish Kurd, Kuwait Kuwaiti, Kyrgyzstan Kyrgyz,
Laos Laotian, Latvia Latvian, Lebanon Lebanese, Liberia Liberian, Libya Libyan, Lithuania Lithuanian,
Macedonia Macedonian, Malawi Malawian, Malaysia Malaysian, Mali Malian, Malta Maltese,
Mauritania Mauritanian, Mexico Mexican, Moldova Moldovan, Mongolia Mongolian, Montenegro Montenegrin,
Morocco Moroccan, Mozambique Mozambican, Namibia Namibian, Nepal Nepalese Nepali,
Netherlands Dutch Holland, Nicaragua Nicaraguan, Niger Nigerien, Nigeria Nigerian, Norway Norwegian,
Oman Omani, Pakistan Pakistani, Palestine Palestinian, Panama Panamanian, Paraguay Paraguayan,
Peru Peruvian, Philippines Philippine Filipino, Poland Polish, Portugal Portuguese, Qatar Qatari,
Romania Romanian, Russia Russian, Rwanda Rwandan, Scotland Scottish Scot,
Senegal Senegalese, Serbia Serbian Serb, Singapore Singaporean, Slovakia Slovak, Slovenia Slovenian Slovene,
Somalia Somali, Spain Spanish Spaniard, Sudan Sudanese, Sweden Swedish Swede, Switzerland Swiss,
Syria Syrian, Taiwan Taiwanese, Tajikistan Tajik, Tanzania Tanzanian, Thailand Thai, Tibet Tibetan,
Tunisia Tunisian, Turkey Turkish Türkiye, Turkmenistan Turkmen, Uganda Ugandan, Ukraine Ukrainian,
Uruguay Uruguayan, Uzbekistan Uzbek, Venezuela Venezuelan, Vietnam Vietnamese, Wales Welsh, Yemen Yemeni,
Zambia Zambian, Zimbabwe Zimbabwean,
U.N. United_Nations, E.U. European_Union, W.H.O. World_Health_Organization
"""
"""Names that mean the same in a search: groups between commas.

The names of a group stand between spaces. Common words that are names as well ("Turkey", "Polish")
are found with them.
"""

SPELT_ALIKE = {"US": "U.S.", "EU": "E.U.", "UN": "U.N.", "WHO": "W.H.O."}
"""Written in capitals these are names; "us" and "who" are words."""

STRIPPED = ".,;:!?()[]'’"


def _normalise_name(name: str) -> str:
    return name.replace("_", " ").strip(STRIPPED).casefold()


def _map_other_names() -> dict[str, tuple[str, ...]]:
    other_names: dict[str, tuple[str, ...]] = {}
    for group in GROUPS.split(","):
        names = [name.replace("_", " ") for name in group.split()]
        other_names |= {
            _normalise_name(name): tuple(other for other in names if other != name) for name in names
        }
    return other_names


OTHER_NAMES = _map_other_names()


def find_other_names(word: str) -> tuple[str, ...]:
    """Find the other names of the place or people that `word` names, one or many.

    Returns () if it names none.
    """
    bare = word.strip(STRIPPED)
    if bare in SPELT_ALIKE:
        dotted = SPELT_ALIKE[bare]
        return (dotted, *OTHER_NAMES.get(_normalise_name(dotted), ()))
    key = _normalise_name(bare)
    names = OTHER_NAMES.get(key) or OTHER_NAMES.get(key.removesuffix("s")) or ()
    undotted = tuple(short for short, dotted in SPELT_ALIKE.items() if _normalise_name(dotted) == key)
    return (*undotted, *names)
