"""Browsers in words, by what they call themselves."""

from django import template

register = template.Library()

BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
"""Names by what stands in the header. Earlier ones name themselves beside later ones."""
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "a Mac",
    "CrOS": "Chrome OS",
    "Linux": "Linux",
}


@register.filter
def name_browser(user_agent: str) -> str:
    """Return "Firefox on Windows" for a User-Agent header; the header itself for an unknown program."""
    browser, system = (
        next((name for part, name in names.items() if part in user_agent), "")
        for names in (BROWSERS, SYSTEMS)
    )
    return f"{browser} on {system}" if browser and system else browser or user_agent
