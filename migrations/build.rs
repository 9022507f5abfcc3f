//! Embeds the migrations again when a file is added to `sql/`.

// The macro reads the folder: a new file must compile this crate again.

fn main() {
    println!("cargo::rerun-if-changed=sql");
}
