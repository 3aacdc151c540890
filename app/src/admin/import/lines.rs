//! The lines of a checked file, page by page: those that cannot be invited as fields to correct, then the others as
//! text. Everything is inside the form, so that every button posts the corrections.

use super::button::Button;
use super::posted::{BadRow, COLUMNS, GoodRow, ImportAct, ImportPreview};
use crate::prelude::*;
use crate::words::admin::invitations::{self, import};
use crate::words::admin::{NEXT, PAGES, PREVIOUS};
use domain::invitation::InviteError;

/// The columns of a file: the names of the fields, before the key of their line, and their labels.
const FIELDS: [(&str, Word); COLUMNS] = [
    ("name", import::NAME),
    ("email", import::EMAIL),
    ("phone", import::PHONE),
    ("role", import::ROLE),
    ("groups", import::GROUPS),
];

/// The position in `FIELDS` of the field that an error is about. `None`: it is about the whole line.
const fn field_of(reason: InviteError) -> Option<usize> {
    match reason {
        InviteError::NotAName => Some(0),
        InviteError::NotAPhoneNumber => Some(2),
        InviteError::NotARole => Some(3),
        InviteError::NoSuchGroup => Some(4),
        InviteError::NotALine | InviteError::NoHeader | InviteError::TooLarge => None,
        _ => Some(1),
    }
}

/// The lines to correct, before the buttons of the form.
#[component]
pub fn BadLines(preview: ImportPreview) -> impl IntoView {
    let ImportPreview { bad, has_column, bad_lines, skipped_elsewhere, .. } = preview;
    let lines: Vec<_> = bad_lines.into_iter().map(|row| view! { <BadLine row has_column/> }).collect();
    (bad > 0).then(|| {
        view! {
            <input type="hidden" name="skipped" value=skipped_elsewhere/>
            <div class="notice notice--warning">
                <Exclamation/>
                <p class="notice__title">{import::wrong(bad)}</p>
                <p class="notice__text">{import::WRONG_TEXT}</p>
            </div>
            {lines}
        }
    })
}

#[component]
fn BadLine(row: BadRow, has_column: [bool; COLUMNS]) -> impl IntoView {
    let BadRow { number, key, fields, reasons, is_skipped } = row;
    let whole = reasons.iter().copied().find(|reason| field_of(*reason).is_none());
    let whole = whole.map(|reason| {
        view! {
            <p class="field__error">
                <Exclamation/>
                {invitations::unfit(reason)}
            </p>
        }
    });
    let fields: Vec<_> = FIELDS
        .into_iter()
        .zip(fields)
        .enumerate()
        .filter(|(place, _)| has_column.get(*place) == Some(&true))
        .map(|(place, ((name, label), value))| {
            let reason = reasons.iter().copied().find(|reason| field_of(*reason) == Some(place));
            view! { <CorrectedField name=format!("{name}.{key}") label value reason/> }
        })
        .collect();
    let skip = format!("skip.{key}");
    let label_for = skip.clone();
    view! {
        <fieldset class="choices import-line">
            <legend class="field__label">{import::one_line(number)}</legend>
            {whole}
            <div class="import-line__fields">{fields}</div>
            <label class="check" for=label_for>
                <input type="checkbox" id=skip name="skip" value=key checked=is_skipped/>
                <span>{import::SKIP}</span>
            </label>
        </fieldset>
    }
}

/// A field of a line. Its error goes when it is edited.
#[component]
fn CorrectedField(name: String, label: Word, value: String, reason: Option<InviteError>) -> impl IntoView {
    let is_wrong = RwSignal::new(reason.is_some());
    let error_id = format!("{name}-error");
    let described_by = error_id.clone();
    let error = move || {
        reason.filter(|_| is_wrong.get()).map(|reason| {
            view! {
                <p class="field__error" id=error_id.clone()>
                    <Exclamation/>
                    {invitations::unfit(reason)}
                </p>
            }
        })
    };
    view! {
        <div class="field">
            <label class="field__label" for=name.clone()>{label}</label>
            <input
                class="input"
                type="text"
                id=name.clone()
                name=name
                enterkeyhint="go"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength="1000"
                value=value
                aria-describedby=move || is_wrong.get().then(|| described_by.clone())
                aria-invalid=while_true(move || is_wrong.get())
                on:input=move |_| is_wrong.set(false)
            />
            {error}
        </div>
    }
}

/// The lines that can be invited, and the buttons to the other pages.
#[component]
pub fn GoodLines(preview: ImportPreview, is_busy: RwSignal<bool>) -> impl IntoView {
    let ImportPreview { good_lines, page, pages, .. } = preview;
    let rows: Vec<_> = good_lines.into_iter().map(|row| view! { <GoodLine row/> }).collect();
    let table = (!rows.is_empty()).then(|| {
        static_view(view! {
            <table class="table">
                <caption class="visually-hidden">{import::FIT}</caption>
                <thead>
                    <tr>
                        <th scope="col">{import::LINE}</th>
                        <th scope="col">{import::FIT}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        })
    });
    let turn = |label: Word, to: u32| {
        view! { <Button label=label.into() act=ImportAct::Turn(to) look=QUIET is_busy/> }
    };
    let pager = (pages > 1).then(|| {
        view! {
            <div class="cluster cluster--copy" role="group" aria-label=PAGES>
                <span class="soft pager__count">{import::page(page, pages)}</span>
                {(page > 1).then(|| turn(PREVIOUS, page - 1))}
                {(page < pages).then(|| turn(NEXT, page + 1))}
            </div>
        }
    });
    view! {
        {table}
        {pager}
    }
}

#[component]
fn GoodLine(row: GoodRow) -> impl IntoView {
    let GoodRow { number, fields: [name, email, phone, role, groups] } = row;
    // The first that is there is the name of the line. There is always an address.
    let mut texts = [name, email, phone, role, groups].into_iter().filter(|text| !text.is_empty());
    let first = texts.next();
    let others: Vec<String> = texts.collect();
    view! {
        <tr>
            <th scope="row">{number}</th>
            <td>
                <span class="table__name address">{first}</span>
                <span class="table__note">{others.join(" · ")}</span>
            </td>
        </tr>
    }
}
