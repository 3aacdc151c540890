//! What the console and the command line share about the OpenID Connect side of an application: reading its settings,
//! writing them in the caller's transaction, making its secrets, and saying in an event what changed.

use super::refused;
use super::write::{allows_http, changes};
use crate::oidc::{TokenKind, fresh_secret};
use crate::prelude::*;
use crate::security::Keys;
use domain::application::ProtectedOrigin;
use domain::oidc::{ClientAuthentication, ClientSettings, Lifetimes, OLD_SECRET_VALID_FOR, RedirectUri, RedirectUris};
use domain::refusal::ApplicationRefusal;
use domain::signing_key::SigningAlgorithm;
use domain::visible::is_blank;
use domain::{ApplicationId, ClientId, Secret};
use store::oauth_clients::{self, NewSecret, ShownSecret};
use store::{Transaction, oauth_authorizations};

/// How long the console shows a new secret at most.
const SHOWN_FOR: Seconds = Seconds::minutes(10);

/// The settings of a client, as the admin or the operator typed them.
#[derive(Clone, Copy, Debug)]
pub struct ClientForm<'a> {
    pub authentication: ClientAuthentication,
    /// One on each line.
    pub redirect_uris: &'a str,
    /// One on each line.
    pub sign_out_uris: &'a str,
    /// Empty: none.
    pub back_channel_uri: &'a str,
    pub asks_consent: bool,
    pub is_lean: bool,
    pub id_token_algorithm: SigningAlgorithm,
    pub requires_pkce: bool,
    pub allows_offline: bool,
    pub allows_device: bool,
    pub allows_client_credentials: bool,
    /// Empty: the default.
    pub access_minutes: &'a str,
    /// Empty: the default.
    pub refresh_days: &'a str,
}

impl<'a> ClientForm<'a> {
    /// A client with these redirect addresses that has the default settings otherwise.
    pub(crate) const fn new(redirect_uris: &'a str, is_public: bool) -> Self {
        ClientForm {
            authentication: if is_public { ClientAuthentication::None } else { ClientAuthentication::Basic },
            redirect_uris,
            sign_out_uris: "",
            back_channel_uri: "",
            asks_consent: false,
            is_lean: false,
            id_token_algorithm: SigningAlgorithm::Es256,
            requires_pkce: true,
            allows_offline: false,
            allows_device: false,
            allows_client_credentials: false,
            access_minutes: "",
            refresh_days: "",
        }
    }
}

/// A client that was written, and the secret that was made for it. The console does not use the secret: it shows the
/// one in the database, also without JavaScript. The command line prints it.
#[derive(Clone, Debug)]
pub struct MadeSecret {
    pub client: ClientId,
    /// `None`: no secret was made.
    pub secret: Option<Secret<String>>,
}

/// How a secret is made.
#[derive(Clone, Copy)]
pub(crate) struct SecretMaker<'a> {
    pub random: &'a dyn Random,
    /// The admin to whom the console shows the secret, and the keys that protect it until then. `None`: it is printed.
    pub shown_to: Option<(AccountId, &'a Keys)>,
    pub now: Timestamp,
}

/// The lifetimes as typed: the minutes of access tokens and the days of refresh tokens. Empty: the default.
pub fn minutes_and_days(lifetimes: Lifetimes) -> [String; 2] {
    let typed = |time: Option<Seconds>, unit: Seconds| time.map(|time| (time.0 / unit.0).to_string());
    let (minutes, days) = (typed(lifetimes.access, Seconds::minutes(1)), typed(lifetimes.refresh, Seconds::days(1)));
    [minutes.unwrap_or_default(), days.unwrap_or_default()]
}

/// Reads the settings of a client. `own` is the origin of Portico itself. Refuses with `NoRedirectUri`,
/// `BadRedirectUri`, `TooManyRedirectUris`, `NeedsSecret`, `BadSignOutUri`, `TooManySignOutUris`, `BadBackChannelUri`,
/// `BadAccessMinutes` or `BadRefreshDays`.
pub(crate) fn read_client(form: ClientForm<'_>, own: &ProtectedOrigin) -> Result<ClientSettings, Failure> {
    let is_public = form.authentication == ClientAuthentication::None;
    let read = |typed: &str| RedirectUris::read(typed, allows_http(own), is_public);
    let redirect_uris = read(form.redirect_uris).map_err(refused)?;
    if redirect_uris.is_empty() && !(form.allows_device || form.allows_client_credentials) {
        return Err(refused(ApplicationRefusal::NoRedirectUri));
    }
    if is_public && form.allows_client_credentials {
        return Err(refused(ApplicationRefusal::NeedsSecret));
    }
    let sign_out_uris = read(form.sign_out_uris).map_err(|refusal| match refusal {
        ApplicationRefusal::BadRedirectUri { line } => refused(ApplicationRefusal::BadSignOutUri { line }),
        ApplicationRefusal::TooManyRedirectUris => refused(ApplicationRefusal::TooManySignOutUris),
        other => refused(other),
    })?;
    Ok(ClientSettings {
        authentication: form.authentication,
        redirect_uris,
        sign_out_uris,
        back_channel_uri: read_back_channel(form.back_channel_uri)?,
        asks_consent: form.asks_consent,
        is_lean: form.is_lean,
        id_token_algorithm: form.id_token_algorithm,
        requires_pkce: form.requires_pkce || is_public,
        allows_offline: form.allows_offline,
        allows_device: form.allows_device,
        allows_client_credentials: form.allows_client_credentials,
        lifetimes: Lifetimes::typed(form.access_minutes, form.refresh_days).map_err(refused)?,
    })
}

/// Reads the address for back-channel logout. Whether Portico may connect to it is for the settings of the operator to
/// say, also where it is http.
fn read_back_channel(typed: &str) -> Result<Option<RedirectUri>, Failure> {
    if is_blank(typed) {
        return Ok(None);
    }
    let uri = RedirectUri::parse(typed, true, false);
    Ok(Some(uri.map_err(|_| refused(ApplicationRefusal::BadBackChannelUri))?))
}

/// What differs between two states of a client: the names of the settings, and which redirect addresses and exceptions
/// were added (`+`) and removed (`-`). `old` is `None` for a new client.
pub(crate) fn client_changes(old: Option<&ClientSettings>, new: &ClientSettings) -> Vec<String> {
    let default = ClientSettings::default();
    let before = old.unwrap_or(&default);
    let differs = [
        ("+openid_connect", old.is_none()),
        ("authentication", before.authentication != new.authentication),
        ("sign_out_uris", before.sign_out_uris != new.sign_out_uris),
        ("back_channel_uri", before.back_channel_uri != new.back_channel_uri),
        ("consent", before.asks_consent != new.asks_consent),
        ("lean", before.is_lean != new.is_lean),
        ("id_token_algorithm", before.id_token_algorithm != new.id_token_algorithm),
        ("lifetimes", before.lifetimes != new.lifetimes),
        ("+device", new.allows_device && !before.allows_device),
        ("-device", before.allows_device && !new.allows_device),
        ("+client_credentials", new.allows_client_credentials && !before.allows_client_credentials),
        ("-client_credentials", before.allows_client_credentials && !new.allows_client_credentials),
    ];
    let uris = |client: &ClientSettings| client.redirect_uris.iter().map(|uri| uri.as_str().to_owned()).collect();
    let exceptions = |client: &ClientSettings| client.exceptions().into_iter().map(str::to_owned).collect();
    let mut all: Vec<String> =
        differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field.to_owned()).collect();
    all.extend(changes(uris(before), uris(new)));
    all.extend(changes(exceptions(before), exceptions(new)));
    all
}

/// Inserts or changes the client of an application. One that has to have a secret and has none gets one. One that
/// becomes public loses its secrets, and all that users have given it ends. Returns what changed, for an event. If
/// nothing did, nothing is written.
pub(crate) async fn save(
    transaction: &Transaction,
    application: ApplicationId,
    new: &ClientSettings,
    maker: SecretMaker<'_>,
) -> anyhow::Result<(Vec<String>, MadeSecret)> {
    let (id, old) = match oauth_clients::of_application_in(transaction, application).await? {
        Some((id, old)) => (id, Some(old)),
        None => (ClientId(maker.random.id()?), None),
    };
    let changed = client_changes(old.as_ref(), new);
    match &old {
        None => oauth_clients::insert(transaction, id, application, new, maker.now).await?,
        Some(_) if changed.is_empty() => {}
        Some(_) => oauth_clients::change(transaction, id, new).await?,
    }
    let had_secret = old.is_some_and(|old| !old.is_public());
    let secret = match (had_secret, new.is_public()) {
        (false, false) => Some(make_secret(transaction, id, maker).await?),
        (true, true) => {
            oauth_clients::end_secrets(transaction, id).await?;
            oauth_authorizations::end_of_client(transaction, id, maker.now).await?;
            None
        }
        (true, false) | (false, true) => None,
    };
    Ok((changed, MadeSecret { client: id, secret }))
}

/// Makes one more secret for the client of an application. Its earlier ones count for another day. Refuses with
/// `NoClient` or `PublicClient`.
pub(crate) async fn renew_secret(
    transaction: &Transaction,
    application: ApplicationId,
    maker: SecretMaker<'_>,
) -> Result<MadeSecret, Failure> {
    let found = oauth_clients::of_application_in(transaction, application).await?;
    let (id, settings) = found.ok_or_else(|| refused(ApplicationRefusal::NoClient))?;
    if settings.is_public() {
        return Err(refused(ApplicationRefusal::PublicClient));
    }
    Ok(MadeSecret { client: id, secret: Some(make_secret(transaction, id, maker).await?) })
}

/// Removes the client of an application, with its secrets, grants and tokens. Refuses with `NoClient`. Returns what
/// changed, for an event.
pub(crate) async fn remove(transaction: &Transaction, application: ApplicationId) -> Result<Vec<String>, Failure> {
    match oauth_clients::delete(transaction, application).await? {
        true => Ok(vec!["-openid_connect".to_owned()]),
        false => Err(refused(ApplicationRefusal::NoClient)),
    }
}

async fn make_secret(
    transaction: &Transaction,
    id: ClientId,
    maker: SecretMaker<'_>,
) -> anyhow::Result<Secret<String>> {
    let (token, hint) = fresh_secret(maker.random)?;
    let (text, hash) = (TokenKind::Secret.write(&token), token.hash());
    let shown = match maker.shown_to {
        None => None,
        Some((to, keys)) => {
            let sealed = keys.seal_row(text.expose().as_bytes(), &hash.0, maker.random)?;
            Some(ShownSecret { sealed, to, until: maker.now + SHOWN_FOR })
        }
    };
    let new = NewSecret { hash, hint, shown };
    oauth_clients::add_secret(transaction, id, new, maker.now + OLD_SECRET_VALID_FOR, maker.now).await?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: ClientForm<'_>) -> Result<ClientSettings, ApplicationRefusal> {
        let own = ProtectedOrigin::parse("https://portico.example", false).unwrap();
        read_client(form, &own).map_err(|failure| match failure {
            Failure::Refused(Refusal::Application(refusal)) => refusal,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn a_client_has_addresses_in_one_spelling() {
        let one = ClientForm::new("https://wiki.example/callback", false);
        assert_eq!(read(one).unwrap().redirect_uris.to_string(), "https://wiki.example/callback");
        let none = ClientForm { redirect_uris: " \n", ..one };
        assert_eq!(read(none), Err(ApplicationRefusal::NoRedirectUri));
        let own = ClientForm { allows_client_credentials: true, ..none };
        assert!(read(own).is_ok() && read(ClientForm { allows_device: true, ..none }).is_ok());
        let public = ClientForm { authentication: ClientAuthentication::None, ..own };
        assert_eq!(read(public), Err(ApplicationRefusal::NeedsSecret));
        let bad = ClientForm { redirect_uris: "https://wiki.example/\nwiki", ..one };
        assert_eq!(read(bad), Err(ApplicationRefusal::BadRedirectUri { line: 2 }));
        let bad = ClientForm { sign_out_uris: "\nhttps://*.example/", ..one };
        assert_eq!(read(bad), Err(ApplicationRefusal::BadSignOutUri { line: 2 }));
        let told = read(ClientForm { back_channel_uri: " https://Wiki.example/out ", ..one }).unwrap();
        assert_eq!(told.back_channel_uri.unwrap().as_str(), "https://wiki.example/out");
        for bad in ["wiki", "ftp://wiki.example/", "https://wiki.example/#a", "https://jo:x@wiki.example/"] {
            let form = ClientForm { back_channel_uri: bad, ..one };
            assert_eq!(read(form), Err(ApplicationRefusal::BadBackChannelUri), "{bad}");
        }
        assert_eq!(read(ClientForm { refresh_days: "0", ..one }), Err(ApplicationRefusal::BadRefreshDays));
        // Only a public client runs on the device of its user.
        let app = "com.example.wiki:/callback";
        assert_eq!(read(ClientForm::new(app, false)), Err(ApplicationRefusal::BadRedirectUri { line: 1 }));
        let public = read(ClientForm { requires_pkce: false, ..ClientForm::new(app, true) }).unwrap();
        assert!(public.is_public() && public.requires_pkce);
    }

    #[test]
    fn an_event_names_addresses_and_exceptions() {
        let old = read(ClientForm::new("https://a.example/\nhttps://b.example/", false)).unwrap();
        assert_eq!(client_changes(None, &old), ["+openid_connect", "+https://a.example/", "+https://b.example/"]);
        assert!(client_changes(Some(&old), &old).is_empty());
        let form = ClientForm::new("https://b.example/", false);
        let form = ClientForm { id_token_algorithm: SigningAlgorithm::Rs256, ..form };
        let new = ClientForm { requires_pkce: false, allows_offline: true, access_minutes: "30", ..form };
        let new = read(new).unwrap();
        let changed =
            ["id_token_algorithm", "lifetimes", "-https://a.example/", "+no_pkce", "+long_access", "+offline"];
        assert_eq!(client_changes(Some(&old), &new), changed);
        let ways = read(ClientForm { allows_device: true, ..form }).unwrap();
        assert_eq!(client_changes(Some(&new), &ways)[1], "+device");
        assert_eq!(minutes_and_days(new.lifetimes), ["30", ""]);
    }
}
