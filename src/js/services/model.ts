/** The input shapes of a service, as `scripts/service_models.py` writes them. */

export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
}

export interface Model {
  /** Codes and statuses of exceptions that have some. */
  readonly errors: Readonly<Record<string, readonly (string | number)[]>>;
  /** All operations that the service has, also those that are not answered here. */
  readonly every: readonly string[];
  readonly inputs: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}
