//! Rendering.

pub mod view;
