//! `POST /admin/people/import`: an import file, posted with or without script. It is larger than any other body, so the
//! user is authenticated before it is read.

use super::{api::web_request, pages::draw};
use crate::http::prelude::*;
use app::ApiError;
use app::admin::{AdminScreen, ImportAct, ImportView, Imported, PostedFile, importer};
use app::page::PageData;
use app::server::{WebRequest, is_plain_form, sign_in_path};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest as _, Multipart};
use domain::invitation::{InviteError, LARGEST_FILE};
use leptos::server_fn::{Encodes, codec::PostcardEncoding, error::SERVER_FN_ERROR_HEADER};
use leptos_axum::ResponseOptions;
use service::invitations::{COLUMNS, Corrections, LineKey};

/// Bytes of a form. A file beyond its own limit is still read, and dropped, so that the page can say that it is too
/// large.
pub const LARGEST_FORM: usize = 16 << 20;
/// Bytes of a field that is not a file.
const LONGEST_FIELD: usize = 100;
/// Bytes of a field of a line. A longer one counts as not corrected.
const LONGEST_CELL: usize = 4_000;
/// Bytes of the keys of all skipped lines.
const LONGEST_SKIPPED: usize = 200_000;
/// Lines that are corrected in one form. A page shows fewer.
const MOST_CORRECTED: usize = 1_000;

pub async fn import(
    State(state): State<Arc<HttpState>>,
    Extension(current): Extension<CurrentRequest>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let web = web_request(&state, &current, &parts.headers, ResponseOptions::default());
    let is_plain = is_plain_form(&parts.headers);
    let importer = match importer(&web).await.map_err(|failure| web.api_error(failure)) {
        Ok(importer) => importer,
        Err(error) if is_plain => return drawn(&state, parts, refused(&web, error).await).await,
        Err(error) => return encoded(Err(error)),
    };
    let outcome = match Multipart::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(form) => match read(form).await {
            Ok(posted) => imported(&web, &importer, posted).await,
            Err(Unread::TooLarge) => imported(&web, &importer, PostedFile::too_large()).await,
            Err(Unread::Unreadable) => Err(ApiError::Outdated),
        },
        Err(_) => Err(ApiError::Outdated),
    };
    if !is_plain {
        return encoded(outcome);
    }
    let data = match outcome {
        Ok(Imported::Sent(to)) => PageData::Redirect(to.path),
        Ok(Imported::Page(view)) => PageData::of(&AdminScreen::import(&web, importer, view)),
        Err(ApiError::Outdated) => PageData::of(&AdminScreen::import(&web, importer, ImportView::default())),
        Err(error) => refused(&web, error).await,
    };
    drawn(&state, parts, data).await
}

async fn imported(
    web: &WebRequest,
    importer: &service::account::SignedIn,
    posted: PostedFile,
) -> Result<Imported, ApiError> {
    posted.answer(web, importer).await.map_err(|failure| web.api_error(failure))
}

/// The page for a user who may not import: sign-in if the session has ended. For a user who is no admin the page does
/// not exist.
async fn refused(web: &WebRequest, error: ApiError) -> PageData {
    match error {
        ApiError::SignedOut => PageData::Redirect(sign_in_path(&web.cx, Some(paths::ADMIN_IMPORT)).await),
        ApiError::Refused(_) => PageData::NotFound,
        error => PageData::Failed(error),
    }
}

async fn drawn(state: &HttpState, parts: http::request::Parts, data: PageData) -> Response {
    if let PageData::Redirect(path) = &data {
        return Redirect::to(path).into_response();
    }
    draw(state, Request::from_parts(parts, Body::empty()), data).await
}

/// Encodes the answer for the client, as server functions do.
fn encoded(answer: Result<Imported, ApiError>) -> Response {
    let status = answer.as_ref().err().map_or(200, ApiError::status);
    let is_failure = answer.is_err();
    let body = match answer {
        Ok(imported) => PostcardEncoding::encode(&imported),
        Err(error) => PostcardEncoding::encode(&error),
    };
    let mut response = Response::new(body.map(Body::from).unwrap_or_default());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let octets = HeaderValue::from_static("application/octet-stream");
    response.headers_mut().insert(header::CONTENT_TYPE, octets);
    if is_failure {
        let path = HeaderValue::from_static(paths::ADMIN_IMPORT);
        response.headers_mut().insert(SERVER_FN_ERROR_HEADER, path);
    }
    response
}

/// Why a form was not read to its end.
enum Unread {
    TooLarge,
    Unreadable,
}

impl From<MultipartError> for Unread {
    fn from(error: MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Unread::TooLarge } else { Unread::Unreadable }
    }
}

/// Reads the form. A file takes precedence over pasted text.
async fn read(mut form: Multipart) -> Result<PostedFile, Unread> {
    let (mut file, mut pasted) = (Ok(String::new()), Ok(String::new()));
    let (mut act, mut previewed_digest) = (String::new(), String::new());
    let mut corrections = Corrections::default();
    let short = |read: Result<String, InviteError>| read.map_err(|_| Unread::Unreadable);
    while let Some(field) = form.next_field().await? {
        let name = field.name().ok_or(Unread::Unreadable)?.to_owned();
        match name.as_str() {
            "file" => file = text(field, LARGEST_FILE).await?,
            "text" => pasted = text(field, LARGEST_FILE).await?,
            "act" => act = short(text(field, LONGEST_FIELD).await?)?,
            "looked_at" => previewed_digest = short(text(field, LONGEST_FIELD).await?)?,
            "skip" => corrections.skipped.extend(keys(&short(text(field, LONGEST_FIELD).await?)?)),
            "skipped" => corrections.skipped.extend(keys(&short(text(field, LONGEST_SKIPPED).await?)?)),
            name => correct(&mut corrections, name, text(field, LONGEST_CELL).await?),
        }
    }
    let has_file = file.as_ref().map_or(true, |file| !file.is_empty());
    let act = ImportAct::of(&act);
    let (text, pasted) = match has_file {
        true => (file, pasted.unwrap_or_default()),
        false => (pasted, String::new()),
    };
    Ok(PostedFile { text, pasted, previewed_digest, act, corrections })
}

/// The keys of lines, which spaces separate.
fn keys(text: &str) -> impl Iterator<Item = LineKey> {
    text.split(' ').filter(|key| !key.is_empty()).map(|key| LineKey(key.to_owned()))
}

/// Notes the field of a line that has this name: its column, a dot and the key of the line. Other fields count for
/// nothing.
fn correct(corrections: &mut Corrections, name: &str, typed: Result<String, InviteError>) {
    let Some((column, key)) = name.split_once('.') else { return };
    let place = COLUMNS.iter().position(|known| *known == column);
    let (Some(place), Ok(typed)) = (place, typed) else { return };
    let key = LineKey(key.to_owned());
    if corrections.fields.len() >= MOST_CORRECTED && !corrections.fields.contains_key(&key) {
        return;
    }
    if let Some(field) = corrections.fields.entry(key).or_default().get_mut(place) {
        *field = Some(typed);
    }
}

/// Reads a field as text of at most `longest` bytes. Carriage returns, which browsers add, do not count.
async fn text(mut field: Field<'_>, longest: usize) -> Result<Result<String, InviteError>, MultipartError> {
    let mut bytes = Vec::new();
    let mut is_too_large = false;
    while let Some(chunk) = field.chunk().await? {
        if !is_too_large {
            bytes.extend(chunk.iter());
            // UTF-16 takes two bytes per letter, and carriage returns come on top of what counts.
            is_too_large = bytes.len() > 3 * longest;
        }
    }
    if is_too_large {
        return Ok(Err(InviteError::TooLarge));
    }
    let text = decoded(bytes).map(|text| text.replace('\r', ""));
    Ok(text.and_then(|text| if text.len() > longest { Err(InviteError::TooLarge) } else { Ok(text) }))
}

/// Decodes a file in UTF-8 or, if it begins with a byte order mark for it, in UTF-16, which spreadsheets call "Unicode
/// text".
fn decoded(bytes: Vec<u8>) -> Result<String, InviteError> {
    let units: Vec<u16> = match bytes.split_at_checked(2) {
        Some(([0xff, 0xfe], rest)) => pairs(rest)?.map(u16::from_le_bytes).collect(),
        Some(([0xfe, 0xff], rest)) => pairs(rest)?.map(u16::from_be_bytes).collect(),
        _ => return String::from_utf8(bytes).map_err(|_| InviteError::NotALine),
    };
    String::from_utf16(&units).map_err(|_| InviteError::NotALine)
}

fn pairs(bytes: &[u8]) -> Result<impl Iterator<Item = [u8; 2]>, InviteError> {
    let (pairs, rest) = bytes.as_chunks();
    if rest.is_empty() { Ok(pairs.iter().copied()) } else { Err(InviteError::NotALine) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const TEXT: &str = "email;name\nzoe@cedar.example;Zoë 🌲\n";

    fn utf_16(mark: [u8; 2], bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        mark.into_iter().chain(TEXT.encode_utf16().flat_map(bytes_of)).collect()
    }

    #[test]
    fn what_spreadsheets_save_as_text_is_read() {
        for bytes in
            [TEXT.as_bytes().to_vec(), utf_16([0xff, 0xfe], u16::to_le_bytes), utf_16([0xfe, 0xff], u16::to_be_bytes)]
        {
            assert_eq!(decoded(bytes).as_deref(), Ok(TEXT));
        }
        assert_eq!(decoded(Vec::new()).as_deref(), Ok(""));
    }

    #[rstest]
    #[case::latin_1(b"email\nzo\xeb@cedar.example")]
    #[case::half_a_letter(b"\xff\xfee\0m")]
    #[case::half_of_a_pair(b"\xff\xfe\x3c\xd8")]
    #[case::a_spreadsheet(b"PK\x03\x04\x14\0\x06\0\xe9")]
    fn anything_else_is_no_text(#[case] bytes: &[u8]) {
        assert_eq!(decoded(bytes.to_vec()), Err(InviteError::NotALine));
    }
}
