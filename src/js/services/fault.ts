/** What a service refuses a request with. */

/** An exception of a service's model. */
export class ServiceFault extends Error {
  /** `shape` is the name of the exception in the model. */
  constructor(
    readonly shape: string,
    message: string,
  ) {
    super(message);
    this.name = shape;
  }
}
