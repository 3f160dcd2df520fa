/** What a browser test needs, in one import: a site, real browsers, and page functions called with types. */
export { PKG, ROOT, packageEntry } from "./published.js";
export { startSite, type Site } from "./site.js";
export {
  chromiumMissing,
  firefoxMissing,
  launchChromium,
  launchFirefox,
  newProfile,
  skipWithout,
  type Chromium,
} from "./launch.js";
export { call, entry, type PageFunctions } from "./call.js";
