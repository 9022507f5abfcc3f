//! The macro reads the folder `sql`: a new file must compile this crate again.

fn main() {
    println!("cargo::rerun-if-changed=sql");
}
