/** Callers as programs describe them. */

/** A policy in IAM's language: as an object, or as its text. */
export type PolicyDocument =
  | string
  | {
      readonly Version?: "2012-10-17" | "2008-10-17" | undefined;
      readonly Id?: string | undefined;
      readonly Statement: object;
    };

/** A value of a condition key. */
export type ConditionValue = string | number | boolean;

/** Somebody who asks. Whoever has no `arn` is unknown: only policies of tables and streams allow them anything. */
export interface Caller {
  /** A user, `arn:aws:iam::000000000000:user/ada`, or a session, `arn:aws:sts::000000000000:assumed-role/App/ada`. */
  readonly arn?: string | undefined;
  /** The account; by default that of the ARN. */
  readonly account?: string | undefined;
  /** `aws:userid` */
  readonly userId?: string | undefined;
  /** `aws:username`; by default that of a user's ARN. */
  readonly username?: string | undefined;
  /** The ARN of the role whose session it is; by default that of the session's ARN. */
  readonly role?: string | undefined;
  /** Who vouches for a web identity: `aws:FederatedProvider`. */
  readonly provider?: string | undefined;
  /** `aws:PrincipalTag/..` */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** What the caller may. */
  readonly policies?: readonly PolicyDocument[] | undefined;
  /** What it may in this session at most. */
  readonly sessionPolicies?: readonly PolicyDocument[] | undefined;
  /** What it may at most. */
  readonly permissionsBoundary?: PolicyDocument | undefined;
  /** The same under a name that it had before. */
  readonly permissionBoundary?: PolicyDocument | undefined;
  /** `aws:SourceIp` */
  readonly sourceIp?: string | undefined;
  /** `aws:SourceVpc` */
  readonly sourceVpc?: string | undefined;
  /** `aws:SourceVpce` */
  readonly sourceVpce?: string | undefined;
  /** `aws:SecureTransport` */
  readonly secureTransport?: boolean | undefined;
  /** `aws:UserAgent` */
  readonly userAgent?: string | undefined;
  /** Other condition keys and variables, as `cognito-identity.amazonaws.com:sub`. */
  readonly context?: Readonly<Record<string, ConditionValue | readonly ConditionValue[]>> | undefined;
}
