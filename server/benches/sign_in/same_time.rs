//! Checks that responses do not tell whether an account exists: they are equal, and take as long, for an unknown email
//! address.

use crate::connection::{Connection, Question};
use crate::crowd::{self, Crowd, runtime};
use crate::furnished;
use crate::report::{Row, Spread, Table, say, spread};
use anyhow::ensure;
use std::{net::Ipv4Addr, time::Instant};

pub const WRONG: &str = "Harbour7-Lantern_Quilt";
/// Attempts of each kind.
pub const ATTEMPTS: usize = 400;
/// The first attempts of each kind only warm up.
pub const WARM_UP: usize = 8;
/// Where the client addresses begin for each kind, beyond those of the people: for passwords, then for recovery.
const CLIENTS: [[usize; 2]; 2] = [[1 << 16, 3 << 15], [5 << 14, 7 << 14]];

/// Compares an unknown address with a wrong password, and an unknown address with a known one when recovery is
/// requested.
pub fn measure(table: &mut Table, crowd: &Crowd) {
    say("trying wrong passwords and unknown addresses");
    let tried = |email: &str, client: Ipv4Addr| crowd::password(email, WRONG, client, None, 401);
    table.row("median time of an unknown email address, to a wrong password's", |what| {
        Ok(row(what, alternated(crowd, CLIENTS[0], tried)?))
    });
    say("asking for ways back in");
    table.row("median time of asking for a way back in with an unknown email address, to a known one's", |what| {
        Ok(row(what, alternated(crowd, CLIENTS[1], asked)?))
    });
}

/// A request for recovery by a user who forgot the password.
fn asked(email: &str, client: Ipv4Addr) -> Question {
    let fields = [("organisation", ""), ("email", email)];
    Question::call("send_instructions", &fields, &format!("x-forwarded-for: {client}\r\n"), 200)
}

fn row(what: &'static str, milliseconds: [Vec<f64>; 2]) -> Row {
    let [unknown, known] = milliseconds.map(spread);
    let in_words = |Spread { low_quarter, median, high_quarter, .. }: &Spread| {
        format!("{median:.1} ms (half of them {low_quarter:.1} to {high_quarter:.1})")
    };
    let detail = format!("{} to {}, {ATTEMPTS} of each", in_words(&unknown), in_words(&known));
    Row::between(what, [0.95, 1.05], unknown.median / known.median, &detail)
}

/// Alternates requests for an unknown and a known address; which of them comes first changes. Each request has a
/// separate email address and client address, so that it is the first one that the rate limits count there.
pub fn alternated(
    crowd: &Crowd,
    clients: [usize; 2],
    question: impl Fn(&str, Ipv4Addr) -> Question,
) -> anyhow::Result<[Vec<f64>; 2]> {
    ensure!(crowd.people().len() >= WARM_UP + ATTEMPTS, "too few people");
    runtime()?.block_on(milliseconds(crowd, clients, question))
}

async fn milliseconds(
    crowd: &Crowd,
    clients: [usize; 2],
    question: impl Fn(&str, Ipv4Addr) -> Question,
) -> anyhow::Result<[Vec<f64>; 2]> {
    let mut connection = Connection::open(crowd.address()).await?;
    let mut milliseconds = [Vec::new(), Vec::new()];
    for (number, person) in crowd.people().iter().enumerate().take(WARM_UP + ATTEMPTS) {
        // As long as the known address.
        let nobody = person.email.replace("person", "nobody");
        let emails = [&nobody, &person.email];
        let mut answers = [Vec::new(), Vec::new()];
        for turn in [number % 2, 1 - number % 2] {
            let client = furnished::client(clients[turn] + number)?;
            let question = question(emails[turn], client);
            let began = Instant::now();
            let answer = connection.ask(&question).await?;
            if number >= WARM_UP {
                milliseconds[turn].push(began.elapsed().as_secs_f64() * 1e3);
            }
            answers[turn] = answer.body.to_vec();
        }
        ensure!(answers[0] == answers[1], "the answers tell who has an account");
    }
    Ok(milliseconds)
}
