"""Which of our entity types a foreign type name means; the nearest one where none is known."""

from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from lms.engines.folding import fold
from lms.engines.linkchart.vocabulary import ENTITY_TYPES

NEAR = 80
# what foreign charts call things, icon keys among them
_WORDS = {
    "person": "people, man, woman, male, female, anon, anonymous, individual, suspect, victim, "
    "witness, child, officer, driver, courier, criminal, prisoner, subject, human, agent",
    "organisation": "organization, company, business, firm, criminal organization, gang, agency, "
    "group of people, public body, legal entity, employer, department, charity, office, bank",
    "phone": "telephone, mobile, mobile phone, cell phone, cellphone, cellfone, telephone number, "
    "msisdn, landline, fax, subscriber",
    "sim": "sim card, imsi, imei, handset, device, mobile device, iccid",
    "account": "bank account, offshore account, credit card, payment card, card, iban, wallet, "
    "crypto wallet",
    "vehicle": "car, van, lorry, truck, motorcycle, motorbike, bus, taxi, automobile, trailer, "
    "number plate, license plate, registration",
    "vessel": "ship, boat, yacht, contship, container ship, ferry, trawler, tanker",
    "container": "shipping container, freight container, cargo container",
    "place": "location, address, port, city, town, country, airport, border crossing, checkpoint, "
    "region, warehouse, wahouse, safe house, area, site, venue",
    "document": "passport, report, identity card, file, letter, licence, license, certificate, "
    "manifest, invoice, text block, statement, visa",
    "commodity": "package, parcel, cargo, shipment, consignment, product, drug, drugs, narcotics, "
    "item, thing",
    "seizure": "seized goods, confiscation, drug seizure",
    "event": "meeting, incident, crime, offence, arrest, event frame, journey, trip",
    "aircraft": "airplane, aeroplane, plane, helicopter, flight, jet",
    "property": "house, building, flat, apartment, land, real estate, premises, home, farm",
    "email": "e mail, mail, email account, mailbox, email address",
    "online_account": "user account, username, website, web site, social media, profile, nickname, "
    "ip address, domain, computer, online profile",
    "cash": "money, currency, banknotes",
    "weapon": "gun, firearm, rifle, pistol, knife, explosive, ammunition",
}
_BY_SHAPE = {
    "Circle": "person",
    "Box": "organisation",
    "Event": "event",
    "Theme": "person",
    "TextBlock": "document",
}
ANY = "commodity"


@cache
def _known() -> dict[str, str]:
    """Every name that is taken for one of our types, folded; ours go before those of others."""
    found = {fold(word): name for name, words in _WORDS.items() for word in words.split(",")}
    for kind in ENTITY_TYPES.values():
        found.setdefault(fold(kind.anx), kind.name)
        found[fold(kind.name.replace("_", " "))] = kind.name
        found[fold(kind.label.english())] = kind.name
    return found


def type_name(name: str) -> str:
    """What one of our types is called in files of others."""
    return ENTITY_TYPES[name].label.english()


@lru_cache(maxsize=4096)
def nearest_type(name: str, shape: str = "", icon: str = "") -> tuple[str, bool]:
    """Our type for a type name of a file (or its icon key), and whether that is sure.

    Where no name is known, one of its words decides ("white van"), then one that is spelt nearly
    so, then the shape that is drawn.
    """
    known = _known()
    for name_or_icon in (name, icon):
        if name_or_icon and fold(name_or_icon) in known:
            return known[fold(name_or_icon)], True
    for word in reversed(fold(name).split()):
        if word in known:
            return known[word], False
    best = process.extractOne(fold(name), list(known), scorer=fuzz.ratio, score_cutoff=NEAR)
    if best is not None:
        return known[best[0]], False
    return _BY_SHAPE.get(shape, ANY), False
