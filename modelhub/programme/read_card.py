"""`register` of a programme file --> the fields of the page of registering."""

from collections.abc import Mapping

from modelhub.programme.section import Section

# By what says where the texts come from: the source, and the page's names for its keys.
SOURCES = {
    "endpoint": ("endpoint", {"endpoint": "location", "model": "revision"}),
    "folder": ("local", {"folder": "location", "adapter_on": "base"}),
    "hub": ("hub", {"hub": "location", "commit": "revision", "adapter_on": "base"}),
}
FOR_ALL = ("kind", "licence", "notes")
FOR_ENDPOINTS = ("key_variable", "price", "api", "n_in_flight", "requests_per_minute", "tokens_per_minute")
# The other way round, by source: what the page calls location, the file may call endpoint.
KEYS = {source: {field: key for key, field in names.items()} for source, names in SOURCES.values()}


def read_card(section: Section) -> Mapping[str, str] | None:
    """Return the fields of `register`, or None where it is not given; whether they go together, the page's rules say later."""
    if not section.has("register"):
        section.text("register", default="")
        return None
    register = section.section("register")
    given = [key for key in SOURCES if register.has(key)]
    if len(given) != 1:
        register.note("", f"say where its texts come from, by one of {', '.join(SOURCES)}")
        return None
    source, names = SOURCES[given[0]]
    card = {"source": source}
    for key in (*names, *FOR_ALL, *(FOR_ENDPOINTS if source == "endpoint" else ())):
        if text := register.text(key, default="", most=4000 if key == "notes" else 500):
            card[names.get(key, key)] = text
    if source == "endpoint" and register.flag("json_schema"):
        card["json_schema"] = "true"
    register.close()
    return card
