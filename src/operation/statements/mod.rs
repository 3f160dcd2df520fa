//! PartiQL: its three operations, and how statements read and write.

pub mod batch_execute_statement;
pub mod execute_statement;
pub mod execute_transaction;
pub mod point;
pub mod reads;
pub mod several;
pub mod statement;
pub mod statement_read;
