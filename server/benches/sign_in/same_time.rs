//! An email address that nobody has against a wrong password: the same answer, as late.

use crate::{
    connection::Connection,
    crowd::{self, Crowd, runtime},
    furnished,
    report::{Row, Spread, say, spread},
};
use anyhow::ensure;
use std::time::Instant;

const WRONG: &str = "Harbour7-Lantern_Quilt";
/// Of each kind.
const TRIES: usize = 400;
/// The first of each kind only warm up.
const WARM_UP: usize = 8;
/// Client addresses of each kind, beyond those of the people.
const CLIENTS: [usize; 2] = [1 << 16, 3 << 15];

/// One try at a time, one of each kind after the other; who begins changes. Each has its own address of both kinds, so that
/// it is the first that is counted there.
pub fn measure(crowd: &Crowd) -> anyhow::Result<Row> {
    say("trying wrong passwords and unknown addresses");
    ensure!(crowd.people().len() >= WARM_UP + TRIES, "too few people");
    let milliseconds = runtime()?.block_on(milliseconds(crowd))?;
    let [unknown, wrong] = milliseconds.map(spread);
    let in_words = |Spread { low_quarter, median, high_quarter, .. }: &Spread| {
        format!("{median:.1} ms (half of them {low_quarter:.1} to {high_quarter:.1})")
    };
    let detail = format!("{} to {}, {TRIES} tries each", in_words(&unknown), in_words(&wrong));
    let what = "median time of an unknown email address, to a wrong password's";
    Ok(Row::between(what, [0.95, 1.05], unknown.median / wrong.median, &detail))
}

async fn milliseconds(crowd: &Crowd) -> anyhow::Result<[Vec<f64>; 2]> {
    let mut connection = Connection::open(crowd.address()).await?;
    let mut milliseconds = [Vec::new(), Vec::new()];
    for (number, person) in crowd.people().iter().enumerate().take(WARM_UP + TRIES) {
        // As long as the other.
        let nobody = person.email.replace("person", "nobody");
        let emails = [&nobody, &person.email];
        let mut answers = [Vec::new(), Vec::new()];
        for turn in [number % 2, 1 - number % 2] {
            let client = furnished::client(CLIENTS[turn] + number)?;
            let question = crowd::password(emails[turn], WRONG, client, None, 401);
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
