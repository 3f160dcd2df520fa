/** The operations of all of the service's protocols. */

import type { Form, Typed } from "./form.js";
import type { Operations } from "./model.js";
import type { StreamOperations } from "./stream_model.js";

/** Input and output of each operation, in one form of attribute values. */
export interface EveryOperation<F extends Form = Typed> extends Operations<F>, StreamOperations<F> {}
