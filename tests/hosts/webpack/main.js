import { open } from "hashrange";
import * as sdk from "hashrange/client-dynamodb";
import { show, smokePage } from "./smoke.js";

show(smokePage(open, sdk));
