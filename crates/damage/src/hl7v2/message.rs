//! A message as editable segments. Only messages under the usual delimiters whose every line is a segment are read: what is
//! damaged on purpose must have been right before. Values stand as they are written, escapes and all.

/// One segment; its fields as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Three letters.
    pub name: String,
    /// The fields, the first one first; MSH-1 and MSH-2 are fields as well.
    pub fields: Vec<String>,
}

/// One message, MSH first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its segments.
    pub segments: Vec<Segment>,
}

/// What begins a message under the usual delimiters.
const OPENING: [&str; 2] = ["MSH|^~\\&|", "MSH|^~\\&#|"];

impl Segment {
    /// Of a line; none where it is no segment.
    pub fn parse(line: &str) -> Option<Self> {
        let (name, rest) = line.split_at_checked(3)?;
        let mut letters = name.bytes();
        let named = letters.next().is_some_and(|b| b.is_ascii_uppercase()) && letters.all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !named || !(rest.is_empty() || rest.starts_with('|')) {
            return None;
        }
        let mut fields: Vec<String> = rest.split('|').skip(1).map(str::to_string).collect();
        if name == "MSH" {
            OPENING.iter().any(|opening| line.starts_with(opening)).then_some(())?;
            fields.insert(0, "|".into());
        }
        Some(Self { name: name.into(), fields })
    }

    /// An empty one of a name.
    pub fn named(name: &str) -> Self {
        Self { name: name.into(), fields: Vec::new() }
    }

    /// With a field.
    pub fn with(mut self, field: usize, value: &str) -> Self {
        self.put(field, value);
        self
    }

    /// The line.
    pub fn text(&self) -> String {
        let skipped = usize::from(self.name == "MSH");
        let mut out = self.name.clone();
        for field in self.fields.iter().skip(skipped) {
            out.push('|');
            out.push_str(field);
        }
        out
    }

    /// A field; empty when it is not there.
    pub fn field(&self, field: usize) -> &str {
        field.checked_sub(1).and_then(|at| self.fields.get(at)).map_or("", String::as_str)
    }

    /// Whether a field holds a value, which an explicit null is not, nor are delimiters between nothing.
    pub fn has(&self, field: usize) -> bool {
        self.field(field) != "\"\"" && self.field(field).contains(|c: char| !matches!(c, '^' | '&' | '~'))
    }

    /// Puts a value in a field.
    pub fn put(&mut self, field: usize, value: &str) {
        let Some(at) = field.checked_sub(1) else { return };
        if self.fields.len() <= at {
            self.fields.resize(at + 1, String::new());
        }
        if let Some(place) = self.fields.get_mut(at) {
            *place = value.into();
        }
    }

    /// The repetitions of a field, none of an empty one.
    pub fn repetitions(&self, field: usize) -> Vec<&str> {
        if self.field(field).is_empty() { Vec::new() } else { self.field(field).split('~').collect() }
    }

    /// A component of the first repetition; empty when it is not there.
    pub fn part(&self, field: usize, component: usize) -> &str {
        let first = self.field(field).split('~').next().unwrap_or("");
        component.checked_sub(1).and_then(|at| first.split('^').nth(at)).unwrap_or("")
    }

    /// The number of the patient of a PID: of those of PID-3 the record number in whatever order they stand, in old versions that of PID-2 or PID-4.
    pub fn person(&self) -> &str {
        const FIRST: [&str; 4] = ["MR", "", "PI", "PT"];
        let listed = self.repetitions(3).into_iter().map(|repetition| {
            let sort = repetition.split('^').nth(4).unwrap_or("");
            let rank = FIRST.iter().position(|first| *first == sort).unwrap_or(FIRST.len() + usize::from(matches!(sort, "AN" | "VN")));
            (rank, repetition.split('^').next().unwrap_or(""))
        });
        let surest = listed.filter(|(_, number)| !number.is_empty() && *number != "\"\"").min().map(|(_, number)| number);
        surest.or_else(|| [2, 4].into_iter().map(|field| self.part(field, 1)).find(|number| !number.is_empty())).unwrap_or("")
    }

    /// Puts a component of the first repetition.
    pub fn put_part(&mut self, field: usize, component: usize, value: &str) {
        let mut all: Vec<String> = self.field(field).split('~').map(str::to_string).collect();
        if let Some(first) = all.first_mut() {
            *first = parted(first, component, value);
        }
        self.put(field, &all.join("~"));
    }
}

/// A repetition with another component; what is empty at its end goes.
pub(super) fn parted(repetition: &str, component: usize, value: &str) -> String {
    let mut parts: Vec<&str> = repetition.split('^').collect();
    let Some(at) = component.checked_sub(1) else { return repetition.into() };
    if parts.len() <= at {
        parts.resize(at + 1, "");
    }
    if let Some(place) = parts.get_mut(at) {
        *place = value;
    }
    parts.join("^").trim_end_matches('^').into()
}

impl Message {
    /// `ADT`, `ORU`, ...: MSH-9.1.
    pub fn code(&self) -> &str {
        self.segments.first().map_or("", |msh| msh.part(9, 1))
    }

    /// The trigger event: MSH-9.2, else EVN-1.
    pub fn event(&self) -> &str {
        let own = self.segments.first().map_or("", |msh| msh.part(9, 2));
        if own.is_empty() { self.segments.iter().find(|s| s.name == "EVN").map_or("", |evn| evn.part(1, 1)) } else { own }
    }

    /// The number of its first patient.
    pub fn patient(&self) -> &str {
        self.segments.iter().find(|s| s.name == "PID").map_or("", Segment::person)
    }
}

/// Whether a line belongs to an envelope.
fn is_envelope(line: &str) -> bool {
    ["FHS|", "BHS|", "BTS|", "FTS|"].iter().any(|name| line.starts_with(name))
}

/// The messages of a text; what is not sound is left out.
pub fn messages(text: &str) -> Vec<Message> {
    let mut found: Vec<Option<Message>> = Vec::new();
    let trimmed = text.replace("\r\n", "\n").replace('\r', "\n");
    for line in trimmed.lines().map(|line| line.trim_matches(['\u{b}', '\u{1c}', '\u{1a}', '\u{feff}', ' '])).filter(|line| !line.is_empty() && !is_envelope(line)) {
        match Segment::parse(line) {
            Some(segment) if segment.name == "MSH" => found.push(Some(Message { segments: vec![segment] })),
            Some(segment) => {
                if let Some(Some(message)) = found.last_mut() {
                    message.segments.push(segment);
                }
            }
            // A message under other delimiters, or a line that goes on: nobody knows what it would be.
            None if line.starts_with("MSH") => found.push(None),
            None => {
                if let Some(last) = found.last_mut() {
                    *last = None;
                }
            }
        }
    }
    found.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_the_same() {
        for line in ["MSH|^~\\&|A|B||C|20240101||ADT^A01|1|P|2.5.1", "PID|1||7^^^H^MR~8^^^H^PI||Doe^Jane", "NTE|1||a \\T\\ b", "PV1"] {
            assert_eq!(Segment::parse(line).expect(line).text(), line);
        }
        for line in ["", "PI", "pid|1", "PID^1", "MSH|!~\\&|A", "some text"] {
            assert_eq!(Segment::parse(line), None, "{line}");
        }
    }

    #[test]
    fn fields_and_parts_are_told_by_number() {
        let mut pid = Segment::parse("PID|1||7^^^H^MR~8^^^H^PI||Doe^Jane|\"\"").expect("it is one");
        assert_eq!((pid.part(3, 1), pid.part(3, 5), pid.part(5, 2), pid.field(9)), ("7", "MR", "Jane", ""));
        assert_eq!([pid.person(), Segment::named("PID").with(3, "9^^^H^AN~8^^^H^PI~7^^^H^MR").person(), Segment::named("PID").with(4, "5").person()], ["7", "7", "5"]);
        assert!(pid.has(5) && !pid.has(6) && !pid.has(2));
        assert!(!Segment::named("PID").with(11, "^^^~&").has(11) && Segment::named("PID").with(11, "^^Salem").has(11));
        pid.put_part(3, 1, "9");
        pid.put_part(5, 2, "");
        pid.put(8, "F");
        assert_eq!(pid.text(), "PID|1||9^^^H^MR~8^^^H^PI||Doe|\"\"||F");
    }

    #[test]
    fn messages_are_cut_where_they_open() {
        let text = "FHS|^~\\&|\rMSH|^~\\&|A|||||| ADT^A01\rEVN|A01\r\rPID|1||7\r\u{1c}\r\u{b}MSH|!~\\&!\rPID|1\rMSH|^~\\&|B\nPID|2||8\nNTE|1||one\ntwo\nFTS|1";
        let found = messages(text);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].segments.len(), found[0].event(), found[0].patient()), (3, "A01", "7"));
    }
}
