//! The service's words for requests that capacity refuses.

use super::flow::Flow;
use crate::model::{Failure, Kind, Type, Writer};
use crate::table::schema::{Billing, Table};

/// Which limit a request met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// The provisioned throughput of a table or index.
    Provisioned,
    /// The throughput of a share of the keys.
    KeyRange,
    /// The ceiling of a table or index on demand.
    MaxOnDemand,
    /// The quotas of the account.
    Account,
}

impl Limit {
    const fn name(self) -> &'static str {
        match self {
            Self::Provisioned => "ProvisionedThroughputExceeded",
            Self::KeyRange => "KeyRangeThroughputExceeded",
            Self::MaxOnDemand => "MaxOnDemandThroughputExceeded",
            Self::Account => "AccountLimitExceeded",
        }
    }

    /// The CloudWatch metric that counts events of this limit.
    #[must_use]
    pub const fn metric(self, flow: Flow) -> &'static str {
        match (self, flow) {
            (Self::Provisioned, Flow::Read) => "ReadProvisionedThroughputThrottleEvents",
            (Self::Provisioned, Flow::Write) => "WriteProvisionedThroughputThrottleEvents",
            (Self::KeyRange, Flow::Read) => "ReadKeyRangeThroughputThrottleEvents",
            (Self::KeyRange, Flow::Write) => "WriteKeyRangeThroughputThrottleEvents",
            (Self::MaxOnDemand, Flow::Read) => "ReadMaxOnDemandThroughputThrottleEvents",
            (Self::MaxOnDemand, Flow::Write) => "WriteMaxOnDemandThroughputThrottleEvents",
            (Self::Account, Flow::Read) => "ReadAccountLimitThrottleEvents",
            (Self::Account, Flow::Write) => "WriteAccountLimitThrottleEvents",
        }
    }
}

const TABLE_UNITS: &str = "The level of configured provisioned throughput for the table was exceeded. Consider increasing \
    your provisioning level with the UpdateTable API.";
const INDEX_UNITS: &str = "The level of configured provisioned throughput for one or more global secondary indexes of the \
    table was exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes \
    with the UpdateTable API";
const TABLE_SCALES: &str = "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically \
    scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key: \
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html";
const INDEX_SCALES: &str = "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is \
    automatically scaling your index so please try again shortly.";
const CEILING: &str = "Throughput exceeds the maximum OnDemandThroughput configured on table or index";
const ACCOUNT: &str = "Throughput exceeds the current throughput limit for your account. Please contact AWS Support at \
    https://aws.amazon.com/support request a limit increase";

/// The failure of a request that met a limit of a table, or of its index of that name.
#[cold]
#[must_use]
pub fn refusal(
    (region, account): (&str, &str),
    table: &Table,
    index: Option<&str>,
    flow: Flow,
    limit: Limit,
) -> Failure {
    let (kind, message) = match (limit, table.billing, index) {
        (Limit::Account, ..) => (Kind::RequestLimitExceeded, ACCOUNT),
        (Limit::MaxOnDemand, ..) => (Kind::Throttling, CEILING),
        (_, Billing::OnDemand, None) => (Kind::Throttling, TABLE_SCALES),
        (_, Billing::OnDemand, Some(_)) => (Kind::Throttling, INDEX_SCALES),
        (_, Billing::Provisioned, None) => (Kind::ProvisionedThroughputExceeded, TABLE_UNITS),
        (_, Billing::Provisioned, Some(_)) => (Kind::ProvisionedThroughputExceeded, INDEX_UNITS),
    };
    let place = if index.is_some() { "Index" } else { "Table" };
    let what = if flow == Flow::Read { "Read" } else { "Write" };
    let mut resource = ["arn:aws:dynamodb:", region, ":", account, ":table/", &table.name].concat();
    if let Some(index) = index {
        resource.push_str("/index/");
        resource.push_str(index);
    }
    let mut w = Writer::new();
    let member = if kind == Kind::Throttling { "throttlingReasons" } else { "ThrottlingReasons" };
    let list = w.begin_entry(member, Type::L);
    let reason = w.begin(Type::M);
    w.entry_str("reason", &[place, what, limit.name()].concat());
    w.entry_str("resource", &resource);
    w.end(reason);
    w.end(list);
    Failure::new(kind, message).with_detail(w.into_inner())
}

/// Whether a failure says that capacity is short.
#[must_use]
pub const fn is_throttling(kind: Kind) -> bool {
    matches!(kind, Kind::ProvisionedThroughputExceeded | Kind::RequestLimitExceeded | Kind::Throttling)
}
