//! Rendering.

pub mod env;
pub mod view;
