//! The expression parameters of a request, and how refusals of them begin.

use crate::model::Failure;

/// Which parameter an expression stands in; error texts name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `ConditionExpression`.
    Condition,
    /// `FilterExpression`.
    Filter,
    /// `KeyConditionExpression`.
    KeyCondition,
    /// `ProjectionExpression`.
    Projection,
    /// `UpdateExpression`.
    Update,
}

impl Kind {
    /// The parameter's name.
    #[must_use]
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::Condition => "ConditionExpression",
            Self::Filter => "FilterExpression",
            Self::KeyCondition => "KeyConditionExpression",
            Self::Projection => "ProjectionExpression",
            Self::Update => "UpdateExpression",
        }
    }

    /// `Invalid <parameter>: ` and the parts.
    #[cold]
    pub(super) fn refuse(self, parts: &[&str]) -> Failure {
        let mut message = String::from("Invalid ");
        message.push_str(self.parameter());
        message.push_str(": ");
        for part in parts {
            message.push_str(part);
        }
        Failure::validation(message)
    }

    #[cold]
    pub(super) fn wrong_operand_type(self, operator: &str, operand: &str) -> Failure {
        self.refuse(&[
            "Incorrect operand type for operator or function; operator or function: ",
            operator,
            ", operand type: ",
            operand,
        ])
    }

    #[cold]
    pub(super) fn wrong_operand_count(self, operator: &str, count: usize) -> Failure {
        self.refuse(&[
            "Incorrect number of operands for operator or function; operator or function: ",
            operator,
            ", number of operands: ",
            &count.to_string(),
        ])
    }

    #[cold]
    pub(super) fn path_required(self, operator: &str) -> Failure {
        self.refuse(&["Operator or function requires a document path; operator or function: ", operator])
    }

    #[cold]
    pub(super) fn not_distinct(self, operator: &str, path: &str) -> Failure {
        self.refuse(&[
            "The first operand must be distinct from the remaining operands for this operator or function; operator: ",
            operator,
            ", first operand: ",
            path,
        ])
    }
}
