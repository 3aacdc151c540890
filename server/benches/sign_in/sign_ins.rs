//! Sign-ins with a code, compared with plain loops of the same commits. Both do several at once, each on a separate
//! database file.

use crate::bare_commits::BareCommits;
use crate::furnished::{self, Person};
use crate::mailbox::Mailbox;
use crate::release::FOLDER;
use crate::report::{Row, Table, say};
use crate::target::Target;
use async_trait::async_trait;
use futures_util::{TryStreamExt as _, stream};
use server::jobs::Delivery;
use service::app_context::AppContext;
use service::delivery::{Email, MailTransport, NotTaken, Templates};
use std::sync::Arc;
use std::time::Instant;
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Many short rounds: the speed of the disk changes from one second to the next, for both alike.
const ROUNDS: usize = 61;
const SIGN_INS_A_ROUND: usize = 32;
/// How many people sign in at once, as the server sees them.
const AT_ONCE: usize = 8;
/// The first rounds only warm up.
const WARM_UP: usize = 5;
/// Each person signs in once.
const PEOPLE: usize = SIGN_INS_A_ROUND * (WARM_UP + ROUNDS);

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    table.row(
        "code sign-ins per second (send and verify, SQLite, 8 people at once), to bare loops of the same commits",
        |what| Ok(Row::ratio(what, 0.5, runtime.block_on(ratios())?)),
    );
    Ok(())
}

async fn ratios() -> anyhow::Result<Vec<f64>> {
    let folder = TempDir::new_in(FOLDER)?;
    say("making two databases with the same people");
    let door = Door::open(&folder, PEOPLE).await?;
    let bare = BareCommits::open(&folder.path().join("bare.db"), PEOPLE).await?;
    say("signing in");
    let mut ratios = Vec::new();
    for round in 0..WARM_UP + ROUNDS {
        let people = round * SIGN_INS_A_ROUND..(round + 1) * SIGN_INS_A_ROUND;
        let rows = bare.rows(people.clone())?;
        let mut seconds = [0.0; 2];
        for turn in [round % 2, 1 - round % 2] {
            let began = Instant::now();
            if turn == 0 {
                let people = stream::iter(door.people[people.clone()].iter().map(Ok));
                people.try_for_each_concurrent(AT_ONCE, |person| door.sign_in(person)).await?;
            } else {
                let rows = stream::iter(rows.iter().map(Ok));
                rows.try_for_each_concurrent(AT_ONCE, |rows| bare.commit(rows)).await?;
            }
            seconds[turn] = began.elapsed().as_secs_f64();
        }
        if round >= WARM_UP {
            ratios.push(seconds[1] / seconds[0]);
        }
    }
    door.close().await?;
    Ok(ratios)
}

/// The whole sign-in including mail: messages that are sent come back here.
pub struct Door {
    pub people: Vec<Person>,
    pub app: Arc<AppContext>,
    target: Target,
    mail: Arc<Mailbox>,
    stop: watch::Sender<bool>,
    delivery: JoinHandle<()>,
}

impl Door {
    pub async fn open(folder: &TempDir, many: usize) -> anyhow::Result<Self> {
        let file = folder.path().join("portico.db");
        let people = furnished::seed(&file, many).await?;
        let app = furnished::app(&file).await?;
        let target = Target::Router(furnished::site(app.clone())?);
        let mail = Arc::new(Mailbox::default());
        let templates = Arc::new(Templates::load(
            furnished::PUBLIC_URL.to_owned(),
            "localhost:3000".to_owned(),
            app::server::locale::wordings(),
        )?);
        let delivery = Delivery { app: app.clone(), templates, transports: vec![mail.clone()], texts: Vec::new() };
        let (stop, stopping) = watch::channel(false);
        Ok(Door { people, app, target, mail, stop, delivery: tokio::spawn(delivery.run(stopping)) })
    }

    pub async fn sign_in(&self, person: &Person) -> anyhow::Result<()> {
        self.mail.sign_in(&self.target, person).await
    }

    pub async fn close(self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        self.delivery.await?;
        self.app.store.clone().close().await;
        Ok(())
    }
}

#[async_trait]
impl MailTransport for Mailbox {
    async fn send(&self, email: &Email) -> Result<(), NotTaken> {
        let gone = || NotTaken::NotNow("its sign-in does not wait for it any more".to_owned());
        self.hand(email.to.as_str(), &email.subject).then_some(()).ok_or_else(gone)
    }

    async fn probe(&self) -> Result<(), NotTaken> {
        Ok(())
    }
}
