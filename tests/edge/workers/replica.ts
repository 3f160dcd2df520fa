/** An object that is a region of a global table: everything comes from the variables of its Worker. */
import { HashrangeObject, type ObjectNamespace, route } from "hashrange/workers";

export { HashrangeObject };

interface Env {
  HASHRANGE: ObjectNamespace;
}

export default {
  fetch: (request: Request, env: Env): Promise<Response> => route(request, env.HASHRANGE, "one"),
};
