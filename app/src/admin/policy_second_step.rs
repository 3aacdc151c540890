//! The policy's settings for the second step of sign-in.

use super::{
    policy_fields::{beside, options},
    settings_fields::{Checkbox, Select, ids},
};
use crate::{prelude::*, words::admin::policy};
use domain::{
    Fields,
    policy::{PolicyError, SecondStepRule, form},
};

#[component]
pub fn SecondSteps(fields: Fields, said: RwSignal<Option<PolicyError>>) -> impl IntoView {
    let is_on = |name: &str| fields.get(name) == form::ON;
    let ways: Vec<_> = form::SECOND_STEP_WAYS
        .into_iter()
        .map(|(name, way)| view! { <Checkbox name label=policy::second_step_way(way) is_on=is_on(name)/> })
        .collect();
    let (chosen, may_remember) = (fields.get(form::SECOND_STEP).to_owned(), is_on(form::MAY_REMEMBER));
    let wrong = beside(said, form::SECOND_STEP);
    let no_way = beside(said, form::WAYS);
    view! {
        <Section id="second-step" title=policy::SECOND_STEP about=policy::ABOUT_SECOND_STEP>
            <div class="panel__body stack">
                <Select
                    ids=ids!("second_step.rule")
                    label=policy::SECOND_STEP_RULE
                    options=options(SecondStepRule::NAMES, policy::SECOND_STEP_RULES)
                    chosen=chosen
                    error=Signal::derive(move || wrong.get().or_else(|| no_way.get()))
                />
                {ways}
                <Checkbox
                    name=form::MAY_REMEMBER
                    label=policy::SECOND_STEP_REMEMBER
                    is_on=may_remember
                />
            </div>
        </Section>
    }
}
