//! The pages for people: their links lead somewhere, and the settings, commands and options that they name exist.

mod commands;

use server::settings::table::ALL;
use std::fs;
use std::path::{Path, PathBuf};

/// Variables of the build and of the tests.
const OTHERS: [&str; 3] = ["PORTICO_BINARY", "PORTICO_DOCS_SCREENSHOTS", "PORTICO_TOOLS"];

/// A page for people.
struct Page {
    path: PathBuf,
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn pages() -> Vec<Page> {
    let mut paths: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md"].map(|name| root().join(name)).to_vec();
    collect(&root().join("docs"), &mut paths);
    assert!(paths.len() > 40, "the pages were not found");
    paths.into_iter().map(|path| Page { text: fs::read_to_string(&path).unwrap(), path }).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            paths.push(path);
        }
    }
}

impl Page {
    fn name(&self) -> String {
        self.path.strip_prefix(root()).unwrap().display().to_string()
    }

    /// The paragraphs of its prose, and the lines of its blocks of code.
    fn parts(&self) -> (Vec<String>, Vec<&str>) {
        let (mut prose, mut code, mut is_code) = (String::new(), Vec::new(), false);
        for line in self.text.lines() {
            if line.trim_start().starts_with("```") {
                is_code = !is_code;
            } else if is_code {
                code.push(line);
            } else {
                prose += &format!("{line}\n");
            }
        }
        assert!(!is_code, "{}: a block of code does not end", self.name());
        (prose.split("\n\n").map(str::to_owned).collect(), code)
    }

    /// What its links inside of the repository lead to.
    fn links(&self) -> Vec<String> {
        let (prose, _) = self.parts();
        let all = prose.iter().flat_map(|paragraph| {
            paragraph.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()))
        });
        all.filter(|link| !link.contains("://") && !link.starts_with("mailto:")).collect()
    }

    /// Its headings as they are named in links.
    fn anchors(&self) -> Vec<String> {
        let headings =
            self.text.lines().filter_map(|line| Some(line.trim_start_matches('#')).filter(|rest| *rest != line));
        let anchor = |heading: &str| -> String {
            let kept = heading.trim().to_lowercase();
            let kept = kept.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
            kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
        };
        headings.map(anchor).collect()
    }
}

#[test]
fn every_link_leads_to_a_file_and_a_heading_that_are_there() {
    let pages = pages();
    let mut faults = Vec::new();
    for page in &pages {
        for link in page.links() {
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() { page.path.clone() } else { page.path.parent().unwrap().join(file) };
            let Ok(target) = target.canonicalize() else {
                faults.push(format!("{}: there is no {link}", page.name()));
                continue;
            };
            let known = pages.iter().find(|other| other.path.canonicalize().unwrap() == target);
            if !anchor.is_empty() && !known.is_some_and(|other| other.anchors().iter().any(|known| known == anchor)) {
                faults.push(format!("{}: there is no heading of {link}", page.name()));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_setting_that_a_page_names_exists() {
    let mut known: Vec<String> = OTHERS.map(str::to_owned).to_vec();
    for setting in ALL {
        known.push(setting.variable());
        if setting.is_secret() {
            known.push(format!("{}_FILE", setting.variable()));
        }
    }
    let is_of_a_name = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
    let mut faults = Vec::new();
    for page in pages() {
        for (at, _) in page.text.match_indices("PORTICO_") {
            let name: String = page.text[at..].chars().take_while(|letter| is_of_a_name(*letter)).collect();
            // Without the rest, as in `PORTICO_…`, all of them are meant.
            if name != "PORTICO_" && !known.contains(&name) {
                faults.push(format!("{}: there is no setting {name}", page.name()));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_five_minutes_are_those_that_are_tried() {
    let script = fs::read_to_string(root().join("packaging/five_minutes.sh")).unwrap();
    let lines: Vec<&str> = script.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!((1..=10).contains(&lines.len()), "at most ten lines are promised");
    let page = fs::read_to_string(root().join("docs/operations.md")).unwrap();
    let told = format!("```sh\n{}\n```", lines.join("\n"));
    assert!(page.contains(&told), "docs/operations.md does not have the lines of packaging/five_minutes.sh");
}
