//! Golden requests and every message.
