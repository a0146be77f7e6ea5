// A page that is settled once it is sent: Back asks the server again, instead of what the browser remembers.
"use strict";

addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
