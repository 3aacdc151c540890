//! Applications and groups, put into the store without the console.

use super::prelude::*;
use domain::application::{Access, HeaderStyle, PathRules, StartAddress, Strength, UserHeader};
use domain::{ApplicationId, GroupId, OrganisationId};
use store::applications::{self, Application};
use store::groups::Group;

/// An application named "Wiki", which is turned on and asks for a sign-in of any kind.
pub fn new_application(id: ApplicationId, organisation: OrganisationId, start: &str, now: Timestamp) -> Application {
    Application {
        id,
        organisation,
        name: "Wiki".parse().unwrap(),
        start: StartAddress::parse(start, false).unwrap(),
        is_on: true,
        strength: Strength::default(),
        header_style: HeaderStyle::default(),
        user_header: UserHeader::default(),
        path_rules: PathRules::default(),
        logo_digest: None,
        open_to_all: false,
        created_at: now,
        changed_at: now,
    }
}

/// A group without a description.
pub fn new_group(id: GroupId, organisation: OrganisationId, name: &str, now: Timestamp) -> Group {
    Group { id, organisation, name: name.parse().unwrap(), description: String::new(), created_at: now }
}

impl World {
    /// Inserts an application. Its only origin is that of its start page.
    pub async fn insert_application(&self, application: &Application, access: &Access) {
        let store = &self.app.store;
        let transaction = store.begin().await.unwrap();
        applications::insert(&transaction, application).await.unwrap();
        applications::set_access(&transaction, application.id, access, self.now()).await.unwrap();
        let origins = [application.start.origin()];
        assert_eq!(applications::set_origins(&transaction, application.id, &origins).await.unwrap(), None);
        store.commit(transaction).await.unwrap();
    }
}
