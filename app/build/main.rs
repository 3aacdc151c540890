//! Generates Rust from the language files: a name for each sentence of `app/languages/en.toml`, and a table per
//! language.

#![expect(clippy::disallowed_methods, reason = "cargo passes values to build scripts through the environment")]

mod languages;
mod write;

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=languages");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("languages");
    let languages = match languages::read(&folder) {
        Ok(languages) => languages,
        Err(faults) => {
            for fault in &faults {
                println!("cargo::error={}", fault.replace('\n', " "));
            }
            return Err("the languages do not match".into());
        }
    };
    fs::write(out.join("sentences.rs"), write::sentences(&languages))?;
    fs::write(out.join("tables.rs"), write::tables(&languages))?;
    Ok(())
}
