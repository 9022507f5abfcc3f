//! Signing in: each step, and each way in which it is refused.

mod codes;
mod door;
mod pages;
mod sign_in;
