//! The client, styles and icons: embedded in the binary, compressed and under names that change with the content, or
//! read from a folder during development.

use app::shell::SiteFiles;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A file as `build.rs` embedded it.
pub struct EmbeddedFile {
    /// The path in the built site, such as `/pkg/portico.js`. For a translation table it is the code of the language.
    pub source: &'static str,
    /// The path at which it is served, such as `/pkg/0123456789abcdef/portico.js`.
    pub path: &'static str,
    pub content_type: &'static str,
    /// A hash of the content, in quotes.
    pub etag: &'static str,
    /// Whether the path changes with the content.
    pub is_hashed: bool,
    pub plain: &'static [u8],
    pub brotli: Option<&'static [u8]>,
    pub gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/embedded_files.rs"));

pub(super) const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// The folder of the client in the site.
const CLIENT: &str = "/pkg/";

/// The files that pages refer to. `served` returns the path at which a file of the site is served.
fn site_files(served: impl Fn(&str) -> String) -> SiteFiles {
    let client = |name: &str| served(&format!("{CLIENT}{name}"));
    SiteFiles {
        style: client("portico.css"),
        script: client("portico.js"),
        wasm: client("portico.wasm"),
        loader: client("__wasm_split.______________________.js"),
        chunks: HashMap::new(),
        tables: TABLE_PATHS,
    }
}

pub enum Site {
    Embedded {
        files: HashMap<&'static str, &'static EmbeddedFile>,
        /// The files that pages refer to.
        site_files: SiteFiles,
    },
    /// The files are read at every request, so that rebuilt ones are served.
    Folder(PathBuf),
}

impl Site {
    /// The embedded site, or else the folder into which the client is built.
    pub fn find() -> Self {
        if EMBEDDED_FILES.is_empty() {
            return Site::Folder(PathBuf::from("target/site"));
        }
        let served = |source: &str| {
            let file = EMBEDDED_FILES.iter().find(|file| file.source == source);
            file.map_or(source, |file| file.path).to_owned()
        };
        let mut site_files = site_files(served);
        let chunks: HashMap<String, Vec<String>> = serde_json::from_str(CHUNK_FILES).unwrap_or_default();
        let file = |name: String| served(&format!("{CLIENT}{name}.wasm"));
        let in_files = |(chunk, files): (String, Vec<String>)| (chunk, files.into_iter().map(file).collect());
        site_files.chunks = chunks.into_iter().map(in_files).collect();
        Site::Embedded { files: EMBEDDED_FILES.iter().map(|file| (file.path, file)).collect(), site_files }
    }

    /// The folder with the files of the site, unless they are embedded.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Site::Folder(folder) => Some(folder),
            Site::Embedded { .. } => None,
        }
    }

    /// The files that pages refer to.
    pub fn site_files(&self) -> SiteFiles {
        match self {
            Site::Embedded { site_files, .. } => site_files.clone(),
            Site::Folder(_) => site_files(str::to_owned),
        }
    }

    /// The embedded file at a path, in the best encoding that the browser accepts. `None` if there is none.
    pub fn serve(&self, path: &str, request: &HeaderMap) -> Option<Response> {
        let embedded = match self {
            Site::Embedded { files, .. } => files.get(path).copied(),
            Site::Folder(_) => None,
        };
        let file = embedded.or_else(|| TABLES.iter().find(|table| table.path == path))?;
        let cache = if file.is_hashed { IMMUTABLE } else { A_DAY };
        let vary = HeaderValue::from_static("accept-encoding");
        if request.get(header::IF_NONE_MATCH).is_some_and(|known| known == file.etag) {
            return Some(
                (StatusCode::NOT_MODIFIED, [(header::CACHE_CONTROL, cache), (header::VARY, vary)]).into_response(),
            );
        }
        let accepted = request.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let (encoding, body) = match (file.brotli, file.gzip) {
            (Some(body), _) if takes(accepted, "br") => (Some("br"), body),
            (_, Some(body)) if takes(accepted, "gzip") => (Some("gzip"), body),
            _ => (None, file.plain),
        };
        let mut response = body.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
        headers.insert(header::ETAG, HeaderValue::from_static(file.etag));
        headers.insert(header::CACHE_CONTROL, cache);
        headers.insert(header::VARY, vary);
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        Some(response)
    }
}

/// Whether `Accept-Encoding` names the encoding and does not refuse it with `q=0` (RFC 9110 §12.5.3).
pub fn takes(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        name.trim().eq_ignore_ascii_case(encoding) && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("gzip, deflate, br, zstd", true)]
    #[case("br;q=0.5", true)]
    #[case("br;q=0, gzip", false)]
    #[case("gzip", false)]
    #[case("", false)]
    fn an_encoding_is_used_only_when_taken(#[case] accepted: &str, #[case] is_taken: bool) {
        assert_eq!(takes(accepted, "br"), is_taken);
    }
}
