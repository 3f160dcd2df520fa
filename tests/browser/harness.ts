/** What a browser test needs, in one import: a site, real browsers, and page functions called with types. */

export { call, entry, type PageFunctions } from "./call.js";
export {
  type Chromium,
  chromiumMissing,
  firefoxMissing,
  launchChromium,
  launchFirefox,
  launchHiding,
  newProfile,
  skipWithout,
} from "./launch.js";
export { PKG, packageEntry, ROOT } from "./published.js";
export { type Site, startSite } from "./site.js";
