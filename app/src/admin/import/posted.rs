//! A file of people that an admin posts: its check, and what the page shows of it. Only a text that was checked before
//! is accepted.

use crate::prelude::*;
use domain::invitation::InviteError;
#[cfg(feature = "ssr")]
use service::{
    account::as_admin,
    admin::proven,
    invitations::{self, BadLine, Corrections, Line, Preview},
};
#[cfg(feature = "ssr")]
use sha2::{Digest as _, Sha256};
#[cfg(feature = "ssr")]
use store::accounts::Role;

/// How many lines a page shows.
#[cfg(feature = "ssr")]
const A_PAGE: usize = 100;

/// How many columns a file may have: name, email, phone, role and groups, in this order.
pub const COLUMNS: usize = 5;

/// `/admin/people/import`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportView {
    /// The text that was checked.
    pub text: String,
    pub preview: Option<ImportPreview>,
    pub refused: Option<Refusal>,
}

/// The result of checking an import file: how many lines it has of each kind, and one page of them, the bad ones first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportPreview {
    pub good: u32,
    /// How many of the `good` lines make an admin.
    pub admins: u32,
    pub bad: u32,
    /// How many of the `bad` lines the admin has chosen to skip.
    pub skipped: u32,
    /// The admin wanted to send although some bad lines are not skipped.
    pub is_undecided: bool,
    /// Whether the file has each of the columns.
    pub has_column: [bool; COLUMNS],
    pub bad_lines: Vec<BadRow>,
    pub good_lines: Vec<GoodRow>,
    /// The number of this page, from 1, and of the last one.
    pub page: u32,
    pub pages: u32,
    /// The keys of the skipped lines on the other pages.
    pub skipped_elsewhere: String,
    /// SHA-256 of the checked text, in hex. Only the text with this digest can be sent.
    pub digest: String,
}

/// A line that cannot be invited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BadRow {
    pub number: u32,
    /// Identifies the line in the form.
    pub key: String,
    pub fields: [String; COLUMNS],
    pub reasons: Vec<InviteError>,
    pub is_skipped: bool,
}

/// A line that can be invited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoodRow {
    pub number: u32,
    pub fields: [String; COLUMNS],
}

/// The answer to posting an import file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Imported {
    Page(ImportView),
    Sent(Redirect),
}

/// What the pressed button does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportAct {
    #[default]
    Check,
    /// Leaves out all lines that cannot be invited.
    SkipAll,
    Send,
    /// Shows another page of the lines.
    Turn(u32),
}

impl ImportAct {
    const PAGE: &str = "page-";

    /// The value of the button.
    pub fn value(self) -> String {
        match self {
            ImportAct::Check => "check".to_owned(),
            ImportAct::SkipAll => "skip_all".to_owned(),
            ImportAct::Send => "send".to_owned(),
            ImportAct::Turn(page) => format!("{}{page}", Self::PAGE),
        }
    }

    /// The button with this value. Anything unknown only checks.
    #[cfg(feature = "ssr")]
    pub fn of(value: &str) -> Self {
        let page = || value.strip_prefix(Self::PAGE)?.parse().ok().map(ImportAct::Turn);
        let known = [ImportAct::SkipAll, ImportAct::Send].into_iter().find(|act| act.value() == value);
        known.or_else(page).unwrap_or_default()
    }
}

/// An import file as it was posted.
#[cfg(feature = "ssr")]
#[derive(Debug)]
pub struct PostedFile {
    pub text: Result<String, InviteError>,
    /// The pasted text, to which a file that cannot be read falls back.
    pub pasted: String,
    /// The SHA-256, in hex, of the text that was previewed before.
    pub previewed_digest: String,
    pub act: ImportAct,
    /// Made in the lines of the pasted text.
    pub corrections: Corrections,
}

/// The signed-in admin who posts a file. Refuses all other users; to be called before the file is read.
#[cfg(feature = "ssr")]
pub async fn importer(web: &WebRequest) -> Answer<SignedIn> {
    let signed_in = web.signed_in().await?;
    as_admin(&signed_in)?;
    Ok(signed_in)
}

#[cfg(feature = "ssr")]
impl PostedFile {
    pub fn too_large() -> Self {
        PostedFile {
            text: Err(InviteError::TooLarge),
            pasted: String::new(),
            previewed_digest: String::new(),
            act: ImportAct::Check,
            corrections: Corrections::default(),
        }
    }

    /// Previews an import file, or accepts its valid lines for sending. Only a text that was previewed before is
    /// accepted, and only if the admin has chosen to skip each line that cannot be invited.
    pub async fn answer(self, web: &WebRequest, importer: &SignedIn) -> Answer<Imported> {
        let PostedFile { text, pasted, previewed_digest, act, mut corrections } = self;
        let cannot = |unfit| Refusal::Invitation(InvitationRefusal::CannotInvite(unfit));
        let (text, refusal) = match text {
            Ok(text) => (as_shown(&text), None),
            Err(unfit) => (as_shown(&pasted), Some(cannot(unfit))),
        };
        if let (true, Some(refusal)) = (text.is_empty(), refusal) {
            return Ok(refused(text, refusal, None));
        }
        corrections.skips_all = act == ImportAct::SkipAll;
        let admin = as_admin(importer)?;
        let preview = match invitations::preview_corrected(&web.cx.app, admin, &text, corrections).await {
            Ok(preview) => preview,
            Err(Failure::Refused(error)) => return Ok(refused(text, refusal.unwrap_or(error), None)),
            Err(failure) => return Err(failure),
        };
        let text = as_shown(&preview.text);
        let text_digest = Sha256::digest(text.as_bytes());
        let mut shown = ImportPreview::of(&preview, act, hex::encode(text_digest));
        if act != ImportAct::Send || refusal.is_some() || previewed_digest != shown.digest || shown.good == 0 {
            return Ok(Imported::Page(ImportView { text, preview: Some(shown), refused: refusal }));
        }
        if shown.bad > shown.skipped {
            shown.is_undecided = true;
            return Ok(Imported::Page(ImportView { text, preview: Some(shown), refused: None }));
        }
        let Ok(proven) = proven(&web.cx.app, admin) else {
            return Ok(refused(text, Refusal::ReauthenticationRequired, Some(shown)));
        };
        let import = invitations::start_import(&web.cx, proven, &preview.good, &text_digest).await?;
        Ok(Imported::Sent(Redirect::path(AdminRoute::Imported(import).path())))
    }
}

#[cfg(feature = "ssr")]
fn number(many: u64) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

#[cfg(feature = "ssr")]
fn refused(text: String, error: Refusal, preview: Option<ImportPreview>) -> Imported {
    Imported::Page(ImportView { text, preview, refused: Some(error) })
}

/// Normalises a text to what a form gives back: browsers send other line endings than files have, and drop an empty
/// first line.
#[cfg(feature = "ssr")]
fn as_shown(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    text.trim_matches(['\n', ' ', '\t']).to_owned()
}

#[cfg(feature = "ssr")]
impl ImportPreview {
    fn of(preview: &Preview, act: ImportAct, digest: String) -> Self {
        let Preview { has_column, good, bad, .. } = preview;
        let pages = (good.len() + bad.len()).div_ceil(A_PAGE).max(1);
        let page = match act {
            ImportAct::Turn(page) => usize::try_from(page).unwrap_or(pages).clamp(1, pages),
            _ => 1,
        };
        let before = (page - 1) * A_PAGE;
        let bad_lines: Vec<BadRow> = bad.iter().skip(before).take(A_PAGE).map(BadRow::of).collect();
        let good_lines = good.iter().skip(before.saturating_sub(bad.len())).take(A_PAGE - bad_lines.len());
        let is_elsewhere =
            |(place, line): &(usize, &BadLine)| line.is_skipped && !(before..before + A_PAGE).contains(place);
        let elsewhere = bad.iter().enumerate().filter(is_elsewhere).map(|(_, line)| line.key.0.as_str());
        ImportPreview {
            good: number(good.len() as u64),
            admins: number(good.iter().filter(|line| line.new.role == Role::Admin).count() as u64),
            bad: number(bad.len() as u64),
            skipped: number(bad.iter().filter(|line| line.is_skipped).count() as u64),
            is_undecided: false,
            has_column: *has_column,
            good_lines: good_lines.map(GoodRow::of).collect(),
            bad_lines,
            page: number(page as u64),
            pages: number(pages as u64),
            skipped_elsewhere: elsewhere.collect::<Vec<_>>().join(" "),
            digest,
        }
    }
}

#[cfg(feature = "ssr")]
impl BadRow {
    fn of(line: &BadLine) -> Self {
        BadRow {
            number: number(line.number),
            key: line.key.0.clone(),
            fields: line.fields.clone(),
            reasons: line.reasons.clone(),
            is_skipped: line.is_skipped,
        }
    }
}

#[cfg(feature = "ssr")]
impl GoodRow {
    fn of(line: &Line) -> Self {
        GoodRow { number: number(line.number), fields: line.fields.clone() }
    }
}
