/** Entry for those that answer callers: who they are, by signature or by token. */

export type { Access, From, Whose } from "../access/access.js";
export type { Caller, ConditionValue, PolicyDocument } from "../access/caller.js";
export { type Claims, type JwtOptions, jwt, jwtCaller } from "../access/jwt.js";
export { type User, type UsersOptions, users } from "../access/users.js";
