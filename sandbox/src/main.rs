//! `gajo-sandbox`: a local Google.
fn main() {}
