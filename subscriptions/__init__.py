"""Who follows what, by mail or by webhook. Its tables are no part of the record, and no page is here."""
