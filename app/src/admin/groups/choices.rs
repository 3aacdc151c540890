//! The groups of the organisation as checkboxes: who may enter an application, and which groups a person is in.

use crate::prelude::*;
use crate::words::admin::groups;
#[cfg(feature = "ssr")]
use domain::GroupId;
#[cfg(feature = "ssr")]
use service::account::AsAdmin;

/// The name of the checkboxes. Each has the id of its group as its value.
pub const GROUPS: &str = "groups[]";

/// More groups than this are counted above the checkboxes.
const MANY: usize = 12;
const COUNT: &str = "groups-count";

/// A group with its checkbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupChoice {
    pub id: String,
    pub name: String,
    pub is_ticked: bool,
}

/// All groups of the organisation. `ticked` are the ids of those that are ticked.
#[cfg(feature = "ssr")]
pub async fn group_choices(web: &WebRequest, admin: AsAdmin<'_>, ticked: &[String]) -> Answer<Vec<GroupChoice>> {
    let all = service::groups::all(&web.cx.app, admin).await?;
    let choice = |id: String, name: String| GroupChoice { is_ticked: ticked.contains(&id), id, name };
    Ok(all.into_iter().map(|group| choice(group.id.to_string(), group.name.to_string())).collect())
}

/// Parses the values of the ticked checkboxes.
#[cfg(feature = "ssr")]
pub fn ticked_groups(ticked: &[String]) -> Answer<Vec<GroupId>> {
    let id = |text: &String| text.parse::<GroupId>().map_err(|_| Failure::from(Refusal::NotFound));
    ticked.iter().map(id).collect()
}

/// The groups with those ticked whose ids are in the text, separated by commas.
pub fn ticked(choices: Vec<GroupChoice>, ids: &str) -> Vec<GroupChoice> {
    let tick = |choice: GroupChoice| GroupChoice { is_ticked: ids.split(',').any(|id| id == choice.id), ..choice };
    choices.into_iter().map(tick).collect()
}

/// The checkboxes: those that are ticked first, then the others. If there are no groups, says so and links to the page
/// that adds one.
#[component]
pub fn GroupChoices(
    /// By name.
    choices: Vec<GroupChoice>,
    /// The text below the checkboxes.
    #[prop(optional)]
    hint: Option<Word>,
) -> impl IntoView {
    if choices.is_empty() {
        return static_view(view! {
            <div class="field">
                <p class="field__label">{groups::TITLE}</p>
                <p class="field__hint">
                    <span>{groups::NONE_OF_PERSON} " " <a href=paths::ADMIN_ADD_GROUP>{groups::ADD}</a></span>
                </p>
            </div>
        });
    }
    let (ticked, others): (Vec<_>, Vec<_>) = choices.into_iter().partition(|choice| choice.is_ticked);
    let (many, chosen) = (ticked.len() + others.len(), RwSignal::new(ticked.len()));
    let is_counted = many > MANY;
    let count = is_counted.then(|| {
        view! { <p class="field__hint" id=COUNT>{move || groups::chosen(many, chosen.get())}</p> }
    });
    let boxes: Vec<_> = ticked
        .into_iter()
        .chain(others)
        .map(|GroupChoice { id, name, is_ticked }| {
            let input = format!("group-{id}");
            let label_for = input.clone();
            view! {
                <label class="check" for=label_for>
                    <input type="checkbox" id=input name=GROUPS value=id checked=is_ticked/>
                    <span>{name}</span>
                </label>
            }
        })
        .collect();
    let hint = hint.map(|hint| view! { <p class="field__hint">{hint}</p> });
    static_view(view! {
        <fieldset class="field choices" aria-describedby=is_counted.then_some(COUNT)>
            <legend class="field__label">{groups::TITLE}</legend>
            {count}
            <div
                class="choices__list"
                on:change=move |event| {
                    let is_ticked = event_target_checked(&event);
                    chosen.update(|chosen| *chosen = if is_ticked { *chosen + 1 } else { chosen.saturating_sub(1) });
                }
            >
                {boxes}
            </div>
            {hint}
        </fieldset>
    })
}
