/** The test build of the crate; the bundling says where it is. */
declare module "contract";
