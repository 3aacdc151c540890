//! Embeds the built site in the binary, each file compressed once. The client's files refer to each other, so they
//! share a folder named after one hash of all their contents. Without the feature `embedded` nothing is embedded and
//! the server reads the site from its folder.

#![expect(clippy::disallowed_methods, reason = "Cargo passes its inputs to build scripts in environment variables")]

#[path = "../app/build/languages.rs"]
mod languages;

use sha2::{Digest as _, Sha256};
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const BROTLI_QUALITY: u32 = 11;
const BROTLI_WINDOW: u32 = 22;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=PORTICO_VERSION={}", version()?);
    let mut code = String::from("pub static EMBEDDED_FILES: &[EmbeddedFile] = &[\n");
    let mut chunks = "{}".to_owned();
    if env::var_os("CARGO_FEATURE_EMBEDDED").is_some() {
        let site = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../target/site");
        println!("cargo::rerun-if-changed={}", site.display());
        if !site.join("pkg").is_dir() {
            return Err("the site is not built: build the client before the server".into());
        }
        let files = files_below(&site)?;
        let client = hash_of(files.iter().filter(|file| file.starts_with(site.join("pkg"))))?;
        for file in &files {
            embed(&site, file, &client, &out, &mut code)?;
        }
        chunks = fs::read_to_string(site.join("pkg/__wasm_split_manifest.json"))?;
    }
    code.push_str("];\n");
    code.push_str(&tables(&out)?);
    writeln!(
        code,
        "/// For each chunk of the client, the files that contain it, as JSON.\nstatic CHUNK_FILES: &str = {chunks:?};"
    )?;
    fs::write(out.join("embedded_files.rs"), code)?;
    make_smaller();
    Ok(())
}

/// The version as `portico --version` prints it: in a release build with the commit and its date, so that two builds of
/// one commit are the same. Without git, packagers pass both as `PORTICO_COMMIT` and `PORTICO_COMMIT_DATE`.
fn version() -> Result<String, Box<dyn Error>> {
    let version = env::var("CARGO_PKG_VERSION")?;
    if env::var("PROFILE")? != "release" {
        return Ok(format!("{version} (development build)"));
    }
    for variable in ["PORTICO_COMMIT", "PORTICO_COMMIT_DATE"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    let commit = git(&["log", "-1", "--format=%h, %cs", "--abbrev=12"])
        .or_else(|| Some(format!("{}, {}", env::var("PORTICO_COMMIT").ok()?, env::var("PORTICO_COMMIT_DATE").ok()?)));
    // Changes with every commit.
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
    Ok(commit.map_or_else(|| version.clone(), |commit| format!("{version} ({commit})")))
}

/// The output of git, if it is there and this is a checkout.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

/// Has the linker fold functions whose code is the same, and write relocations in a short form: 4 MB less of the file
/// are in memory. Only for releases, and where Rust's own linker (LLD) is the default.
fn make_smaller() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    let has_lld = is("CARGO_CFG_TARGET_ARCH", "x86_64")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu");
    if has_lld && is("PROFILE", "release") {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn hash_of<'a>(files: impl Iterator<Item = &'a PathBuf>) -> Result<String, Box<dyn Error>> {
    let mut hash = Sha256::new();
    for file in files {
        let content = fs::read(file)?;
        hash.update(file.file_name().unwrap_or_default().as_encoded_bytes());
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
    Ok(short(&hash.finalize()))
}

fn short(hash: &[u8]) -> String {
    hex::encode(&hash[..8])
}

fn embed(site: &Path, file: &Path, client: &str, out: &Path, code: &mut String) -> Result<(), Box<dyn Error>> {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let Some((content_type, is_text)) = kind(extension) else { return Ok(()) };
    let plain = fs::read(file)?;
    let hash = short(&Sha256::digest(&plain));
    let source = format!("/{}", file.strip_prefix(site)?.display());
    let path = source.replacen("/pkg/", &format!("/pkg/{client}/"), 1);
    let is_hashed = path != source;
    println!("cargo::rerun-if-changed={}", file.display());
    let (brotli, gzip) = if is_text {
        let name = source.replace('/', "_");
        (include(out, &format!("{name}.br"), &brotli(&plain)?)?, include(out, &format!("{name}.gz"), &gzip(&plain)?)?)
    } else {
        ("None".to_owned(), "None".to_owned())
    };
    writeln!(
        code,
        "EmbeddedFile {{ source: {source:?}, path: {path:?}, content_type: {content_type:?}, etag: {:?}, \
         is_hashed: {is_hashed}, plain: include_bytes!({:?}), brotli: {brotli}, gzip: {gzip} }},",
        format!("\"{hash}\""),
        fs::canonicalize(file)?,
    )?;
    Ok(())
}

/// Generates the translation tables that the client loads, one for each language except English, which is built into
/// the client. The path of a table contains a hash of its content.
fn tables(out: &Path) -> Result<String, Box<dyn Error>> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../app/languages");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=../app/build/languages.rs");
    let languages = languages::read(&folder).map_err(|faults| faults.join("\n"))?;
    let mut code = String::from("pub static TABLES: &[EmbeddedFile] = &[\n");
    let mut paths = String::from("pub static TABLE_PATHS: &[(&str, &str)] = &[\n");
    for language in languages.iter().skip(1) {
        let plain = language.table(&languages[0]).join("\0").into_bytes();
        let hash = short(&Sha256::digest(&plain));
        let name = format!("{}.txt", language.code);
        let file = out.join(&name);
        fs::write(&file, &plain)?;
        let path = format!("/languages/{hash}/{name}");
        writeln!(paths, "({:?}, {path:?}),", language.code)?;
        let brotli = include(out, &format!("{name}.br"), &brotli(&plain)?)?;
        let gzip = include(out, &format!("{name}.gz"), &gzip(&plain)?)?;
        writeln!(
            code,
            "// {}\nEmbeddedFile {{ source: {:?}, path: {path:?}, content_type: \"text/plain; charset=utf-8\", \
             etag: {:?}, is_hashed: true, plain: include_bytes!({file:?}), brotli: {brotli}, gzip: {gzip} }},",
            language.name,
            language.code,
            format!("\"{hash}\""),
        )?;
    }
    Ok(format!("{code}];\n{paths}];\n"))
}

/// The content type of a file, and whether to compress it. `None`: the file is not part of the site.
fn kind(extension: &str) -> Option<(&'static str, bool)> {
    Some(match extension {
        "js" => ("text/javascript; charset=utf-8", true),
        "wasm" => ("application/wasm", true),
        "css" => ("text/css; charset=utf-8", true),
        "svg" => ("image/svg+xml", true),
        "txt" => ("text/plain; charset=utf-8", true),
        "woff2" => ("font/woff2", false),
        _ => return None,
    })
}

fn include(out: &Path, name: &str, bytes: &[u8]) -> Result<String, Box<dyn Error>> {
    let file = out.join(name);
    fs::write(&file, bytes)?;
    Ok(format!("Some(include_bytes!({file:?}))"))
}

fn brotli(plain: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_QUALITY, BROTLI_WINDOW);
    writer.write_all(plain)?;
    Ok(writer.into_inner())
}

fn gzip(plain: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(plain)?;
    Ok(writer.finish()?)
}
