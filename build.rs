//! Tells cargo that the default theme is embedded, so that a change of one of its files rebuilds the program.

fn main() {
    println!("cargo::rerun-if-changed=themes");
}
