"""Following by mail: the pages on which readers ask for it and end it, and the mails."""
