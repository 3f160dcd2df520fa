//! Rewrites a list of names, one a line, from the form in which Rust's compiler links them to the one that wasm-bindgen
//! leaves in its module.

use std::io;

fn main() -> io::Result<()> {
    for line in io::stdin().lines() {
        let line = line?;
        match rustc_demangle::try_demangle(&line) {
            Ok(name) => println!("{name}"),
            Err(_) => println!("{line}"),
        }
    }
    Ok(())
}
