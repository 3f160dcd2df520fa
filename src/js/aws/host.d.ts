/** The package's entry for this host: which one it is, the manifest's `imports` say. */
declare module "#host" {
  export const open: import("../client/open.js").Open;
}
