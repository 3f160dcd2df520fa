/** Types that `@aws-sdk/lib-dynamodb` exports beside its commands: parts of requests and answers, in plain values. */

import type { DocumentInput, DocumentMethod, DocumentOutput } from "../client/document_operations.js";
import type { Output } from "../client/habits.js";
import type { Given } from "../types/form.js";
import type * as model from "../types/model.js";
import type { DynamoDBClientResolvedConfig } from "./base_client.js";
import type * as low from "./command.js";

export type DynamoDBDocumentClientResolvedConfig = DynamoDBClientResolvedConfig;
export type ServiceInputTypes = low.ServiceInputTypes | DocumentInput<DocumentMethod>;
export type ServiceOutputTypes = low.ServiceOutputTypes | Output<DocumentOutput<DocumentMethod>>;

export type BatchExecuteStatementBatchStatementRequest = model.BatchStatementRequest<Given>;
export type BatchExecuteStatementBatchStatementError = model.BatchStatementError<Given>;
export type BatchExecuteStatementBatchStatementResponse = model.BatchStatementResponse<Given>;
export type BatchGetKeysAndAttributes = model.KeysAndAttributes<Given>;
export type BatchWritePutRequest = model.PutRequest<Given>;
export type BatchWriteDeleteRequest = model.DeleteRequest<Given>;
export type BatchWriteWriteRequest = model.WriteRequest<Given>;
export type BatchWriteItemCollectionMetrics = model.ItemCollectionMetrics<Given>;
export type DeleteExpectedAttributeValue = model.ExpectedAttributeValue<Given>;
export type DeleteItemCollectionMetrics = model.ItemCollectionMetrics<Given>;
export type ExecuteTransactionParameterizedStatement = model.ParameterizedStatement<Given>;
export type ExecuteTransactionItemResponse = model.ItemResponse<Given>;
export type PutExpectedAttributeValue = model.ExpectedAttributeValue<Given>;
export type PutItemCollectionMetrics = model.ItemCollectionMetrics<Given>;
export type QueryCondition = model.Condition<Given>;
export type ScanCondition = model.Condition<Given>;
export type TransactGetGet = model.Get<Given>;
export type TransactGetItem = model.TransactGetItem<Given>;
export type TransactGetItemResponse = model.ItemResponse<Given>;
export type TransactWriteConditionCheck = model.ConditionCheck<Given>;
export type TransactWriteDelete = model.Delete<Given>;
export type TransactWriteItem = model.TransactWriteItem<Given>;
export type TransactWriteItemCollectionMetrics = model.ItemCollectionMetrics<Given>;
export type TransactWritePut = model.Put<Given>;
export type TransactWriteUpdate = model.Update<Given>;
export type UpdateAttributeValueUpdate = model.AttributeValueUpdate<Given>;
export type UpdateExpectedAttributeValue = model.ExpectedAttributeValue<Given>;
export type UpdateItemCollectionMetrics = model.ItemCollectionMetrics<Given>;
