/** Entry for encryption: what wraps the keys of a database that is opened with `encryption`. */

export {
  type Encryption,
  type KeyCallbacks,
  type KeyContext,
  type KmsCredentials,
  type KmsOptions,
  key,
  kms,
  type PassphraseOptions,
  passphrase,
  provider,
} from "../encryption/providers.js";
