"""Inputs that found something once, by target. They are tried with the tests."""

from exchange.importing.own.source import HEADINGS

FINDINGS: dict[str, tuple[bytes, ...]] = {
    "pages": (
        b"html\n<title>a</title><p>The river rose, and the bridge was closed.</p><p>b&#x1F;c&#12;d</p>",
        b"html\n<title>a</title><p>The river rose,\x0cand the bridge was closed to all traffic today.</p>",
    ),
    "imports": (
        b"tsaid\tsaid\tstatement\twho\x1b\n1\t2\t3\t4\n",
        b't[{"who\\u001b": "x"}]',
        b"d5 March 2024\x1e%d %B %d",
        b"o" + f'refused_because,{",".join(HEADINGS)}\r\nx\r\n"x"\r\n'.encode(),
    ),
    # One of many like places, told apart by more words than are kept of what is around it.
    "excerpts": (f"so\x1eThe {'so ' * 12}no {'so ' * 30}\x1e\x1eThe {'so ' * 12}no {'so ' * 60}".encode(),),
    "likeness": (
        b"All Not\x1eAll Not",
        # Many short words in one order: three of them can be chosen in a great many ways.
        b"\x1e".join([b" ".join(b"%c%c" % (one, two) for one in b"bcdfghjklm" for two in b"rstvwxz")] * 2),
    ),
}
