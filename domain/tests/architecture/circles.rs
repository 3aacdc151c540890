//! Finds circles between the modules of a crate. A module is a file. It depends on another one if its code, apart from
//! tests, names something of it. A re-export leads to where the item is defined, so a `mod.rs` that only re-exports is no part
//! of a circle.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::{ItemUse, UseTree};

/// A path of names from the root of the crate, which is empty.
pub type Module = Vec<String>;

/// What the code of a module names, as written: `super::x::Y`. Comments and tests do not count.
#[derive(Default)]
pub struct Named {
    pub paths: Vec<Vec<String>>,
    /// The literals, with their quotes.
    pub literals: Vec<String>,
    /// Public names, and what they stand for.
    reexports: Vec<(String, Vec<String>)>,
}

/// The groups of modules that depend on each other. `sources` are the sources of one crate.
pub fn circles(sources: &BTreeMap<Module, String>) -> Vec<BTreeSet<Module>> {
    let named: BTreeMap<&Module, Named> =
        sources.iter().map(|(module, text)| (module, read(text.parse().unwrap()))).collect();
    let edges: BTreeMap<&Module, BTreeSet<Module>> = named
        .iter()
        .map(|(module, code)| {
            let targets = code.paths.iter().filter_map(|path| target(&named, module, path));
            (*module, targets.filter(|target| target != *module).collect())
        })
        .collect();
    let mut circles: Vec<BTreeSet<Module>> = Vec::new();
    for module in sources.keys() {
        let both_ways: BTreeSet<Module> =
            reached(&edges, module).into_iter().filter(|other| reached(&edges, other).contains(module)).collect();
        if !both_ways.is_empty() && !circles.contains(&both_ways) {
            circles.push(both_ways);
        }
    }
    circles
}

/// All modules that a module depends on, directly or through others.
fn reached(edges: &BTreeMap<&Module, BTreeSet<Module>>, from: &Module) -> BTreeSet<Module> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(module) = waiting.pop() {
        waiting.extend(edges[module].iter().filter(|next| found.insert((*next).clone())));
    }
    found
}

/// The module in which the item of a path is defined. `None`: it is of another crate, or a local name.
fn target(named: &BTreeMap<&Module, Named>, at: &Module, path: &[String]) -> Option<Module> {
    let (mut module, mut rest) = start(named, at, path)?;
    loop {
        while let Some((name, others)) = rest.split_first() {
            let below = [module.as_slice(), std::slice::from_ref(name)].concat();
            if !named.contains_key(&below) {
                break;
            }
            (module, rest) = (below, others.to_vec());
        }
        let reexport = rest
            .first()
            .and_then(|name| named[&module].reexports.iter().find(|(public, _)| public == name).map(|(_, path)| path));
        let Some(path) = reexport else { return Some(module) };
        let (next, mut further) = start(named, &module, path)?;
        further.extend_from_slice(&rest[1..]);
        (module, rest) = (next, further);
    }
}

/// Where a path begins, and what follows.
fn start(named: &BTreeMap<&Module, Named>, at: &Module, path: &[String]) -> Option<(Module, Vec<String>)> {
    let mut module = at.clone();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => (module, rest) = (Module::new(), &path[1..]),
        "self" => rest = &path[1..],
        "super" => {
            while rest.first().is_some_and(|name| name == "super") {
                module.pop()?;
                rest = &rest[1..];
            }
        }
        name if named.contains_key(&[module.as_slice(), &[name.to_owned()]].concat()) => {}
        _ => return None,
    }
    Some((module, rest.to_vec()))
}

/// Collects what the tokens of a source name.
pub fn read(tokens: TokenStream) -> Named {
    let mut named = Named::default();
    walk(tokens, &mut named);
    named
}

fn walk(tokens: TokenStream, named: &mut Named) {
    let mut tokens = tokens.into_iter().peekable();
    let (mut path, mut colons, mut is_public) = (Vec::new(), 0, false);
    while let Some(token) = tokens.next() {
        let continues = match &token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons < 2,
            TokenTree::Ident(_) => colons == 2,
            _ => false,
        };
        if !continues && path.len() > 1 {
            named.paths.push(path.clone());
        }
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            TokenTree::Punct(punct) => {
                (path, colons, is_public) = (Vec::new(), 0, false);
                let attribute = tokens.peek().map(|next| next.to_string().replace(' ', "")).unwrap_or_default();
                if punct.as_char() == '#' && attribute == "[cfg(test)]" {
                    // Up to the end of the item that only tests have.
                    tokens.by_ref().find(|token| match token {
                        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                        TokenTree::Punct(punct) => punct.as_char() == ';',
                        _ => false,
                    });
                } else if attribute.starts_with("[doc=") {
                    tokens.next();
                }
            }
            // Not the `use<…>` of a return type.
            TokenTree::Ident(ident) if ident == "use" && tokens.peek().is_some_and(|next| next.to_string() != "<") => {
                let statement = tokens.by_ref().take_while(|token| token.to_string() != ";").collect::<TokenStream>();
                let item: ItemUse = syn::parse2(use_statement(statement)).unwrap();
                imports(&item.tree, &mut Vec::new(), is_public, named);
                (path, colons, is_public) = (Vec::new(), 0, false);
            }
            TokenTree::Ident(ident) => {
                if colons != 2 {
                    path.clear();
                }
                path.push(ident.to_string());
                (colons, is_public) = (0, ident == "pub");
            }
            TokenTree::Group(group) => {
                // `pub(crate)` is public to the other modules.
                is_public &= group.delimiter() == Delimiter::Parenthesis;
                (path, colons) = (Vec::new(), 0);
                walk(group.stream(), named);
            }
            TokenTree::Literal(literal) => {
                named.literals.push(literal.to_string());
                (path, colons, is_public) = (Vec::new(), 0, false);
            }
        }
    }
    if path.len() > 1 {
        named.paths.push(path);
    }
}

/// The whole statement, of whose tokens `walk` has dropped `use` and `;`.
fn use_statement(tokens: TokenStream) -> TokenStream {
    format!("use {tokens};").parse().unwrap()
}

fn imports(tree: &UseTree, before: &mut Vec<String>, is_public: bool, named: &mut Named) {
    let mut found = |name: Option<String>, public: String, before: &[String]| {
        let path: Vec<String> = before.iter().cloned().chain(name.filter(|name| name != "self")).collect();
        match is_public {
            true => named.reexports.push((public, path)),
            false => named.paths.push(path),
        }
    };
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            imports(&path.tree, before, is_public, named);
            before.pop();
        }
        UseTree::Name(name) => found(Some(name.ident.to_string()), name.ident.to_string(), before),
        UseTree::Rename(name) => found(Some(name.ident.to_string()), name.rename.to_string(), before),
        UseTree::Glob(_) => found(None, "*".to_owned(), before),
        UseTree::Group(group) => group.items.iter().for_each(|tree| imports(tree, before, is_public, named)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::by_imports(&[("a", "use crate::b::X;"), ("b", "use super::a::Y;")], &["a", "b"])]
    #[case::by_paths(&[("a", "fn f() { crate::b::g(1) }"), ("b", "fn g() { crate::a::f(); }")], &["a", "b"])]
    #[case::over_three(&[("a", "use crate::b;"), ("b", "use crate::c::{self, X};"), ("c", "use crate::a::Z as Y;")], &["a", "b", "c"])]
    #[case::through_a_reexport(&[("", "pub use a::X;"), ("a", "use crate::b::Y;"), ("b", "use crate::X;")], &["a", "b"])]
    #[case::with_its_part(&[("a", "use b::X;"), ("a::b", "use super::Y;")], &["a", "a::b"])]
    #[case::down_only(&[("a", "use crate::b::X;"), ("b", "use std::fmt;")], &[])]
    #[case::reexports_only(&[("a", "mod b;\npub use b::X;\npub(crate) use b::Z;"), ("a::b", "use crate::c::Y;"), ("c", "fn f() {}")], &[])]
    #[case::tests_only(&[("a", "use crate::b::X;"), ("b", "#[cfg(test)]\nmod tests { use crate::a::Y; }")], &[])]
    #[case::words_only(&[("a", "use crate::b::X; // crate::a::b"), ("b", "const X: &str = \"crate::a::Y\";")], &[])]
    fn a_circle_is_found(#[case] files: &[(&str, &str)], #[case] circle: &[&str]) {
        let module =
            |name: &str| name.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect::<Module>();
        let root = (Module::new(), String::new());
        let files = files.iter().map(|(name, text)| (module(name), (*text).to_owned()));
        let found = circles(&[root].into_iter().chain(files).collect());
        let expected: BTreeSet<Module> = circle.iter().map(|name| module(name)).collect();
        assert_eq!(found, if expected.is_empty() { Vec::new() } else { vec![expected] });
    }
}
