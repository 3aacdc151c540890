//! A proxy between Portico and PostgreSQL: a test breaks the connection to its own database and to no other.

use super::prelude::*;
use std::sync::Arc;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Passes,
    /// New connections are refused, and open ones are cut off.
    Refuses,
    /// Connections stay open, but no answer comes back.
    Hangs,
    /// Each new connection is accepted and cut off at once.
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

/// Passes data until the mode changes. With [`Mode::Hangs`] the connection then stays open until the next change.
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
