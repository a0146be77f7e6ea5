// Asks a site for fact-checks with Google's own client: node google_client.js ADDRESS QUERY (make google-client).
"use strict";

const { factchecktools } = require("@googleapis/factchecktools");

const [, , rootUrl, query] = process.argv;
const client = factchecktools({ version: "v1alpha1", auth: "no-key", rootUrl });
client.claims.search({ query, languageCode: "en", pageSize: 1 }).then(
  (answer) => console.log(JSON.stringify({ data: answer.data })),
  (error) => console.log(JSON.stringify({ status: error.status, message: error.message })),
);
