"""The Python programs of the public DynamoDB introduction that this project started from, word for word."""

import boto3

dynamodb = boto3.resource('dynamodb')


def create_users_table():
    table = dynamodb.create_table(
        TableName='Users',
        KeySchema=[
            {
                'AttributeName': 'user_id',
                'KeyType': 'HASH'  # Partition key
            },
            {
                'AttributeName': 'timestamp',
                'KeyType': 'RANGE'  # Sort key
            }
        ],
        AttributeDefinitions=[
            {
                'AttributeName': 'user_id',
                'AttributeType': 'S'
            },
            {
                'AttributeName': 'timestamp',
                'AttributeType': 'N'
            },
        ],
        ProvisionedThroughput={
            'ReadCapacityUnits': 5,
            'WriteCapacityUnits': 5
        }
    )

    table.wait_until_exists()
    return table


# Create/Update Item
def put_item(table_name, item):
    table = dynamodb.Table(table_name)
    response = table.put_item(Item=item)
    return response

# Read Item
def get_item(table_name, key):
    table = dynamodb.Table(table_name)
    response = table.get_item(Key=key)
    return response.get('Item')

# Update Item
def update_item(table_name, key, update_expression, expression_values):
    table = dynamodb.Table(table_name)
    response = table.update_item(
        Key=key,
        UpdateExpression=update_expression,
        ExpressionAttributeValues=expression_values,
        ReturnValues="UPDATED_NEW"
    )
    return response

# Delete Item
def delete_item(table_name, key):
    table = dynamodb.Table(table_name)
    response = table.delete_item(Key=key)
    return response


# Query Example
def query_user_items(table_name, user_id):
    table = dynamodb.Table(table_name)
    response = table.query(
        KeyConditionExpression='user_id = :uid',
        ExpressionAttributeValues={
            ':uid': user_id
        }
    )
    return response['Items']

# Scan Example with Filter
def scan_with_filter(table_name, filter_expression):
    table = dynamodb.Table(table_name)
    response = table.scan(
        FilterExpression=filter_expression
    )
    return response['Items']
