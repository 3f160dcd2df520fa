//! Contributor insights: which keys of a table or index are used and refused most.

pub mod describe_contributor_insights;
mod insight;
pub mod list_contributor_insights;
pub mod update_contributor_insights;
