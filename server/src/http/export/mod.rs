//! Lists of the console as CSV files (RFC 4180), sent while they are read, so that memory does not grow with them.

mod audit;
mod people;

pub use audit::audit_csv;
pub use people::people_csv;

use super::pages;
use crate::http::prelude::*;
use anyhow::{Context as _, bail};
use app::language::Language;
use app::server::locale::{current_locale, with_locale};
use app::server::sign_in_path;
use futures_util::stream;
use service::RequestContext;
use service::account::{self, AsAdmin, as_admin};
use service::failure::record;

/// Without it some spreadsheets do not read the file as UTF-8.
const BOM: char = '\u{feff}';

/// What a file is read from.
trait Export: Send + Sync + 'static {
    /// Where the next part begins.
    type Cursor: Send + Sync;

    /// The header line.
    fn columns(&self) -> String;

    /// The lines of the part after `from`, and where the next part begins. `None`: this was the last one.
    fn read(
        &self,
        cx: &RequestContext,
        admin: AsAdmin<'_>,
        from: Option<&Self::Cursor>,
    ) -> impl Future<Output = anyhow::Result<(String, Option<Self::Cursor>)>> + Send;
}

/// The admin who asks for a file, or the answer to anyone else: signed-out users sign in and continue at `next`, and
/// for a user who is no admin the page does not exist.
async fn demand_admin<'a>(
    state: &Arc<HttpState>,
    current: &'a CurrentRequest,
    next: &str,
    request: Request,
) -> Result<AsAdmin<'a>, Response> {
    let signed_in = match current.signed_in().await {
        Ok(Some(signed_in)) => signed_in,
        Ok(None) => return Err(Redirect::to(&sign_in_path(&current.cx, Some(next)).await).into_response()),
        Err(error) => return Err(state.broken(&error)),
    };
    match as_admin(signed_in) {
        Ok(admin) => Ok(admin),
        Err(_) => Err(pages::page(State(state.clone()), Extension(current.clone()), request).await),
    }
}

/// Sends the file. `disposition` names it.
fn sent<E: Export>(current: &CurrentRequest, disposition: &'static str, export: E) -> Response {
    let name = HeaderValue::from_static(disposition);
    let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    let download =
        Download { cx: current.cx.clone(), language: current_locale(), export, next: NextPart::<E::Cursor>::Start };
    let body = Body::from_stream(stream::try_unfold(download, Download::next));
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], body).into_response()
}

/// The state of a download.
struct Download<E: Export> {
    cx: RequestContext,
    /// The body is sent after the handler has returned, so the language of the request has to be kept.
    language: Language,
    export: E,
    next: NextPart<E::Cursor>,
}

enum NextPart<C> {
    Start,
    Cursor(C),
    End,
}

impl<E: Export> Download<E> {
    /// The next chunk of the file. A failure aborts the download, so that an incomplete file is not taken for the
    /// whole.
    async fn next(self) -> anyhow::Result<Option<(Bytes, Self)>> {
        let read = async {
            with_locale(self.language, self.read()).await.inspect_err(|error| {
                record(error, self.cx.app.random.as_ref());
            })
        };
        let read = self.cx.spans.instrument(read).await?;
        Ok(read.map(|(text, next)| (Bytes::from(text), Download { next, ..self })))
    }

    async fn read(&self) -> anyhow::Result<Option<(String, NextPart<E::Cursor>)>> {
        let (mut text, from) = match &self.next {
            NextPart::Start => (format!("{BOM}{}", self.export.columns()), None),
            NextPart::Cursor(from) => (String::new(), Some(from)),
            NextPart::End => return Ok(None),
        };
        // Checked for each chunk: a user who is no longer an admin gets no more.
        let signed_in = account::current(&self.cx).await?.context("signed out meanwhile")?;
        let Ok(admin) = as_admin(&signed_in) else { bail!("no longer an admin") };
        let (lines, next) = self.export.read(&self.cx, admin, from).await?;
        text.push_str(&lines);
        Ok(Some((text, next.map_or(NextPart::End, NextPart::Cursor))))
    }
}

/// Writes one record.
fn line<const N: usize>(cells: [String; N]) -> String {
    cells.map(|text| cell(&text)).join(",") + "\r\n"
}

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// What ends a cell, also in spreadsheets of countries whose decimal separator is the comma: they split a cell at these
/// even if it is quoted.
const ENDS: [char; 4] = [';', '\t', '\r', '\n'];

/// Quotes a cell where needed. Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV
/// injection).
fn cell(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut is_beginning = true;
    for character in text.chars() {
        if is_beginning && FORMULA.contains(&character) {
            written.push('\'');
        }
        // Some spreadsheets ignore spaces and quotes before a formula.
        is_beginning = ENDS.contains(&character) || (is_beginning && matches!(character, ' ' | '"'));
        written.push(character);
    }
    let is_quoted = written.contains(|character: char| matches!(character, ',' | '"') || ENDS.contains(&character));
    if is_quoted { format!("\"{}\"", written.replace('"', "\"\"")) } else { written }
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
    #[case("\t=1", "\"\t'=1\"")]
    #[case(" \"=1", "\" \"\"'=1\"")]
    // A spreadsheet that separates cells by semicolons would read these as two cells.
    #[case("Ann;=1+1", "\"Ann;'=1+1\"")]
    #[case("Ann;\"=1+1\"", "\"Ann;\"\"'=1+1\"\"\"")]
    #[case("two\n+1", "\"two\n'+1\"")]
    #[case("Ann;1-1", "\"Ann;1-1\"")]
    #[case("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"")]
    #[case("a=1", "a=1")]
    fn a_cell_is_text_and_nothing_else(#[case] text: &str, #[case] written: &str) {
        assert_eq!(cell(text), written);
    }
}
