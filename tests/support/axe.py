"""Accessibility checks by axe-core: WCAG 2.2 A and AA, and its best practices.

axe-core is put into the page by the browser's debugger, past the policy that keeps scripts of others out.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": STANDARD}, "resultTypes": ["violations"]}
COLOURS = RULES | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The rules of the standard that look at colours, which are all that a colour scheme changes."""


def violations(page: Page, rules: dict = RULES) -> list[str]:
    """Return what axe-core finds: each rule, with the elements that break it."""
    found = Axe().run(page, options=rules).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:140]} ({node['failureSummary'][:200]})"
        for rule in found
        for node in rule["nodes"][:4]
    ]
