/** Objects whose database is encrypted, and serves users by their policies. */
import { users } from "hashrange/access";
import { passphrase } from "hashrange/encryption";
import { HashrangeObject as DatabaseObject, type ObjectOptions } from "hashrange/workers";

interface Env {
  readonly PASSPHRASE: string;
  readonly HASHRANGE: { getByName(name: string): { fetch(request: Request): Promise<Response> } };
}

const TABLE = "arn:aws:dynamodb:*:*:table/TableOfSecrets";

/** The owner, and Ada, who may have her own items. */
const ACCESS = users(
  [
    {
      accessKeyId: "AKIDADA",
      secretAccessKey: "secret-of-ada",
      arn: "arn:aws:iam::000000000000:user/ada",
      policies: [
        {
          Version: "2012-10-17",
          Statement: {
            Effect: "Allow",
            Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
            Resource: TABLE,
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the policy
            Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["${aws:username}"] } },
          },
        },
      ],
    },
  ],
  { owners: new Map([["AKIDOWNER", { secret: "secret-of-owner" }]]) },
);

export class HashrangeObject extends DatabaseObject {
  protected override options(): ObjectOptions {
    return { encryption: passphrase((this.env as unknown as Env).PASSPHRASE) };
  }

  protected override access() {
    return ACCESS;
  }
}

export default {
  fetch: (request: Request, env: Env) => env.HASHRANGE.getByName("vault").fetch(request),
};
