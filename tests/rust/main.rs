//! The integration tests, one binary: modules named by what they hold to be true.

mod architecture;
