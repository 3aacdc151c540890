//! `GET /admin/audit.csv`: the audit log of an admin's organisation. Changes nothing.

use super::{Export, demand_admin, line, sent};
use crate::http::prelude::*;
use app::admin::{AuditQuery, came_from};
use app::words::admin::{activity, audit};
use domain::AuditEventKind;
use service::RequestContext;
use service::account::AsAdmin;
use service::admin::{self, AuditEntry, ResolvedAuditFilter};
use store::Cursor;

/// Events that are read at a time.
const BATCH: u64 = 500;

/// For a user who is no admin the page does not exist.
pub async fn audit_csv(
    State(state): State<Arc<HttpState>>,
    Extension(current): Extension<CurrentRequest>,
    request: Request,
) -> Response {
    let path = request.uri().path_and_query().map_or("", |path| path.as_str()).to_owned();
    let admin = match demand_admin(&state, &current, &path, request).await {
        Ok(admin) => admin,
        Err(answer) => return answer,
    };
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let Some(log) = AuditQuery::read(admin.signed_in(), query).filter else {
        return (StatusCode::BAD_REQUEST, "There is no such filter.\n").into_response();
    };
    match admin::resolve_filter(&state.app, admin, &log).await {
        Ok(Some(log)) => sent(&current, "attachment; filename=\"audit.csv\"", AuditExport(log)),
        Ok(None) => (StatusCode::BAD_REQUEST, "There are too many such people.\n").into_response(),
        Err(error) => state.broken(&error),
    }
}

struct AuditExport(ResolvedAuditFilter);

impl Export for AuditExport {
    type Cursor = Cursor;

    fn columns(&self) -> String {
        line(audit::COLUMNS.map(str::to_owned))
    }

    async fn read(
        &self,
        cx: &RequestContext,
        admin: AsAdmin<'_>,
        from: Option<&Cursor>,
    ) -> anyhow::Result<(String, Option<Cursor>)> {
        let (entries, older) = admin::log(&cx.app, admin, &self.0, from.copied(), BATCH).await?;
        Ok((entries.iter().map(|entry| line(cells(entry))).collect(), older))
    }
}

fn cells(entry: &AuditEntry) -> [String; 9] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let sentence = AuditEventKind::of(&entry.activity).map(|what| activity::sentence(what, entry.detail.as_deref()));
    [
        service::delivery::rfc3339(entry.cursor.at).unwrap_or_default(),
        entry.activity.clone(),
        text(&entry.detail),
        text(&entry.whom),
        text(&entry.who),
        entry.client_address.clone(),
        came_from(&entry.user_agent, entry.operator.as_deref()),
        sentence.unwrap_or_default(),
        text(&entry.application),
    ]
}
