//! How many bytes a browser loads for the sign-in page, counted in the bodies that the release build serves.

use crate::release::Portico;
use crate::report::{Row, Table, thousands};
use anyhow::{Context as _, ensure};
use std::io::Write as _;

/// The settings with which `build.rs` compresses the site.
const BROTLI_QUALITY: u32 = 11;
const BROTLI_WINDOW: u32 = 22;

/// The kinds of `<link>` that the page may have.
const KINDS: [&str; 4] = ["stylesheet", "modulepreload", "preload", "icon"];

const FIRST_FLIGHT: usize = 14_600;
const EVERYTHING: usize = 140_000;

pub fn measure(table: &mut Table, portico: &Portico) -> anyhow::Result<()> {
    let loaded = Loaded::of(portico)?;
    let first = loaded.html_brotli + loaded.css;
    let of_first = detail(&[("HTML", loaded.html_brotli), ("CSS", loaded.css)]);
    let today = [("HTML", loaded.html_served), ("CSS", loaded.css)];
    let what = "HTML and CSS until the sign-in form is usable, brotli";
    table.add(Row::at_most(what, FIRST_FLIGHT, "bytes", first, &of_first));
    table.add(Row::to_know(
        "the same as the server sends it today",
        format!("{} bytes ({})", thousands(loaded.html_served + loaded.css), detail(&today)),
    ));
    let what = "everything the hydrated sign-in loads, as sent to a browser that takes gzip and brotli";
    table.add(loaded.everything(what));
    table.row("web font, loaded only where no better face is installed", |what| {
        Ok(Row::to_know(what, fonts(portico, &loaded.html)?))
    });
    Ok(())
}

/// Measures a demo, whose page also has a panel with its accounts.
pub fn measure_demonstration(what: &'static str, portico: &Portico) -> anyhow::Result<Row> {
    Ok(Loaded::of(portico)?.everything(what))
}

/// The page, and the bytes of everything it loads.
struct Loaded {
    html: String,
    html_served: usize,
    html_brotli: usize,
    css: usize,
    js: usize,
    wasm: usize,
    icon: usize,
}

impl Loaded {
    fn of(portico: &Portico) -> anyhow::Result<Self> {
        let plain = portico.get(app::paths::SIGN_IN, "identity")?.body;
        let html_served = portico.get(app::paths::SIGN_IN, "gzip, br")?.body.len();
        let html_brotli = brotli(&plain)?;
        let html = String::from_utf8(plain)?;
        let css = load(portico, &links(&html, "stylesheet")?)?;
        let scripts = links(&html, "modulepreload")?;
        let js = load(portico, &scripts)?;
        let wasm = load(portico, &links(&html, "preload")?)?;
        let icon = load(portico, &links(&html, "icon")?)?;
        // A script that loads others would have to be followed.
        for script in &scripts {
            let text = String::from_utf8(portico.get(script, "identity")?.body)?;
            ensure!(!text.contains("./snippets/"), "{script} loads others");
        }
        Ok(Loaded { html_served, html_brotli, css, js, wasm, icon, html })
    }

    fn everything(&self, what: &'static str) -> Row {
        let parts = [
            ("HTML", self.html_served),
            ("CSS", self.css),
            ("script", self.js),
            ("WebAssembly", self.wasm),
            ("icon", self.icon),
        ];
        let bytes: usize = parts.iter().map(|(_, bytes)| bytes).sum();
        let of_everything = detail(&parts);
        let measured = format!("{:.1} KB of 1,000 bytes: {of_everything}", bytes as f64 / 1e3);
        Row::at_most(what, EVERYTHING, "bytes", bytes, &measured)
    }
}

fn detail(parts: &[(&str, usize)]) -> String {
    let parts: Vec<_> = parts.iter().map(|(name, bytes)| format!("{name} {}", thousands(*bytes))).collect();
    parts.join(", ")
}

/// The bytes of these files of the site, as sent to a browser that accepts brotli.
fn load(portico: &Portico, paths: &[&str]) -> anyhow::Result<usize> {
    let mut bytes = 0;
    for path in paths {
        let answer = portico.get(path, "br")?;
        ensure!(answer.header("content-encoding") == Some("br"), "{path} was not compressed");
        bytes += answer.body.len();
    }
    Ok(bytes)
}

/// The URLs in the `<link>`s of a kind. Fails if the page has a kind that is not counted.
fn links<'a>(html: &'a str, kind: &str) -> anyhow::Result<Vec<&'a str>> {
    let mut urls = Vec::new();
    for tag in html.split("<link ").skip(1).filter_map(|rest| rest.split('>').next()) {
        let value = |name: &str| tag.split_once(&format!("{name}=\""))?.1.split('"').next();
        let rel = value("rel").context("a link of no kind")?;
        ensure!(KINDS.contains(&rel), "the page names a file that is not counted: {tag}");
        if rel == kind {
            urls.push(value("href").context("a link without a URL")?);
        }
    }
    ensure!(!urls.is_empty(), "the page has no {kind}");
    Ok(urls)
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
