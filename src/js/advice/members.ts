/** Generated from the service's public model by scripts/generate-types.mjs; do not edit. */

/**
 * The members of requests and of the structures in them: `Name`, or `Name>Structure` with a star for each list or map
 * between.
 */
export const MEMBERS: Readonly<Record<string, string>> = {
  BatchExecuteStatementInput: "Statements>*BatchStatementRequest ReturnConsumedCapacity AsOf",
  BatchStatementRequest: "Statement Parameters ConsistentRead ReturnValuesOnConditionCheckFailure",
  BatchGetItemInput: "RequestItems>*KeysAndAttributes ReturnConsumedCapacity AsOf",
  KeysAndAttributes: "Keys AttributesToGet ConsistentRead ProjectionExpression ExpressionAttributeNames",
  BatchWriteItemInput: "RequestItems>**WriteRequest ReturnConsumedCapacity ReturnItemCollectionMetrics",
  WriteRequest: "PutRequest>PutRequest DeleteRequest>DeleteRequest",
  PutRequest: "Item",
  DeleteRequest: "Key",
  DeleteItemInput:
    "TableName Key Expected>*ExpectedAttributeValue ConditionalOperator ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure",
  ExpectedAttributeValue: "Value Exists ComparisonOperator AttributeValueList",
  ExecuteStatementInput:
    "Statement Parameters ConsistentRead NextToken ReturnConsumedCapacity Limit ReturnValuesOnConditionCheckFailure AsOf",
  ExecuteTransactionInput:
    "TransactStatements>*ParameterizedStatement ClientRequestToken ReturnConsumedCapacity AsOf",
  ParameterizedStatement: "Statement Parameters ReturnValuesOnConditionCheckFailure",
  GetItemInput:
    "TableName Key AttributesToGet ConsistentRead ReturnConsumedCapacity ProjectionExpression ExpressionAttributeNames AsOf",
  PutItemInput:
    "TableName Item Expected>*ExpectedAttributeValue ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics ConditionalOperator ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure",
  QueryInput:
    "TableName IndexName Select AttributesToGet Limit ConsistentRead KeyConditions>*Condition QueryFilter>*Condition ConditionalOperator ScanIndexForward ExclusiveStartKey ReturnConsumedCapacity ProjectionExpression FilterExpression KeyConditionExpression ExpressionAttributeNames ExpressionAttributeValues AsOf",
  Condition: "AttributeValueList ComparisonOperator",
  ScanInput:
    "TableName IndexName AttributesToGet Limit Select ScanFilter>*Condition ConditionalOperator ExclusiveStartKey ReturnConsumedCapacity TotalSegments Segment ProjectionExpression FilterExpression ExpressionAttributeNames ExpressionAttributeValues ConsistentRead AsOf",
  TransactGetItemsInput: "TransactItems>*TransactGetItem ReturnConsumedCapacity AsOf",
  TransactGetItem: "Get>Get",
  Get: "Key TableName ProjectionExpression ExpressionAttributeNames",
  TransactWriteItemsInput:
    "TransactItems>*TransactWriteItem ReturnConsumedCapacity ReturnItemCollectionMetrics ClientRequestToken",
  TransactWriteItem: "ConditionCheck>ConditionCheck Put>Put Delete>Delete Update>Update",
  ConditionCheck:
    "Key TableName ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure",
  Put: "Item TableName ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure",
  Delete:
    "Key TableName ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure",
  Update:
    "Key UpdateExpression TableName ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure",
  UpdateItemInput:
    "TableName Key AttributeUpdates>*AttributeValueUpdate Expected>*ExpectedAttributeValue ConditionalOperator ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics UpdateExpression ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure",
  AttributeValueUpdate: "Value Action",
  CreateTableInput:
    "AttributeDefinitions>*AttributeDefinition TableName KeySchema>*KeySchemaElement LocalSecondaryIndexes>*LocalSecondaryIndex GlobalSecondaryIndexes>*GlobalSecondaryIndex BillingMode ProvisionedThroughput>ProvisionedThroughput StreamSpecification>StreamSpecification SSESpecification>SSESpecification Tags>*Tag TableClass DeletionProtectionEnabled WarmThroughput>WarmThroughput ResourcePolicy OnDemandThroughput>OnDemandThroughput GlobalTableSourceArn GlobalTableSettingsReplicationMode VectorIndexes>*VectorIndex",
  AttributeDefinition: "AttributeName AttributeType",
  KeySchemaElement: "AttributeName KeyType",
  LocalSecondaryIndex: "IndexName KeySchema>*KeySchemaElement Projection>Projection",
  Projection: "ProjectionType NonKeyAttributes",
  GlobalSecondaryIndex:
    "IndexName KeySchema>*KeySchemaElement Projection>Projection ProvisionedThroughput>ProvisionedThroughput OnDemandThroughput>OnDemandThroughput WarmThroughput>WarmThroughput",
  ProvisionedThroughput: "ReadCapacityUnits WriteCapacityUnits",
  OnDemandThroughput: "MaxReadRequestUnits MaxWriteRequestUnits",
  WarmThroughput: "ReadUnitsPerSecond WriteUnitsPerSecond",
  StreamSpecification: "StreamEnabled StreamViewType",
  SSESpecification: "Enabled SSEType KMSMasterKeyId",
  Tag: "Key Value",
  VectorIndex:
    "IndexName VectorAttribute>VectorAttributeDefinition SearchSchema>*SearchSchemaElement Projection>Projection Dimensions DistanceFunction",
  VectorAttributeDefinition: "AttributeName",
  SearchSchemaElement: "AttributeName SearchSchemaElementType",
  DeleteTableInput: "TableName",
  DescribeTableInput: "TableName",
  ListTablesInput: "ExclusiveStartTableName Limit",
  UpdateTableInput:
    "AttributeDefinitions>*AttributeDefinition TableName BillingMode ProvisionedThroughput>ProvisionedThroughput GlobalSecondaryIndexUpdates>*GlobalSecondaryIndexUpdate StreamSpecification>StreamSpecification SSESpecification>SSESpecification ReplicaUpdates>*ReplicationGroupUpdate TableClass DeletionProtectionEnabled MultiRegionConsistency GlobalTableWitnessUpdates>*GlobalTableWitnessGroupUpdate OnDemandThroughput>OnDemandThroughput WarmThroughput>WarmThroughput GlobalTableSettingsReplicationMode DisassociationProtectionEnabled VectorIndexUpdates>*VectorIndexUpdate",
  GlobalSecondaryIndexUpdate:
    "Update>UpdateGlobalSecondaryIndexAction Create>CreateGlobalSecondaryIndexAction Delete>DeleteGlobalSecondaryIndexAction",
  UpdateGlobalSecondaryIndexAction:
    "IndexName ProvisionedThroughput>ProvisionedThroughput OnDemandThroughput>OnDemandThroughput WarmThroughput>WarmThroughput",
  CreateGlobalSecondaryIndexAction:
    "IndexName KeySchema>*KeySchemaElement Projection>Projection ProvisionedThroughput>ProvisionedThroughput OnDemandThroughput>OnDemandThroughput WarmThroughput>WarmThroughput",
  DeleteGlobalSecondaryIndexAction: "IndexName",
  ReplicationGroupUpdate:
    "Create>CreateReplicationGroupMemberAction Update>UpdateReplicationGroupMemberAction Delete>DeleteReplicationGroupMemberAction Disassociate>DisassociateReplicationGroupMemberAction",
  CreateReplicationGroupMemberAction:
    "RegionName KMSMasterKeyId ProvisionedThroughputOverride>ProvisionedThroughputOverride OnDemandThroughputOverride>OnDemandThroughputOverride GlobalSecondaryIndexes>*ReplicaGlobalSecondaryIndex TableClassOverride",
  ProvisionedThroughputOverride: "ReadCapacityUnits",
  OnDemandThroughputOverride: "MaxReadRequestUnits",
  ReplicaGlobalSecondaryIndex:
    "IndexName ProvisionedThroughputOverride>ProvisionedThroughputOverride OnDemandThroughputOverride>OnDemandThroughputOverride",
  UpdateReplicationGroupMemberAction:
    "RegionName KMSMasterKeyId ProvisionedThroughputOverride>ProvisionedThroughputOverride OnDemandThroughputOverride>OnDemandThroughputOverride GlobalSecondaryIndexes>*ReplicaGlobalSecondaryIndex TableClassOverride",
  DeleteReplicationGroupMemberAction: "RegionName",
  DisassociateReplicationGroupMemberAction: "RegionName DisassociationMode",
  GlobalTableWitnessGroupUpdate:
    "Create>CreateGlobalTableWitnessGroupMemberAction Delete>DeleteGlobalTableWitnessGroupMemberAction",
  CreateGlobalTableWitnessGroupMemberAction: "RegionName",
  DeleteGlobalTableWitnessGroupMemberAction: "RegionName",
  VectorIndexUpdate: "Create>CreateVectorIndexAction Delete>DeleteVectorIndexAction",
  CreateVectorIndexAction:
    "IndexName VectorAttribute>VectorAttributeDefinition SearchSchema>*SearchSchemaElement Projection>Projection Dimensions DistanceFunction",
  DeleteVectorIndexAction: "IndexName",
  DeleteResourcePolicyInput: "ResourceArn ExpectedRevisionId",
  DescribeContributorInsightsInput: "TableName IndexName",
  DescribeEndpointsRequest: "",
  DescribeEndpointsInput: "",
  DescribeKinesisStreamingDestinationInput: "TableName",
  DescribeLimitsInput: "",
  DescribeTimeToLiveInput: "TableName",
  KinesisStreamingDestinationInput:
    "TableName StreamArn EnableKinesisStreamingConfiguration>EnableKinesisStreamingConfiguration",
  EnableKinesisStreamingConfiguration: "ApproximateCreationDateTimePrecision",
  DisableKinesisStreamingDestinationInput:
    "TableName StreamArn EnableKinesisStreamingConfiguration>EnableKinesisStreamingConfiguration",
  EnableKinesisStreamingDestinationInput:
    "TableName StreamArn EnableKinesisStreamingConfiguration>EnableKinesisStreamingConfiguration",
  GetResourcePolicyInput: "ResourceArn",
  ListContributorInsightsInput: "TableName NextToken MaxResults",
  ListTagsOfResourceInput: "ResourceArn NextToken",
  PutResourcePolicyInput: "ResourceArn Policy ExpectedRevisionId ConfirmRemoveSelfResourceAccess",
  TagResourceInput: "ResourceArn Tags>*Tag",
  UntagResourceInput: "ResourceArn TagKeys",
  UpdateContributorInsightsInput: "TableName IndexName ContributorInsightsAction ContributorInsightsMode",
  UpdateKinesisStreamingDestinationInput:
    "TableName StreamArn UpdateKinesisStreamingConfiguration>UpdateKinesisStreamingConfiguration",
  UpdateKinesisStreamingConfiguration: "ApproximateCreationDateTimePrecision",
  UpdateTimeToLiveInput: "TableName TimeToLiveSpecification>TimeToLiveSpecification",
  TimeToLiveSpecification: "Enabled AttributeName",
  CreateBackupInput: "TableName BackupName",
  DeleteBackupInput: "BackupArn",
  DescribeBackupInput: "BackupArn",
  DescribeContinuousBackupsInput: "TableName",
  ListBackupsInput:
    "TableName Limit TimeRangeLowerBound TimeRangeUpperBound ExclusiveStartBackupArn BackupType",
  RestoreTableFromBackupInput:
    "TargetTableName BackupArn BillingModeOverride GlobalSecondaryIndexOverride>*GlobalSecondaryIndex LocalSecondaryIndexOverride>*LocalSecondaryIndex ProvisionedThroughputOverride>ProvisionedThroughput OnDemandThroughputOverride>OnDemandThroughput SSESpecificationOverride>SSESpecification VectorIndexOverride>*VectorIndex",
  RestoreTableToPointInTimeInput:
    "SourceTableArn SourceTableName TargetTableName UseLatestRestorableTime RestoreDateTime BillingModeOverride GlobalSecondaryIndexOverride>*GlobalSecondaryIndex LocalSecondaryIndexOverride>*LocalSecondaryIndex ProvisionedThroughputOverride>ProvisionedThroughput OnDemandThroughputOverride>OnDemandThroughput SSESpecificationOverride>SSESpecification VectorIndexOverride>*VectorIndex",
  UpdateContinuousBackupsInput: "TableName PointInTimeRecoverySpecification>PointInTimeRecoverySpecification",
  PointInTimeRecoverySpecification: "PointInTimeRecoveryEnabled RecoveryPeriodInDays",
  CancelBulkOperationInput: "BulkOperationArn",
  DescribeBulkOperationInput: "BulkOperationArn",
  DescribeExportInput: "ExportArn",
  DescribeImportInput: "ImportArn",
  ExportTableToPointInTimeInput:
    "TableArn ExportTime ClientToken S3Bucket S3BucketOwner S3Prefix S3SseAlgorithm S3SseKmsKeyId ExportFormat ExportType IncrementalExportSpecification>IncrementalExportSpecification FilterSpecification>FilterSpecification",
  IncrementalExportSpecification: "ExportFromTime ExportToTime ExportViewType",
  FilterSpecification:
    "FilterExpression ProjectionExpression KeyConditionExpression ExpressionAttributeNames ExpressionAttributeValues",
  ImportTableInput:
    "ClientToken S3BucketSource>S3BucketSource InputFormat InputFormatOptions>InputFormatOptions InputCompressionType TableCreationParameters>TableCreationParameters",
  S3BucketSource: "S3BucketOwner S3Bucket S3KeyPrefix",
  InputFormatOptions: "Csv>CsvOptions",
  CsvOptions: "Delimiter HeaderList",
  TableCreationParameters:
    "TableName AttributeDefinitions>*AttributeDefinition KeySchema>*KeySchemaElement BillingMode ProvisionedThroughput>ProvisionedThroughput OnDemandThroughput>OnDemandThroughput SSESpecification>SSESpecification GlobalSecondaryIndexes>*GlobalSecondaryIndex VectorIndexes>*VectorIndex",
  ListBulkOperationsInput: "MaxResults NextToken",
  ListExportsInput: "TableArn MaxResults NextToken",
  ListImportsInput: "TableArn PageSize NextToken",
  StartBulkPutItemsInput:
    "ClientToken InputS3Configuration>InputS3Configuration OutputS3Configuration>OutputS3Configuration TableName MaxWriteRequestUnits PerformanceTier",
  InputS3Configuration: "S3BucketOwner S3Bucket S3KeyPrefix InputFormat InputCompressionType",
  OutputS3Configuration: "S3BucketOwner S3Bucket S3KeyPrefix S3SseAlgorithm S3SseKmsKeyId OutputType",
  CreateGlobalTableInput: "GlobalTableName ReplicationGroup>*Replica",
  Replica: "RegionName",
  DescribeGlobalTableInput: "GlobalTableName",
  DescribeGlobalTableSettingsInput: "GlobalTableName",
  ListGlobalTablesInput: "ExclusiveStartGlobalTableName Limit RegionName",
  UpdateGlobalTableInput: "GlobalTableName ReplicaUpdates>*ReplicaUpdate",
  ReplicaUpdate: "Create>CreateReplicaAction Delete>DeleteReplicaAction",
  CreateReplicaAction: "RegionName",
  DeleteReplicaAction: "RegionName",
  UpdateGlobalTableSettingsInput:
    "GlobalTableName GlobalTableBillingMode GlobalTableProvisionedWriteCapacityUnits GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate>AutoScalingSettingsUpdate GlobalTableGlobalSecondaryIndexSettingsUpdate>*GlobalTableGlobalSecondaryIndexSettingsUpdate ReplicaSettingsUpdate>*ReplicaSettingsUpdate",
  AutoScalingSettingsUpdate:
    "MinimumUnits MaximumUnits AutoScalingDisabled AutoScalingRoleArn ScalingPolicyUpdate>AutoScalingPolicyUpdate",
  AutoScalingPolicyUpdate:
    "PolicyName TargetTrackingScalingPolicyConfiguration>AutoScalingTargetTrackingScalingPolicyConfigurationUpdate",
  AutoScalingTargetTrackingScalingPolicyConfigurationUpdate:
    "DisableScaleIn ScaleInCooldown ScaleOutCooldown TargetValue",
  GlobalTableGlobalSecondaryIndexSettingsUpdate:
    "IndexName ProvisionedWriteCapacityUnits ProvisionedWriteCapacityAutoScalingSettingsUpdate>AutoScalingSettingsUpdate",
  ReplicaSettingsUpdate:
    "RegionName ReplicaProvisionedReadCapacityUnits ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate>AutoScalingSettingsUpdate ReplicaGlobalSecondaryIndexSettingsUpdate>*ReplicaGlobalSecondaryIndexSettingsUpdate ReplicaTableClass",
  ReplicaGlobalSecondaryIndexSettingsUpdate:
    "IndexName ProvisionedReadCapacityUnits ProvisionedReadCapacityAutoScalingSettingsUpdate>AutoScalingSettingsUpdate",
  DescribeStreamInput: "StreamArn Limit ExclusiveStartShardId ShardFilter>ShardFilter",
  ShardFilter: "Type ShardId",
  GetRecordsInput: "ShardIterator Limit",
  GetShardIteratorInput: "StreamArn ShardId ShardIteratorType SequenceNumber Timestamp",
  ListStreamsInput: "TableName Limit ExclusiveStartStreamArn",
};
