/** The operation in which a peer asks for the auto scaling of the replica here, to see or to change it. It is no vote. */
export const SCALING = "ReplicaScaling";
