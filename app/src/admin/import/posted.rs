//! A file of people that an admin posts: its check, and what the page shows of it. Only a text that was checked before
//! is accepted.

use crate::prelude::*;
use domain::invitation::InviteError;
#[cfg(feature = "ssr")]
use service::{
    account::as_admin,
    admin::proven,
    invitations::{self, BadLine, Line},
};
#[cfg(feature = "ssr")]
use sha2::{Digest as _, Sha256};
#[cfg(feature = "ssr")]
use store::accounts::Role;

/// How many refused lines a preview shows at once. After correcting these, the admin sees the others.
#[cfg(feature = "ssr")]
const MOST_BAD: usize = 1000;

/// `/admin/people/import`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportView {
    /// The text that was checked.
    pub text: String,
    pub preview: Option<ImportPreview>,
    pub refused: Option<Refusal>,
}

/// The result of checking an import file. Counts are in lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportPreview {
    pub good: u32,
    /// How many of the `good` lines make an admin.
    pub admins: u32,
    /// Line numbers, and why each line cannot be invited.
    pub bad: Vec<(u32, InviteError)>,
    /// Number of bad lines that `bad` leaves out.
    pub more: u32,
    /// SHA-256 of the checked text, in hex. Only the text with this digest can be sent.
    pub digest: String,
}

/// The answer to posting an import file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Imported {
    Page(ImportView),
    Sent(Redirect),
}

/// An import file as it was posted.
#[cfg(feature = "ssr")]
#[derive(Debug)]
pub struct PostedFile {
    pub text: Result<String, InviteError>,
    /// The SHA-256, in hex, of the text that was previewed before.
    pub previewed_digest: String,
    /// Whether to send the invitations. Otherwise the file is only previewed.
    pub is_sent: bool,
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
    pub const fn too_large() -> Self {
        PostedFile { text: Err(InviteError::TooLarge), previewed_digest: String::new(), is_sent: false }
    }

    /// Previews an import file, or accepts its valid lines for sending. Only a text that was previewed before is
    /// accepted.
    pub async fn answer(self, web: &WebRequest, importer: &SignedIn) -> Answer<Imported> {
        let text = match self.text.map(as_shown) {
            Ok(text) => text,
            Err(unfit) => {
                let refusal = Refusal::Invitation(InvitationRefusal::CannotInvite(unfit));
                return Ok(refused(String::new(), refusal, None));
            }
        };
        let admin = as_admin(importer)?;
        let preview = match invitations::preview(&web.cx.app, admin, &text).await {
            Ok(preview) => preview,
            Err(Failure::Refused(error)) => return Ok(refused(text, error, None)),
            Err(failure) => return Err(failure),
        };
        let text_digest = Sha256::digest(text.as_bytes());
        let digest = hex::encode(text_digest);
        if self.is_sent && self.previewed_digest == digest && !preview.good.is_empty() {
            let Ok(proven) = proven(&web.cx.app, admin) else {
                let preview = ImportPreview::of(&preview.good, preview.bad, digest);
                return Ok(refused(text, Refusal::ReauthenticationRequired, Some(preview)));
            };
            let import = invitations::start_import(&web.cx, proven, &preview.good, &text_digest).await?;
            return Ok(Imported::Sent(Redirect::path(AdminRoute::Imported(import).path())));
        }
        let preview = ImportPreview::of(&preview.good, preview.bad, digest);
        Ok(Imported::Page(ImportView { text, preview: Some(preview), refused: None }))
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
fn as_shown(text: String) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
    text.trim_matches(['\n', ' ', '\t']).to_owned()
}

impl ImportPreview {
    #[cfg(feature = "ssr")]
    fn of(good: &[Line], bad: Vec<BadLine>, digest: String) -> Self {
        ImportPreview {
            good: number(good.len() as u64),
            admins: number(good.iter().filter(|line| line.new.role == Role::Admin).count() as u64),
            more: number(bad.len().saturating_sub(MOST_BAD) as u64),
            bad: bad.into_iter().take(MOST_BAD).map(|line| (number(line.number), line.reason)).collect(),
            digest,
        }
    }
}
