//! What a browser loads from the sign-in page: bodies as the released program serves them.

use crate::{
    release::Portico,
    report::{Row, thousands},
};
use anyhow::{Context as _, ensure};
use std::io::Write as _;

/// As `build.rs` compresses the site.
const BROTLI_QUALITY: u32 = 11;
const BROTLI_WINDOW: u32 = 22;

/// What a `<link>` of the page may be.
const KINDS: [&str; 4] = ["stylesheet", "modulepreload", "preload", "icon"];

const FIRST_FLIGHT: usize = 14_600;
const EVERYTHING: usize = 150 * 1024;

pub fn measure(portico: &Portico) -> anyhow::Result<Vec<Row>> {
    let plain = portico.get(app::paths::SIGN_IN, "identity")?.body;
    let html_served = portico.get(app::paths::SIGN_IN, "gzip, br")?.body.len();
    let html_brotli = brotli(&plain)?;
    let html = String::from_utf8(plain)?;

    let css = load(portico, &links(&html, "stylesheet")?)?;
    let scripts = links(&html, "modulepreload")?;
    let js = load(portico, &scripts)?;
    let wasm = load(portico, &links(&html, "preload")?)?;
    let icon = load(portico, &links(&html, "icon")?)?;
    // Else this would have to follow them.
    for script in &scripts {
        let text = String::from_utf8(portico.get(script, "identity")?.body)?;
        ensure!(!text.contains("./snippets/"), "{script} loads others");
    }

    let first = html_brotli + css;
    let everything = html_served + css + js + wasm + icon;
    let detail = |parts: &[(&str, usize)]| {
        let parts: Vec<_> = parts.iter().map(|(name, bytes)| format!("{name} {}", thousands(*bytes))).collect();
        parts.join(", ")
    };
    let of_first = detail(&[("HTML", html_brotli), ("CSS", css)]);
    let of_everything =
        detail(&[("HTML", html_served), ("CSS", css), ("script", js), ("WebAssembly", wasm), ("icon", icon)]);
    Ok(vec![
        Row::at_most("HTML and CSS until the sign-in form is usable, brotli", FIRST_FLIGHT, "bytes", first, &of_first),
        Row::to_know(
            "the same as the server sends it today",
            format!("{} bytes ({})", thousands(html_served + css), detail(&[("HTML", html_served), ("CSS", css)])),
        ),
        Row::at_most(
            "everything the hydrated sign-in loads, as sent to a browser that takes gzip and brotli",
            EVERYTHING,
            "bytes",
            everything,
            &format!("{:.1} KB of 1,000 bytes: {of_everything}", everything as f64 / 1e3),
        ),
        Row::to_know("web font, loaded only where no better face is installed", fonts(portico, &html)?),
    ])
}

/// The bytes of files of the site, as sent to a browser that takes brotli.
fn load(portico: &Portico, paths: &[&str]) -> anyhow::Result<usize> {
    let mut bytes = 0;
    for path in paths {
        let answer = portico.get(path, "br")?;
        ensure!(answer.header("content-encoding") == Some("br"), "{path} was not compressed");
        bytes += answer.body.len();
    }
    Ok(bytes)
}

/// The addresses in the `<link>`s of a kind. A kind that is not counted is an error.
fn links<'a>(html: &'a str, kind: &str) -> anyhow::Result<Vec<&'a str>> {
    let mut addresses = Vec::new();
    for tag in html.split("<link ").skip(1).filter_map(|rest| rest.split('>').next()) {
        let value = |name: &str| tag.split_once(&format!("{name}=\""))?.1.split('"').next();
        let rel = value("rel").context("a link of no kind")?;
        ensure!(KINDS.contains(&rel), "the page names a file that is not counted: {tag}");
        if rel == kind {
            addresses.push(value("href").context("a link without an address")?);
        }
    }
    ensure!(!addresses.is_empty(), "the page has no {kind}");
    Ok(addresses)
}

fn fonts(portico: &Portico, html: &str) -> anyhow::Result<String> {
    let mut style = String::new();
    for path in links(html, "stylesheet")? {
        style.push_str(std::str::from_utf8(&portico.get(path, "identity")?.body)?);
    }
    let mut fonts = Vec::new();
    for rest in style.split("url(").skip(1) {
        let path = rest.split(')').next().unwrap_or_default().trim_matches(['"', '\'']);
        if path.ends_with(".woff2") {
            let name = path.rsplit('/').next().unwrap_or_default();
            fonts.push(format!("{name} {} bytes", thousands(portico.get(path, "br")?.body.len())));
        }
    }
    Ok(if fonts.is_empty() { "none".to_owned() } else { fonts.join(", ") })
}

fn brotli(plain: &[u8]) -> anyhow::Result<usize> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, BROTLI_QUALITY, BROTLI_WINDOW);
    writer.write_all(plain)?;
    Ok(writer.into_inner().len())
}
