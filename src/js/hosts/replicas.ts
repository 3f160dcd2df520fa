/** Entry for replicas: ways between the databases of a global table, for `db.connect()`. */

export type { BackupCopyProgress, CopyBackupOptions } from "../replicas/backup_copy.js";
export type { Connection, ConnectOptions } from "../replicas/connect.js";
export type { ConnectionStatus } from "../replicas/connection.js";
export { durableObject, type FetchPeerOptions, fetchPeer } from "../replicas/fetch_peer.js";
export type { Merge, MergeItem } from "../replicas/merge.js";
export {
  type BroadcastLike,
  broadcastChannel,
  type Heard,
  messagePort,
  type PortLike,
} from "../replicas/message_port.js";
export { type PeerAnswer, Peers, type PeersOptions, peers } from "../replicas/peers.js";
export type { Channel, Ends, Entrance, Transport } from "../replicas/transport.js";
export { type SocketLike, webSocket } from "../replicas/web_socket.js";
