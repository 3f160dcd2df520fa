//! The registry: the one list of operations. Dispatch, HTTP, bindings and documentation read it.

use super::shape::generated as shapes;
use super::shape::{self, ShapeId};
use super::{
    backups, destinations, insights, internal, items, policies, replicas, service, statements, streams,
    tables, transactions, transfer,
};
use crate::model::MapRef;
use crate::table::{Context, Stop};

/// Whether an operation can change anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// It only reads.
    Read,
    /// It may produce effects.
    Write,
}

/// A protocol of the service, as the target header names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// `DynamoDB_20120810`.
    DynamoDb,
    /// `DynamoDBStreams_20120810`.
    Streams,
    /// `Hashrange_20261130`: what the package's own code needs besides. Not answered over HTTP.
    Internal,
}

impl Target {
    /// What stands before the operation's name and a dot.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DynamoDb => "DynamoDB_20120810",
            Self::Streams => "DynamoDBStreams_20120810",
            Self::Internal => "Hashrange_20261130",
        }
    }
}

/// An operation of the service.
#[derive(Debug)]
pub struct Operation {
    /// Its name, as in the target header.
    pub name: &'static str,
    /// The protocol that it belongs to.
    pub target: Target,
    /// What policies call it, without the service prefix. Batches and transactions are authorized action by action.
    pub action: &'static str,
    /// Read or write.
    pub class: Class,
    /// Its request and response shapes.
    pub shapes: shape::Operation,
    /// Evaluates a lowered request into a response.
    pub(super) run: fn(&mut Context<'_>, MapRef<'_>) -> Result<Vec<u8>, Stop>,
}

impl Operation {
    /// The request's shape.
    #[must_use]
    pub const fn input(&self) -> ShapeId {
        self.shapes.input
    }

    /// The response's shape.
    #[must_use]
    pub const fn output(&self) -> ShapeId {
        self.shapes.output
    }
}

/// The protocol of the operations of a folder.
const fn target_of(folder: &str) -> Target {
    match folder.as_bytes() {
        b"internal" => Target::Internal,
        b"streams" => Target::Streams,
        _ => Target::DynamoDb,
    }
}

macro_rules! operations {
    ($($name:literal $action:literal $class:ident $shapes:ident $folder:ident $module:ident;)*) => {
        /// Every operation that is served. Positions are the ids that bindings use within one build.
        pub static OPERATIONS: &[Operation] = &[$(Operation {
            name: $name,
            target: target_of(stringify!($folder)),
            action: $action,
            class: Class::$class,
            shapes: shapes::$shapes,
            run: $folder::$module::run,
        }),*];
    };
}

operations! {
    "PutItem" "PutItem" Write PUT_ITEM items put_item;
    "GetItem" "GetItem" Read GET_ITEM items get_item;
    "UpdateItem" "UpdateItem" Write UPDATE_ITEM items update_item;
    "DeleteItem" "DeleteItem" Write DELETE_ITEM items delete_item;
    "Query" "Query" Read QUERY items query;
    "Scan" "Scan" Read SCAN items scan;
    "BatchGetItem" "BatchGetItem" Read BATCH_GET_ITEM items batch_get_item;
    "BatchWriteItem" "BatchWriteItem" Write BATCH_WRITE_ITEM items batch_write_item;
    "TransactGetItems" "GetItem" Read TRANSACT_GET_ITEMS transactions transact_get_items;
    "TransactWriteItems" "PutItem" Write TRANSACT_WRITE_ITEMS transactions transact_write_items;
    "ExecuteStatement" "PartiQLSelect" Write EXECUTE_STATEMENT statements execute_statement;
    "BatchExecuteStatement" "PartiQLSelect" Write BATCH_EXECUTE_STATEMENT statements batch_execute_statement;
    "ExecuteTransaction" "PartiQLSelect" Write EXECUTE_TRANSACTION statements execute_transaction;
    "CreateTable" "CreateTable" Write CREATE_TABLE tables create_table;
    "DescribeTable" "DescribeTable" Read DESCRIBE_TABLE tables describe_table;
    "ListTables" "ListTables" Read LIST_TABLES tables list_tables;
    "UpdateTable" "UpdateTable" Write UPDATE_TABLE tables update_table;
    "DeleteTable" "DeleteTable" Write DELETE_TABLE tables delete_table;
    "TagResource" "TagResource" Write TAG_RESOURCE tables tag_resource;
    "UntagResource" "UntagResource" Write UNTAG_RESOURCE tables untag_resource;
    "ListTagsOfResource" "ListTagsOfResource" Read LIST_TAGS_OF_RESOURCE tables list_tags_of_resource;
    "PutResourcePolicy" "PutResourcePolicy" Write PUT_RESOURCE_POLICY policies put_resource_policy;
    "GetResourcePolicy" "GetResourcePolicy" Read GET_RESOURCE_POLICY policies get_resource_policy;
    "DeleteResourcePolicy" "DeleteResourcePolicy" Write DELETE_RESOURCE_POLICY policies delete_resource_policy;
    "UpdateTimeToLive" "UpdateTimeToLive" Write UPDATE_TIME_TO_LIVE tables update_time_to_live;
    "DescribeTimeToLive" "DescribeTimeToLive" Read DESCRIBE_TIME_TO_LIVE tables describe_time_to_live;
    "DescribeContinuousBackups" "DescribeContinuousBackups" Read DESCRIBE_CONTINUOUS_BACKUPS backups describe_continuous_backups;
    "UpdateContinuousBackups" "UpdateContinuousBackups" Write UPDATE_CONTINUOUS_BACKUPS backups update_continuous_backups;
    "CreateBackup" "CreateBackup" Write CREATE_BACKUP backups create_backup;
    "DescribeBackup" "DescribeBackup" Read DESCRIBE_BACKUP backups describe_backup;
    "ListBackups" "ListBackups" Read LIST_BACKUPS backups list_backups;
    "DeleteBackup" "DeleteBackup" Write DELETE_BACKUP backups delete_backup;
    "RestoreTableFromBackup" "RestoreTableFromBackup" Write RESTORE_TABLE_FROM_BACKUP backups restore_table_from_backup;
    "RestoreTableToPointInTime" "RestoreTableToPointInTime" Write RESTORE_TABLE_TO_POINT_IN_TIME backups restore_table_to_point_in_time;
    "UpdateContributorInsights" "UpdateContributorInsights" Write UPDATE_CONTRIBUTOR_INSIGHTS insights update_contributor_insights;
    "DescribeContributorInsights" "DescribeContributorInsights" Read DESCRIBE_CONTRIBUTOR_INSIGHTS insights describe_contributor_insights;
    "ListContributorInsights" "ListContributorInsights" Read LIST_CONTRIBUTOR_INSIGHTS insights list_contributor_insights;
    "CreateGlobalTable" "CreateGlobalTable" Write CREATE_GLOBAL_TABLE replicas create_global_table;
    "UpdateGlobalTable" "UpdateGlobalTable" Write UPDATE_GLOBAL_TABLE replicas update_global_table;
    "DescribeGlobalTable" "DescribeGlobalTable" Read DESCRIBE_GLOBAL_TABLE replicas describe_global_table;
    "ListGlobalTables" "ListGlobalTables" Read LIST_GLOBAL_TABLES replicas list_global_tables;
    "DescribeGlobalTableSettings" "DescribeGlobalTableSettings" Read DESCRIBE_GLOBAL_TABLE_SETTINGS replicas describe_global_table_settings;
    "UpdateGlobalTableSettings" "UpdateGlobalTableSettings" Write UPDATE_GLOBAL_TABLE_SETTINGS replicas update_global_table_settings;
    "DescribeLimits" "DescribeLimits" Read DESCRIBE_LIMITS service describe_limits;
    "DescribeEndpoints" "DescribeEndpoints" Read DESCRIBE_ENDPOINTS service describe_endpoints;
    "ListStreams" "ListStreams" Read LIST_STREAMS streams list_streams;
    "DescribeStream" "DescribeStream" Read DESCRIBE_STREAM streams describe_stream;
    "GetShardIterator" "GetShardIterator" Read GET_SHARD_ITERATOR streams get_shard_iterator;
    "GetRecords" "GetRecords" Read GET_RECORDS streams get_records;
    "ExportTableToPointInTime" "ExportTableToPointInTime" Write EXPORT_TABLE_TO_POINT_IN_TIME transfer export_table_to_point_in_time;
    "DescribeExport" "DescribeExport" Read DESCRIBE_EXPORT transfer describe_export;
    "ListExports" "ListExports" Read LIST_EXPORTS transfer list_exports;
    "ImportTable" "ImportTable" Write IMPORT_TABLE transfer import_table;
    "DescribeImport" "DescribeImport" Read DESCRIBE_IMPORT transfer describe_import;
    "ListImports" "ListImports" Read LIST_IMPORTS transfer list_imports;
    "StartBulkPutItems" "StartBulkPutItems" Write START_BULK_PUT_ITEMS transfer start_bulk_put_items;
    "DescribeBulkOperation" "DescribeBulkOperation" Read DESCRIBE_BULK_OPERATION transfer describe_bulk_operation;
    "ListBulkOperations" "ListBulkOperations" Read LIST_BULK_OPERATIONS transfer list_bulk_operations;
    "CancelBulkOperation" "CancelBulkOperation" Write CANCEL_BULK_OPERATION transfer cancel_bulk_operation;
    "EnableKinesisStreamingDestination" "EnableKinesisStreamingDestination" Write ENABLE_KINESIS_STREAMING_DESTINATION destinations enable_kinesis_streaming_destination;
    "DisableKinesisStreamingDestination" "DisableKinesisStreamingDestination" Write DISABLE_KINESIS_STREAMING_DESTINATION destinations disable_kinesis_streaming_destination;
    "UpdateKinesisStreamingDestination" "UpdateKinesisStreamingDestination" Write UPDATE_KINESIS_STREAMING_DESTINATION destinations update_kinesis_streaming_destination;
    "DescribeKinesisStreamingDestination" "DescribeKinesisStreamingDestination" Read DESCRIBE_KINESIS_STREAMING_DESTINATION destinations describe_kinesis_streaming_destination;
    "PutState" "PutState" Write PUT_STATE internal put_state;
    "GetState" "GetState" Read GET_STATE internal get_state;
    "ListStates" "ListStates" Read LIST_STATES internal list_states;
    "DeleteState" "DeleteState" Write DELETE_STATE internal delete_state;
    "OpenMoment" "OpenMoment" Write OPEN_MOMENT internal open_moment;
    "ListTransfers" "ListTransfers" Read LIST_TRANSFERS internal list_transfers;
    "AdvanceTransfer" "AdvanceTransfer" Write ADVANCE_TRANSFER internal advance_transfer;
    "ListDestinations" "ListDestinations" Read LIST_DESTINATIONS internal list_destinations;
    "GetChanges" "GetChanges" Read GET_CHANGES internal get_changes;
    "ReadHistory" "ReadHistory" Read READ_HISTORY internal read_history;
    "ReadMetrics" "ReadMetrics" Read READ_METRICS internal read_metrics;
    "ReadReplica" "ReadReplica" Read READ_REPLICA internal read_replica;
    "ReadChanges" "ReadChanges" Read READ_CHANGES internal read_changes;
    "FollowReplica" "FollowReplica" Write FOLLOW_REPLICA internal follow_replica;
    "ApplyReplicated" "ApplyReplicated" Write APPLY_REPLICATED internal apply_replicated;
    "GetReplicaPosition" "GetReplicaPosition" Read GET_REPLICA_POSITION internal get_replica_position;
    "DescribeReplica" "DescribeReplica" Read DESCRIBE_REPLICA internal describe_replica;
    "JoinReplica" "JoinReplica" Write JOIN_REPLICA internal join_replica;
    "SetReplicaStatus" "SetReplicaStatus" Write SET_REPLICA_STATUS internal set_replica_status;
    "ListConflicts" "ListConflicts" Read LIST_CONFLICTS internal list_conflicts;
    "PrepareItem" "PrepareItem" Write PREPARE_ITEM internal prepare_item;
    "AcceptItem" "AcceptItem" Write ACCEPT_ITEM internal accept_item;
    "ListOpen" "ListOpen" Read LIST_OPEN internal list_open;
    "EvaluateItem" "EvaluateItem" Read EVALUATE_ITEM internal evaluate_item;
    "ReadContributors" "ReadContributors" Read READ_CONTRIBUTORS internal read_contributors;
    "Authorize" "Authorize" Read AUTHORIZE internal authorize;
    "CountDelivery" "CountDelivery" Read COUNT_DELIVERY internal count_delivery;
    "CountReplication" "CountReplication" Read COUNT_REPLICATION internal count_replication;
    "ReadBackup" "ReadBackup" Read READ_BACKUP internal read_backup;
    "KeepBackup" "KeepBackup" Write KEEP_BACKUP internal keep_backup;
    "ReadTable" "ReadTable" Read READ_TABLE internal read_table;
    "PrepareWrites" "PrepareWrites" Write PREPARE_WRITES internal prepare_writes;
    "DecideWrites" "DecideWrites" Write DECIDE_WRITES internal decide_writes;
    "ListPrepared" "ListPrepared" Read LIST_PREPARED internal list_prepared;
    "ReadPart" "ReadPart" Read READ_PART internal read_part;
    "DropPart" "DropPart" Write DROP_PART internal drop_part;
}

/// The operation of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}

/// The operation that a target header names: its protocol, a dot and its name. Internal ones are not for requests of others.
#[must_use]
pub fn find_target(header: &str) -> Option<&'static Operation> {
    let (target, name) = header.split_once('.')?;
    find(name).filter(|operation| operation.target != Target::Internal && operation.target.name() == target)
}
