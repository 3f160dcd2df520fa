//! The rules of ARCHITECTURE.md that a machine can check: arrows between layers, no cycles, where `wasm_bindgen` may
//! stand, file names and sizes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Layers from the top down; a layer may import those named with it, and itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("wasm", &["protocol", "engine", "operation", "storage", "model", "table"]),
    ("native", &["protocol", "engine", "operation", "storage", "model"]),
    ("protocol", &["engine", "operation", "storage", "model"]),
    ("engine", &["operation", "table", "tree", "storage", "model"]),
    ("operation", &["partiql", "policy", "expression", "table", "tree", "storage", "model"]),
    ("partiql", &["expression", "model"]),
    ("policy", &["model"]),
    ("expression", &["model"]),
    ("table", &["expression", "tree", "storage", "model"]),
    ("tree", &["storage", "model"]),
    ("storage", &["model"]),
    ("model", &[]),
];

const NAMELESS: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc"];
const MOST_LINES: usize = 600;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Source files by module path (`["engine", "log"]`), tests left out.
fn modules() -> BTreeMap<Vec<String>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut out = BTreeMap::new();
    for file in files {
        let relative = file.strip_prefix(&root).unwrap().with_extension("");
        let mut path: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if path.last().is_some_and(|last| last == "mod") {
            path.pop();
        }
        if path.iter().any(|part| part == "tests" || part == "lib") {
            continue;
        }
        out.insert(path, shipped(&fs::read_to_string(&file).unwrap()));
    }
    out
}

/// The text without comments and without a trailing test module.
fn shipped(text: &str) -> String {
    let text = text.find("#[cfg(test)]\nmod tests {").map_or(text, |at| &text[..at]);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every `use` path of a file and every inline `crate::` path, as absolute module segments.
fn imports(module: &[String], text: &str) -> BTreeSet<Vec<String>> {
    let mut out = BTreeSet::new();
    for statement in text.split(';') {
        let Some(at) = statement.rfind("use ").filter(|at| {
            let before = statement[..*at].trim_end();
            before.is_empty()
                || before.ends_with(['}', '{', ')', '\n', ']'])
                || before.ends_with("pub")
                || before.ends_with("pub(crate)")
                || before.ends_with("pub(super)")
        }) else {
            continue;
        };
        expand(&statement[at + 4..], &mut Vec::new(), &mut |path| {
            out.insert(absolute(module, path));
        });
    }
    let mut rest = text;
    while let Some(at) = rest.find("crate::") {
        rest = &rest[at + 7..];
        let path: String =
            rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':').collect();
        out.insert(path.split("::").map(str::to_owned).collect());
    }
    out
}

fn expand(tree: &str, prefix: &mut Vec<String>, visit: &mut impl FnMut(&[String])) {
    let tree = tree.trim();
    if let Some(open) = tree.find('{') {
        let depth = prefix.len();
        prefix.extend(
            tree[..open].split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned),
        );
        let close = tree.rfind('}').unwrap_or(tree.len());
        let (mut level, mut start) = (0, open + 1);
        for (index, c) in tree[..close].char_indices().skip(open + 1) {
            match c {
                '{' => level += 1,
                '}' => level -= 1,
                ',' if level == 0 => {
                    expand(&tree[start..index], prefix, visit);
                    start = index + 1;
                }
                _ => {}
            }
        }
        if !tree[start..close].trim().is_empty() {
            expand(&tree[start..close], prefix, visit);
        }
        prefix.truncate(depth);
        return;
    }
    let mut path = prefix.clone();
    let plain = tree.split(" as ").next().unwrap_or(tree);
    path.extend(plain.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()));
    visit(&path);
}

fn absolute(module: &[String], path: &[String]) -> Vec<String> {
    match path.first().map(String::as_str) {
        Some("crate") => path[1..].to_vec(),
        Some("self") => [module, &path[1..]].concat(),
        Some("super") => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            [&module[..module.len().saturating_sub(ups)], &path[ups..]].concat()
        }
        _ => [module, path].concat(),
    }
}

/// The module that `path` names an item of, following re-exports.
fn resolve(modules: &BTreeMap<Vec<String>, String>, path: &[String], most: usize) -> Option<Vec<String>> {
    let mut length = path.len();
    while length > 0 && !modules.contains_key(&path[..length]) {
        length -= 1;
    }
    let owner = path[..length].to_vec();
    let text = modules.get(&owner)?;
    let Some(item) = path.get(length) else { return Some(owner) };
    for import in imports(&owner, text) {
        if most > 0 && import.last() == Some(item) && import.len() > length + 1 && import.starts_with(&owner)
        {
            return resolve(modules, &import, most - 1);
        }
    }
    Some(owner)
}

#[test]
fn layers_import_downwards_only() {
    let mut wrong = Vec::new();
    for (module, text) in modules() {
        let Some(layer) = module.first() else { continue };
        let (_, allowed) =
            LAYERS.iter().find(|(name, _)| name == layer).unwrap_or_else(|| panic!("unknown layer {layer}"));
        for import in imports(&module, &text) {
            let Some(target) = import.first().filter(|first| LAYERS.iter().any(|(name, _)| name == first))
            else {
                continue;
            };
            if target != layer && !allowed.contains(&target.as_str()) && import.len() > 1 {
                wrong.push(format!("{} imports {}", module.join("::"), import.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the arrows:\n{}", wrong.join("\n"));
}

#[test]
fn modules_form_no_cycle() {
    let modules = modules();
    let mut edges: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
    for (module, text) in &modules {
        for import in imports(module, text) {
            if let Some(target) =
                resolve(&modules, &import, 4).filter(|target| target != module && !target.is_empty())
            {
                // A module that only re-exports others does not depend on them in a way that matters here.
                if !is_map(text) {
                    edges.entry(module.clone()).or_default().insert(target);
                }
            }
        }
    }
    let mut done = BTreeSet::new();
    for module in modules.keys() {
        let mut trail = Vec::new();
        if let Some(cycle) = find_cycle(module, &edges, &mut trail, &mut done) {
            panic!("cycle: {}", cycle.iter().map(|part| part.join("::")).collect::<Vec<_>>().join(" -> "));
        }
    }
}

/// Whether a module holds nothing but declarations of modules and re-exports.
fn is_map(text: &str) -> bool {
    !["fn ", "struct ", "enum ", "impl ", "trait "].iter().any(|word| text.contains(word))
}

fn find_cycle(
    module: &Vec<String>,
    edges: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
    trail: &mut Vec<Vec<String>>,
    done: &mut BTreeSet<Vec<String>>,
) -> Option<Vec<Vec<String>>> {
    if let Some(at) = trail.iter().position(|before| before == module) {
        return Some([&trail[at..], std::slice::from_ref(module)].concat());
    }
    if done.contains(module) {
        return None;
    }
    trail.push(module.clone());
    for target in edges.get(module).into_iter().flatten() {
        if let Some(cycle) = find_cycle(target, edges, trail, done) {
            return Some(cycle);
        }
    }
    trail.pop();
    done.insert(module.clone());
    None
}

#[test]
fn wasm_bindgen_stands_at_the_boundary_only() {
    for (module, text) in modules() {
        let adapter = module.first().is_some_and(|layer| layer == "storage");
        let boundary = module.first().is_some_and(|layer| layer == "wasm");
        assert!(
            boundary || adapter || !text.contains("wasm_bindgen"),
            "wasm_bindgen in {}",
            module.join("::")
        );
    }
}

#[test]
fn files_have_names_that_say_something_and_stay_small() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut sizes = Vec::new();
    for file in files {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(!NAMELESS.contains(&stem.as_str()), "{} says nothing", file.display());
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        let data = matches!(stem.as_str(), "generated" | "reserved" | "tests");
        let under_tests = file.components().any(|part| part.as_os_str() == "tests");
        assert!(data || under_tests || lines <= MOST_LINES, "{} has {lines} lines", file.display());
        if !data && !under_tests {
            sizes.push(lines);
        }
    }
    sizes.sort_unstable();
    let median = sizes[sizes.len() / 2];
    assert!(median <= 200, "the median file has {median} lines");
}
