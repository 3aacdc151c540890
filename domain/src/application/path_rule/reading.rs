//! The ways in which servers read one path.

/// The longest path that is read in several ways, in bytes. Anyone may ask for one, and reading it takes time.
const LONGEST: usize = 2048;
/// The most readings of one path.
const MOST: usize = 64;

/// What servers do to a path, each in an order of its own, and some of it twice.
const STEPS: [fn(&str) -> String; 9] = [
    decoded,
    |path| path.replace('\\', "/"),
    without_parameters,
    |path| before(path, '?'),
    |path| before(path, '#'),
    |path| before(path, '\0'),
    merged,
    resolved,
    trimmed,
];

/// Whether every server reads the path as it is written. Then it is its only reading.
pub(super) fn is_unambiguous(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"%\\;?#".contains(&byte);
    path.bytes().all(is_plain) && !path.contains("//") && !path.split('/').any(|segment| segment.ends_with('.'))
}

/// All readings of a path that begins with a slash, the path itself first. Each reading begins with a slash, and its
/// own readings are among them. `None`: the path is too long, or has too many readings.
pub(super) fn readings(path: &str) -> Option<Vec<String>> {
    let mut found = vec![path.to_owned()];
    if is_unambiguous(path) {
        return Some(found);
    }
    if path.len() > LONGEST {
        return None;
    }
    let mut next = 0;
    while next < found.len() {
        for step in STEPS {
            let reading = step(&found[next]);
            if !found.contains(&reading) {
                found.push(reading);
            }
        }
        next += 1;
        if found.len() > MOST {
            return None;
        }
    }
    Some(found)
}

/// Decodes each percent sign with two hexadecimal digits, once.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, others @ ..] = rest {
        rest = others;
        let encoded = match (first, others) {
            (b'%', [high, low, ..]) => digit(*high).zip(digit(*low)),
            _ => None,
        };
        match encoded {
            Some((high, low)) => {
                bytes.push((high << 4) | low);
                rest = &others[2..];
            }
            None => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Without what follows a semicolon in a segment.
fn without_parameters(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').map(|segment| segment.split(';').next().unwrap_or_default()).collect();
    segments.join("/")
}

fn before(path: &str, end: char) -> String {
    path.split(end).next().unwrap_or_default().to_owned()
}

/// With one slash in the place of several.
fn merged(path: &str) -> String {
    let mut merged = String::with_capacity(path.len());
    for character in path.chars() {
        if character != '/' || !merged.ends_with('/') {
            merged.push(character);
        }
    }
    merged
}

/// Without dot segments (RFC 3986 §5.2.4).
fn resolved(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            other => {
                kept.push(other);
                continue;
            }
        }
        if segments.peek().is_none() {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}

/// Without the dots and spaces at the end of segments, which some file systems ignore. Dot segments stay.
fn trimmed(path: &str) -> String {
    let trim = |segment: &str| match segment.trim_end_matches(' ') {
        dots @ ("." | "..") => dots.len(),
        _ => segment.trim_end_matches([' ', '.']).len(),
    };
    let segments: Vec<&str> = path.split('/').map(|segment| &segment[..trim(segment)]).collect();
    segments.join("/")
}
