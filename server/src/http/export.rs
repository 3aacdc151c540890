//! `GET /admin/audit.csv`: the audit log of an admin's organisation as a file, sent while it is read. Changes nothing.

use super::pages;
use crate::http::prelude::*;
use anyhow::{Context as _, bail};
use app::admin::{AuditQuery, came_from};
use app::language::Language;
use app::server::locale::{current_locale, with_locale};
use app::server::sign_in_path;
use app::words::admin::{activity, audit};
use axum::http::{HeaderValue, StatusCode, header};
use domain::AuditEventKind;
use futures_util::stream;
use service::RequestContext;
use service::account::{self, as_admin};
use service::admin::{self, AuditEntry, ResolvedAuditFilter};
use service::failure::record;
use store::Cursor;

/// Events that are read at a time.
const BATCH: u64 = 500;
/// Without it some spreadsheets do not read the file as UTF-8.
const BOM: char = '\u{feff}';

/// For a user who is no admin the page does not exist.
pub async fn audit_csv(
    State(state): State<Arc<HttpState>>,
    Extension(current): Extension<CurrentRequest>,
    request: Request,
) -> Response {
    let path = request.uri().path_and_query().map_or("", |path| path.as_str()).to_owned();
    let signed_in = match current.signed_in().await {
        Ok(Some(signed_in)) => signed_in,
        Ok(None) => {
            return Redirect::to(&sign_in_path(&current.cx, Some(&path)).await).into_response();
        }
        Err(error) => return state.broken(&error),
    };
    let Ok(admin) = as_admin(signed_in) else {
        return pages::page(State(state), Extension(current.clone()), request).await;
    };
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let Some(log) = AuditQuery::read(signed_in, query).filter else {
        return (StatusCode::BAD_REQUEST, "There is no such filter.\n").into_response();
    };
    let log = match admin::resolve_filter(&state.app, admin, &log).await {
        Ok(Some(log)) => log,
        Ok(None) => return (StatusCode::BAD_REQUEST, "There are too many such people.\n").into_response(),
        Err(error) => return state.broken(&error),
    };
    let name = HeaderValue::from_static("attachment; filename=\"audit.csv\"");
    let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    let body = Body::from_stream(stream::try_unfold(
        CsvDownload { cx: current.cx.clone(), language: current_locale(), log, next: NextPart::Start },
        CsvDownload::next,
    ));
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], body).into_response()
}

/// The state of a download.
struct CsvDownload {
    cx: RequestContext,
    /// The body is sent after the handler has returned, so the language of the request has to be kept.
    language: Language,
    log: ResolvedAuditFilter,
    next: NextPart,
}

enum NextPart {
    Start,
    Cursor(Cursor),
    End,
}

impl CsvDownload {
    /// The next chunk of the file. A failure aborts the download, so that an incomplete file is not taken for the
    /// whole.
    async fn next(self) -> anyhow::Result<Option<(Bytes, Self)>> {
        let read = with_locale(self.language, self.read()).await.inspect_err(|error| {
            record(error, self.cx.app.random.as_ref());
        })?;
        Ok(read.map(|(text, next)| (Bytes::from(text), CsvDownload { next, ..self })))
    }

    async fn read(&self) -> anyhow::Result<Option<(String, NextPart)>> {
        let (mut text, before) = match self.next {
            NextPart::Start => (format!("{BOM}{}", line(audit::COLUMNS.map(str::to_owned))), None),
            NextPart::Cursor(before) => (String::new(), Some(before)),
            NextPart::End => return Ok(None),
        };
        // Checked for each chunk: a user who is no longer an admin gets no more.
        let signed_in = account::current(&self.cx).await?.context("signed out meanwhile")?;
        let Ok(admin) = as_admin(&signed_in) else { bail!("no admin any more") };
        let (entries, older) = admin::log(&self.cx.app, admin, &self.log, before, BATCH).await?;
        text.extend(entries.iter().map(|entry| line(cells(entry))));
        Ok(Some((text, older.map_or(NextPart::End, NextPart::Cursor))))
    }
}

fn cells(entry: &AuditEntry) -> [String; 9] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let sentence = AuditEventKind::of(&entry.activity).map(|what| activity::sentence(what, entry.detail.as_deref()));
    [
        service::delivery::rfc3339(entry.cursor.at).unwrap_or_default(),
        entry.activity.clone(),
        text(&entry.detail),
        text(&entry.whom),
        text(&entry.who),
        entry.client_address.clone(),
        came_from(&entry.user_agent),
        sentence.unwrap_or_default(),
        text(&entry.application),
    ]
}

/// Writes one record (RFC 4180).
fn line<const N: usize>(cells: [String; N]) -> String {
    cells.map(|text| cell(&text)).join(",") + "\r\n"
}

/// Quotes a cell where needed. Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV
/// injection).
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("plain", "plain")]
    #[case("", "")]
    #[case("a,b", "\"a,b\"")]
    #[case("say \"no\"", "\"say \"\"no\"\"\"")]
    #[case("two\r\nlines", "\"two\r\nlines\"")]
    #[case("=1+1", "'=1+1")]
    #[case("+1", "'+1")]
    #[case("-1", "'-1")]
    #[case("@SUM(A1)", "'@SUM(A1)")]
    #[case("\t=1", "'\t=1")]
    #[case("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"")]
    #[case("a=1", "a=1")]
    fn a_cell_is_text_and_nothing_else(#[case] text: &str, #[case] written: &str) {
        assert_eq!(cell(text), written);
    }
}
