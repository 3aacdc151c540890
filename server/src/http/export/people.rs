//! `POST /admin/people.csv`: the people of an admin's organisation. A POST, because the audit log records it.

use super::{Export, demand_admin, line, sent};
use crate::http::prelude::*;
use app::admin::people_filter;
use app::words::admin::people;
use service::RequestContext;
use service::account::AsAdmin;
use service::admin::{self, ExportedPerson, PeopleCursor, PeopleQuery};
use service::delivery::rfc3339;

/// What separates the names of groups, as in a file to import.
const BETWEEN_GROUPS: &str = "|";

/// For a user who is no admin the page does not exist.
pub async fn people_csv(
    State(state): State<Arc<HttpState>>,
    Extension(current): Extension<CurrentRequest>,
    request: Request,
) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let list =
        if query.is_empty() { paths::ADMIN_PEOPLE.to_owned() } else { format!("{}?{query}", paths::ADMIN_PEOPLE) };
    let admin = match demand_admin(&state, &current, &list, request).await {
        Ok(admin) => admin,
        Err(answer) => return answer,
    };
    match admin::begin_export(&current.cx, admin, &people_filter(&query)).await {
        Ok(query) => sent(&current, "attachment; filename=\"people.csv\"", PeopleExport(query)),
        Err(error) => state.broken(&error),
    }
}

struct PeopleExport(PeopleQuery);

impl Export for PeopleExport {
    type Cursor = PeopleCursor;

    fn columns(&self) -> String {
        line(people::COLUMNS.map(str::to_owned))
    }

    async fn read(
        &self,
        cx: &RequestContext,
        admin: AsAdmin<'_>,
        from: Option<&PeopleCursor>,
    ) -> anyhow::Result<(String, Option<PeopleCursor>)> {
        let (people, next) = admin::exported(&cx.app, admin, &self.0, from).await?;
        Ok((people.into_iter().map(|person| line(cells(person))).collect(), next))
    }
}

fn cells(exported: ExportedPerson) -> [String; 8] {
    let ExportedPerson { person, status, groups, last_seen } = exported;
    let account = person.account;
    [
        account.name.unwrap_or_default(),
        account.email.to_string(),
        account.phone.map(|phone| phone.number.to_string()).unwrap_or_default(),
        account.role.name().to_owned(),
        groups.join(BETWEEN_GROUPS),
        status.name().to_owned(),
        last_seen.and_then(|at| rfc3339(at).ok()).unwrap_or_default(),
        rfc3339(person.created_at).unwrap_or_default(),
    ]
}
