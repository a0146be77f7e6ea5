"""Whether anything of a payload has become more than text, in a real browser.

Scripts run here whatever the site's policy says (the context ignores it), so that a hole shows even where the
policy would cover it; the policy has a test of its own.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Dialog, Error, Page, Request, Response, Route

from .texts import CANARY

WATCH = """() => {
  window.pwned = [];
  window.pwn = how => { window.pwned.push(`pwn(${how ?? ''})`); };
  document.addEventListener('securitypolicyviolation', event => {
    window.pwned.push(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
  });
}"""
"""Runs before any script of a page: the function that payloads call, and what the policy has stopped."""
FIND = """(root, host) => {
  const faults = [];
  const report = (element, what) =>
    faults.push(`${what}: ${element.cloneNode(false).outerHTML.slice(0, 200)}`);
  const FOREIGN = ['iframe', 'object', 'embed', 'base', 'frame', 'frameset', 'applet', 'marquee', 'math',
    'foreignobject', 'animate', 'set', 'image', 'portal', 'xmp', 'plaintext', 'audio', 'video', 'style'];
  const ADDRESSES = ['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'poster', 'background',
    'cite', 'ping', 'srcset', 'srcdoc', 'hx-get', 'hx-post'];
  const LOADS = ['src', 'action', 'formaction', 'data', 'poster', 'background', 'ping', 'srcset', 'srcdoc'];
  const isOurs = (element, value) => {
    const read = value.replace(/[\\u0000-\\u0020]/g, '');
    if (/^(\\/\\/|\\/\\\\|\\\\)/.test(read)) return false;
    if (!/^[a-z][a-z0-9+.-]*:/i.test(read)) return true;
    return /^https?:\\/\\/[^\\/]/i.test(read) && read.split('/')[2] === host;
  };
  // What the scripts of Django's admin, its choices (select2) and Swagger UI write on a page that is open.
  const KEPT_STYLES = [
    ['select.select2-hidden-accessible + span.select2-container', /^width: ([\\d.]+(px|em|%)|auto);$/],
    ['span.select2-container input.select2-search__field', /^width: [\\d.]+(px|em|%);$/],
    ['body > div.calendarbox[id^=calendarbox], body > div.clockbox[id^=clockbox]',
      /^display: none; position: absolute;$/],
    ['tr.add-row > td', /^display: none;$/],
    ['#api main#operations', /^outline: none;$/],
    ['html:has(#desk-form)', /^scroll-padding-block-end: [\\d.]+px;$/],  // ours: static/desk.js
  ];
  const isKept = (element, style) => root === document &&
    KEPT_STYLES.some(([selector, kept]) => element.matches(selector) && kept.test(style));
  const elements = [...root.querySelectorAll('*')];
  for (const template of root.querySelectorAll('template')) {
    elements.push(...template.content.querySelectorAll('*'));
  }
  for (const element of elements) {
    const tag = element.localName.toLowerCase();
    if (tag.includes('pwn') || FOREIGN.includes(tag)) report(element, 'an element');
    if (tag === 'script' && !element.src && !/json/.test(element.type)) report(element, 'a script');
    if (tag === 'meta' && element.httpEquiv) report(element, 'a meta');
    if (['pwn', 'cookie'].includes(element.id) || element.getAttribute('name') === 'pwn') {
      report(element, 'a name');
    }
    for (const { name, value } of element.attributes) {
      if (/^on|pwn|^v-|^x-|^hx-on/i.test(name) || (name === 'style' && !isKept(element, value))) {
        report(element, `an attribute ${name}`);
      }
      if (!ADDRESSES.includes(name)) continue;
      const read = value.replace(/[\\u0000-\\u0020]/g, '');
      const isBookmark = read.startsWith('javascript:(');  // ours, which no payload is
      if (/^(javascript|data|vbscript|file|blob|about|feed|view-source|ftp):/i.test(read) && !isBookmark) {
        report(element, `an address in ${name}`);
      }
      if (/^(\\/\\/|\\/\\\\|\\\\)/.test(read)) report(element, `an address in ${name}`);
      if ((LOADS.includes(name) || tag === 'link') && !isOurs(element, value)) {
        if (element.rel !== 'alternate' && element.rel !== 'canonical') report(element, `loads in ${name}`);
      }
    }
  }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) if (walker.currentNode.data.includes('pwn')) faults.push('a comment');
  return faults;
}"""
"""What a document has in it that no page of ours has."""
READ = f"""([html, host]) => {{
  const root = new DOMParser().parseFromString(html, 'text/html');
  return [({FIND})(root, host), root.documentElement.textContent];
}}"""
"""Has the browser parse a page without opening it; returns what is wrong with it, and its text."""
LOOK = f"""host => [
  [...window.pwned, ...({FIND})(document, host)], document.documentElement.textContent
]"""
"""The same of the page that is open."""
TOUCH = """() => {
  const events = ['mouseover', 'mouseenter', 'pointerenter', 'focus', 'click', 'input', 'toggle'];
  for (const element of document.querySelectorAll('*')) {
    for (const { name } of element.attributes) {
      if (!/^on/i.test(name)) continue;
      for (const event of events) element.dispatchEvent(new Event(event));
    }
  }
}"""
"""Does what a reader might do to whatever has a handler of its own."""


@dataclass
class Watched:
    """A browser's page that notices what should not happen.

    `refused_from`: the lowest status that no answer to the browser may have.
    """

    page: Page
    site: str
    refused_from: int = 500
    noticed: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return urlsplit(self.site).netloc

    def open(self, path: str) -> tuple[list[str], str]:
        """Open a page, do to it what readers do, and return what is wrong with it and its text."""
        self.noticed.clear()
        try:
            self.page.goto(self.site + path, wait_until="load")
            self.page.evaluate(TOUCH)
            faults, text = self.page.evaluate(LOOK, self.host)
        except Error as error:  # it led somewhere else meanwhile
            return [*self.noticed, f"it could not be looked at: {error.message[:200]}"], ""
        return [*self.noticed, *faults], text

    def read(self, html: str, host: str = "testserver") -> tuple[list[str], str]:
        """Have the browser parse HTML, and return the same of it."""
        faults, text = self.page.evaluate(READ, [html, host])
        return faults, text


def watch(context: BrowserContext, site: str) -> Watched:
    """Open a page in a context and notice from now on what should not happen in it."""
    context.add_init_script(f"({WATCH})()")
    watched = Watched(context.new_page(), site)
    context.route(lambda url: urlsplit(url).netloc != watched.host, lambda route: _answer(route, watched))
    context.on("request", lambda request: _note_request(request, watched))
    context.on("page", lambda page: watched.noticed.append(f"a window: {page.url}"))
    watched.page.on("dialog", lambda dialog: _dismiss(dialog, watched))
    watched.page.on("pageerror", lambda error: watched.noticed.append(f"an error: {error}"))
    watched.page.on("response", lambda response: _note_answer(response, watched))
    return watched


def _answer(route: Route, watched: Watched) -> None:
    """Be the host that nobody should ask: what it answers would run as a script."""
    headers = {"Access-Control-Allow-Origin": "*"}
    route.fulfill(body="window.pwn && pwn('asked')", content_type="text/javascript", headers=headers)


def _note_request(request: Request, watched: Watched) -> None:
    address = urlsplit(request.url)
    if address.scheme not in ("data", "blob") and address.netloc != watched.host:
        watched.noticed.append(f"asks {request.url[:100]}")
    elif CANARY in address.netloc:
        watched.noticed.append(f"asks {CANARY}")


def _note_answer(response: Response, watched: Watched) -> None:
    if response.status >= watched.refused_from:
        watched.noticed.append(f"{response.status} of {response.url[:200]}")


def _dismiss(dialog: Dialog, watched: Watched) -> None:
    watched.noticed.append(f"a dialog: {dialog.message}")
    dialog.dismiss()
