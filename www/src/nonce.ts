/**
 * The nonce for styles that libraries add while they run: the page's policy allows no others. Empty where the page was not
 * sent by `hashrange serve`.
 */
export const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";

// What the dialogs keep the page from scrolling with asks for it under this name.
Object.assign(globalThis, { __webpack_nonce__: nonce });
