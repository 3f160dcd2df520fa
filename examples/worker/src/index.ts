import { HashrangeObject, type ObjectNamespace, route } from "hashrange/workers";

export { HashrangeObject };

interface Env {
  HASHRANGE: ObjectNamespace;
}

export default {
  fetch: (request: Request, env: Env): Promise<Response> => route(request, env.HASHRANGE),
};
