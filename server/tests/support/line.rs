//! The line between Portico and PostgreSQL: what can happen to it happens to nobody else's database.

use super::TestDatabase;
use std::sync::Arc;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream, UnixStream},
    sync::watch,
    task::JoinHandle,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Passes,
    /// Nobody listens, and those who were connected are cut off.
    Refuses,
    /// Everything is taken and nothing comes back.
    Hangs,
    /// Whoever connects is cut off at once.
    Breaks,
}

pub struct Line {
    port: u16,
    database: String,
    socket: Arc<str>,
    mode: watch::Sender<Mode>,
    listening: Option<JoinHandle<()>>,
}

impl Line {
    pub async fn to(database: &TestDatabase) -> Line {
        let (before, folder) = database.url.split_once("?host=").expect("PostgreSQL on a socket");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut line = Line {
            port: listener.local_addr().unwrap().port(),
            database: before.rsplit('/').next().unwrap().to_owned(),
            socket: format!("{folder}/.s.PGSQL.5432").into(),
            mode: watch::Sender::new(Mode::Passes),
            listening: None,
        };
        line.listen(listener);
        line
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{}", self.port, self.database)
    }

    pub async fn turn(&mut self, mode: Mode) {
        self.mode.send_replace(mode);
        if let Some(listening) = self.listening.take() {
            listening.abort();
            let _ = listening.await;
        }
        if mode != Mode::Refuses {
            let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
            self.listen(listener);
        }
    }

    fn listen(&mut self, listener: TcpListener) {
        let (mode, socket) = (self.mode.subscribe(), self.socket.clone());
        self.listening = Some(tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, socket.clone(), mode.clone()));
            }
        }));
    }
}

/// Until the line is turned to something else; one that hangs keeps what it has.
async fn pass(mut client: TcpStream, socket: Arc<str>, mut mode: watch::Receiver<Mode>) {
    if *mode.borrow() == Mode::Passes {
        let mut server = UnixStream::connect(&*socket).await.unwrap();
        tokio::select! {
            _ = copy_bidirectional(&mut client, &mut server) => return,
            _ = mode.wait_for(|mode| *mode != Mode::Passes) => {}
        }
    }
    let _ = mode.wait_for(|mode| *mode != Mode::Hangs).await;
}
