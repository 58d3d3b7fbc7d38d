//! Tests of loading, on folders made for each.
