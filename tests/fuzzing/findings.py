"""Inputs that found something once, by target. They are tried with the tests."""

from exchange.importing.own.source import HEADINGS

FINDINGS: dict[str, tuple[bytes, ...]] = {
    "pages": (
        b"html\n<title>a</title><p>The river rose, and the bridge was closed.</p><p>b&#x1F;c&#12;d</p>",
        b"html\n<title>a</title><p>The river rose,\x0cand the bridge was closed to all traffic today.</p>",
    ),
    "imports": (b"o" + f'refused_because,{",".join(HEADINGS)}\r\nx\r\n"x"\r\n'.encode(),),
    "likeness": (
        # Many short words in one order: three of them can be chosen in a great many ways.
        b"\x1e".join([b" ".join(b"%c%c" % (one, two) for one in b"bcdfghjklm" for two in b"rstvwxz")] * 2),
    ),
}
