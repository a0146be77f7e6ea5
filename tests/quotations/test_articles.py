"""Whole invented articles of several kinds: every quotation with its speaker."""

import pytest

from tests.support.quotation_lists import list_quotes

A, T = "Ada Brook", "Tom Field"
ARTICLES = {
    "broadcaster": (
        """Flood town 'let down by the agency', says council leader

People beside the River Teal had less than an hour's warning.

Ada Brook, who runs a shop, said she had only just repaired it.

"It's heart-breaking to see it all go again," she told the programme.

"You can smell the river in everything."

Council leader Tom Field said the town had been "let down by the agency" that should protect it.

He added: "We were promised a new barrier. We're still waiting."

A spokesperson said: "Our thoughts are with everyone affected.

"Our crews have been working round the clock."

But Mr Field insisted he had raised concerns "again and again and again".
""",
        [
            ("let down by the agency", T),
            ("It's heart-breaking to see it all go again,", A),
            ("You can smell the river in everything.", A),
            ("let down by the agency", T),
            ("We were promised a new barrier. We're still waiting.", T),
            ("Our thoughts are with everyone affected.", None),
            ("Our crews have been working round the clock.", None),
            ("again and again and again", T),
        ],
    ),
    "British tabloid": (
        """'I thought it was a prank': Gran finds python in boat

Ada Brook, 71, was about to row home when something moved.

'I thought it was a prank by my son's mates,' she said. 'Then it blinked. I've never run so fast.'

Her neighbour, Tom Field, came round with a broom.

Tom, 58, said: 'She was white as a sheet. I said to her, "Ada, love, sit down". It was huge.'

The snake's owner is said to be 'over the moon'.
""",
        [
            ("I thought it was a prank", A),
            ("I thought it was a prank by my son's mates,", A),
            ("Then it blinked. I've never run so fast.", A),
            ('She was white as a sheet. I said to her, "Ada, love, sit down". It was huge.', T),
        ],
    ),
    "court": (
        """Bookkeeper 'took two million pounds', court told

Opening the case, Ada Brook KC told Northern Crown Court that the defendant, Tom Field, had been "a trusted \
friend for twenty years".

"He was trusted with the keys," she said.

The court heard that Field's wife, Lena Field, knew nothing.

"You never looked at a single statement, did you?" asked Ms Brook.

"I looked after the boats," replied Mr Field. "Lena looked after the money."

"I believe in my husband," Mrs Field told reporters outside.
""",
        [
            ("a trusted friend for twenty years", A),
            ("He was trusted with the keys,", A),
            ("You never looked at a single statement, did you?", A),
            ("I looked after the boats,", T),
            ("Lena looked after the money.", T),
            ("I believe in my husband,", "Lena Field"),
        ],
    ),
    "American politics": (
        """WASHINGTON — The chief executive of the Northern Railroad apologized Thursday.

"I am terribly sorry for what happened," Tom Field told the Senate Commerce Committee.

Sen. Ada Brook, D-Ohio, wasn't satisfied. "'Sorry' isn't a number, Mr. Field," she shot back. "Will you pay?"

"We don't even know yet what caused it," the senator said.

Outside, residents chanted "Clean it up or get out!"

Gov. Paul Marsh called it "nothing short of a miracle." "We can rebuild a bridge," said the governor, who \
came by helicopter.
""",
        [
            ("I am terribly sorry for what happened,", T),
            ("'Sorry' isn't a number, Mr. Field,", A),
            ("Will you pay?", A),
            ("We don't even know yet what caused it,", A),
            ("Clean it up or get out!", None),
            ("nothing short of a miracle.", "Paul Marsh"),
            ("We can rebuild a bridge,", "Paul Marsh"),
        ],
    ),
    "diplomacy": (
        """The Norlandian president, Tom Field, declared that talks were "on the right track at last" after \
meeting the Estmarkian prime minister, Ada Brook.

"It felt like a very long winter," she said.

According to the Estmarkian prime minister, the two had settled "nine of the eleven open questions".

An official at the Norlandian foreign ministry spoke of "a wrinkle about the insurance".

"That is a lecture we could do without," said the president.

Asked about Ms Brook's remarks, he was brief: "She will have her debate."
""",
        [
            ("on the right track at last", T),
            ("It felt like a very long winter,", A),
            ("nine of the eleven open questions", A),
            ("a wrinkle about the insurance", None),
            ("That is a lecture we could do without,", T),
            ("She will have her debate.", T),
        ],
    ),
    "somebody unnamed comes between": (
        """The mayor of the town, Ada Brook, said: "I am glad that nobody was hurt."

A resident described the fire. "Everybody ran out of the house," she said.
""",
        [("I am glad that nobody was hurt.", A), ("Everybody ran out of the house,", None)],
    ),
    "no verb at all": (
        """"The point is that we have the boats," council press officer Ada Brook.

"We have no boats at all," beamed the harbour master, Tom Field.
""",
        [("The point is that we have the boats,", A), ("We have no boats at all,", T)],
    ),
    "a month for a name": (
        """June Marsh met Lena May by the river. Mrs May was late.

"We have no boats at all," May said.
""",
        [("We have no boats at all,", "Lena May")],
    ),
    "family names first": (
        """President Tran Quoc Bao won. His rival, Lim Sok Chea, did not concede.

"This is not a result at all," Lim said. "Now let us work together," Tran said.
""",
        [
            ("This is not a result at all,", "Lim Sok Chea"),
            ("Now let us work together,", "Tran Quoc Bao"),
        ],
    ),
    "quoted by somebody relying on somebody": (
        """According to Tom Field, the town is not hiding anything by insisting on a dam, and if people \
tried to "avoid the whole question, they are wrong."
""",
        [("avoid the whole question, they are wrong.", T)],
    ),
    "captions between": (
        """Ada Brook said the talks showed little. "We have seen nothing new," she said.

President Tom Field listens during a meeting in the town hall, Wednesday - Example Agency

Nonetheless, she warned that it was early. "There will be more talks," she said.
""",
        [("We have seen nothing new,", A), ("There will be more talks,", A)],
    ),
}


@pytest.mark.parametrize(("text", "expected"), ARTICLES.values(), ids=ARTICLES)
def test_every_quotation_with_its_speaker(text, expected):
    assert list_quotes(text) == expected
