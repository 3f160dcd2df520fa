const { open } = require("hashrange");
const sdk = require("hashrange/client-dynamodb");

import("./files.js").then(({ main }) => main(open, sdk));
