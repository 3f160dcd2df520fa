import { open } from "hashrange";
import * as sdk from "hashrange/client-dynamodb";
import { main } from "./files.js";

await main(open, sdk);
